using System.CommandLine;
using System.Globalization;
using Sartor.Core;
using Sartor.Lab.Measurement;

namespace Sartor.Cli.Options;

/// <summary>The options that say how long to warm up and to measure.</summary>
internal sealed class ProtocolArguments
{
    private readonly Option<int?> _runs = new("--runs") { Description = "Fewest counted inferences; default 50", HelpName = "n" };
    private readonly Option<double?> _minSeconds = new("--min-seconds") { Description = "Least time of the counted inferences; default 1", HelpName = "s" };
    private readonly Option<double?> _maxSeconds = new("--max-seconds") { Description = "Time after which warm-up or counting ends in any case; default 30", HelpName = "s" };
    private readonly Option<int?> _warmUpRuns = new("--warmup-runs") { Description = "Fewest inferences before the counted ones; default 3", HelpName = "n" };
    private readonly Option<double?> _warmUpSeconds = new("--warmup-seconds") { Description = "Least time of the warm-up; default 0.5", HelpName = "s" };
    private readonly Option<int> _threads = EngineNames.ThreadsOption();
    private readonly Option<bool> _quick = new("--quick") { Description = "Fewer and shorter runs: a first look, not numbers to quote" };

    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[_threads, _runs, _minSeconds, _maxSeconds, _warmUpRuns, _warmUpSeconds, _quick]) command.Add(option);
    }

    /// <exception cref="OptionException">The values contradict each other.</exception>
    public MeasurementProtocol Read(ParseResult parsed)
    {
        var basis = parsed.GetValue(_quick) ? MeasurementProtocol.Quick : new MeasurementProtocol();
        var minRuns = AtLeastOne(parsed, _runs) ?? basis.MinRuns;
        var (minSeconds, warmUpSeconds) = (Seconds(parsed, _minSeconds) ?? basis.MinSeconds, Seconds(parsed, _warmUpSeconds) ?? basis.WarmUpMinSeconds);
        var warmUpRuns = AtLeastOne(parsed, _warmUpRuns) ?? basis.WarmUpMinRuns;
        var protocol = basis with
        {
            Threads = EngineNames.Threads(parsed.GetValue(_threads)),
            MinRuns = minRuns,
            MinSeconds = minSeconds,
            // Who asks for more than the usual limit means it.
            MaxRuns = Math.Max(basis.MaxRuns, Math.Max(minRuns, warmUpRuns)),
            MaxSeconds = MaxSeconds(parsed, Math.Max(minSeconds, warmUpSeconds)) ?? Math.Max(basis.MaxSeconds, Math.Max(minSeconds, warmUpSeconds)),
            WarmUpMinRuns = warmUpRuns,
            WarmUpMinSeconds = warmUpSeconds,
        };
        return protocol.Problem() is { } problem ? throw new OptionException("measurement", problem) : protocol;
    }

    private static int? AtLeastOne(ParseResult parsed, Option<int?> option) => parsed.GetValue(option) is not { } runs || runs >= 1
        ? parsed.GetValue(option)
        : throw new OptionException(option.Name, $"{runs} is not at least 1");

    private static double? Seconds(ParseResult parsed, Option<double?> option) => parsed.GetValue(option) is not { } seconds || seconds is >= 0 and <= 86_400
        ? parsed.GetValue(option)
        : throw new OptionException(option.Name, string.Create(CultureInfo.InvariantCulture, $"{seconds} is no time between 0 and 86400 seconds"));

    private double? MaxSeconds(ParseResult parsed, double least) => Seconds(parsed, _maxSeconds) is not { } seconds || (seconds > 0 && seconds >= least)
        ? parsed.GetValue(_maxSeconds)
        : throw new OptionException(_maxSeconds.Name, string.Create(CultureInfo.InvariantCulture, $"{seconds} s is less than the {least} s that warm-up or counting take at least; give more, or less with --min-seconds and --warmup-seconds"));
}
