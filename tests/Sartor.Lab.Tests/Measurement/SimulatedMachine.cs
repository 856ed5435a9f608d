using System.Globalization;
using Sartor.Lab.Measurement;
using Sartor.Results.Records;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Tests.Measurement;

/// <summary>
/// A machine whose truth is known: each request has a latency in ns (its engine's name), launches scatter around it, the machine walks
/// from launch to launch, and each launch takes a second of the clock that it is.
/// </summary>
internal sealed class SimulatedMachine(int seed = 1) : TimeProvider
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, int> _launchesOf = [];
    private long _seconds;
    private double _state;

    /// <summary>Scatter of launches, as a share.</summary>
    public double Between { get; init; }

    /// <summary>Step of the machine's walk from launch to launch, as a share.</summary>
    public double Walk { get; init; }

    /// <summary>What to make of a launch: the engine's name, its number for this engine from 1, the outcome as it would be.</summary>
    public Func<string, int, LaunchOutcome, LaunchOutcome> Change { get; init; } = (_, _, outcome) => outcome;

    /// <summary>The engines' names in the order of the launches.</summary>
    public List<string> Launches { get; } = [];

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => _seconds;

    public static TrialRequest Request(double ns) => new("model", ns.ToString(CultureInfo.InvariantCulture), []) { Limits = null };

    public Task<LaunchOutcome> Launch(TrialRequest request, CancellationToken cancellation)
    {
        _seconds++;
        _state += Walk * Normal();
        Launches.Add(request.Engine);
        var truth = double.Parse(request.Engine, CultureInfo.InvariantCulture);
        var latency = truth * Math.Exp(_state + (Between * Normal()));
        var number = _launchesOf[request.Engine] = _launchesOf.GetValueOrDefault(request.Engine) + 1;
        return Task.FromResult(Change(request.Engine, number, Outcome(request.Engine, latency)));
    }

    public static LaunchOutcome Outcome(string engine, double ns) => new()
    {
        Id = engine,
        Engine = engine,
        EngineVersion = "1",
        Delegate = "cpu",
        Status = TrialStatus.Measured,
        Measured = new Measured([9, 9], [.. Enumerable.Repeat((long)ns, 3)], 7, 5, 1000, 10, 10),
    };

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
