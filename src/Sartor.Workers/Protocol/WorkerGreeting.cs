using System.Globalization;

namespace Sartor.Workers.Protocol;

/// <summary>What a worker says of itself in its answer to <c>hello</c>.</summary>
/// <param name="Minor">The minor version that both sides speak.</param>
/// <param name="Worker">Name and version of the program.</param>
/// <param name="Os"><c>linux</c>, <c>macos</c>, <c>windows</c> or <c>other</c>.</param>
/// <param name="Architecture"><c>x64</c>, <c>arm64</c>, …</param>
/// <param name="ClockHz">Ticks of its clock in a second.</param>
/// <param name="ClockStepNs">Smallest difference between two readings of that clock, in nanoseconds; null where it does not say.</param>
/// <param name="Engines">The engines that it knows, by name.</param>
public sealed record WorkerGreeting(
    int Minor, string Worker, string Os, string Architecture, long ClockHz, long? ClockStepNs, EquatableArray<EngineDescription> Engines)
{
    /// <summary>Tells workers of one version and other sources apart; empty where a worker does not say.</summary>
    public string Build { get; init; } = "";

    private const int MaxEngines = 64;
    private const int MaxNames = 256;

    internal static Frame Write(Frame frame, IReadOnlyList<EngineDescription> engines)
    {
        frame.With("engines", string.Join(',', engines.Select(engine => engine.Name)));
        for (var i = 0; i < engines.Count; i++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"engine.{i}");
            frame.With($"{key}.formats", string.Join(',', engines[i].Formats))
                .With($"{key}.delegates", string.Join(',', engines[i].Delegates))
                .With($"{key}.version", engines[i].Version)
                .With($"{key}.problem", engines[i].Problem);
        }
        return frame;
    }

    /// <exception cref="InvalidDataException">A field is wrong.</exception>
    internal static WorkerGreeting Read(Frame frame)
    {
        var major = frame.GetNumber("protocol", 0, int.MaxValue);
        if (major != WorkerProtocol.Version)
            throw new InvalidDataException($"it speaks protocol {major}, not {WorkerProtocol.Version}");
        var names = frame.GetNames("engines", MaxEngines);
        return new WorkerGreeting(
            (int)Math.Min(frame.FindNumber("minor", 0, int.MaxValue) ?? 0, WorkerProtocol.Minor),
            frame.Find("worker") ?? "",
            frame.Find("os") ?? "other",
            frame.Find("arch") ?? "",
            frame.GetNumber("clock_hz", 1, long.MaxValue),
            frame.FindNumber("clock_step_ns", 1, long.MaxValue),
            names.Select((name, i) => Engine(frame, name, string.Create(CultureInfo.InvariantCulture, $"engine.{i}"))).ToEquatableArray())
        {
            Build = frame.Find("build") ?? "",
        };
    }

    private static EngineDescription Engine(Frame frame, string name, string key) => new(
        name,
        frame.Find($"{key}.formats") is null ? [] : frame.GetNames($"{key}.formats", MaxNames),
        frame.Find($"{key}.delegates") is null ? [] : frame.GetNames($"{key}.delegates", MaxNames),
        frame.Find($"{key}.version"),
        frame.Find($"{key}.problem"));
}
