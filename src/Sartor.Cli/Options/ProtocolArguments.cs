using System.CommandLine;
using System.Globalization;
using Sartor.Core;
using Sartor.Lab.Measurement;
using Sartor.Workers.Protocol;

namespace Sartor.Cli.Options;

/// <summary>The options that say how many launches a trial has, and how long each warms up and measures.</summary>
internal sealed class ProtocolArguments
{
    private readonly Option<int?> _rounds = Number("--rounds", "Minimum number of launches per trial (default: 5)");
    private readonly Option<int?> _maxRounds = Number("--max-rounds", "Maximum number of launches per trial (default: 20)");
    private readonly Option<double?> _halfWidth = NumberOption.Share(
        "--half-width", "Launch again until the half width of the interval is at most this share (default: 0.02)");
    private readonly Option<double?> _trialSeconds = Time(
        "--trial-seconds", "Time per trial after which no further round begins (default: 8)");
    private readonly Option<int?> _runs = Number("--runs", "Minimum number of counted inferences per launch (default: 10)");
    private readonly Option<double?> _minSeconds = Time(
        "--min-seconds", "Minimum time of the counted inferences per launch (default: 0.2)");
    private readonly Option<double?> _maxSeconds =
        Time("--max-seconds", "Maximum time of the warm-up, and of the counted inferences, per launch (default: 6)");
    private readonly Option<int?> _warmUpRuns = Number("--warmup-runs", "Minimum number of warm-up inferences per launch (default: 3)");
    private readonly Option<double?> _warmUpSeconds = Time("--warmup-seconds", "Minimum time of the warm-up per launch (default: 0.1)");
    private readonly Option<int[]> _threads =
        NumberOption.Wholes("--threads", "Threads of the engine; several numbers, as 1,2,4, are measured one after the other", 1);
    private readonly Option<string?> _cpus = new("--cpus")
    {
        Description = "Cores that measurements keep to, as 4-7 or 0,2, on Linux and Android (default: those that the system chooses)",
        HelpName = "cores",
    };
    private readonly Option<bool> _quick = new("--quick")
    {
        Description = "Fewer and shorter launches: a first look, not numbers to quote",
    };

    public void AddTo(Command command)
    {
        ReadOnlySpan<Option> options =
        [
            _threads, _cpus, _rounds, _maxRounds, _halfWidth, _trialSeconds, _runs, _minSeconds, _maxSeconds, _warmUpRuns, _warmUpSeconds,
            _quick,
        ];
        foreach (var option in options) command.Add(option);
    }

    /// <summary>Whether fewer and shorter launches were asked for.</summary>
    public bool IsQuick(ParseResult parsed) => parsed.GetValue(_quick);

    /// <summary>The protocols, one for each number of threads.</summary>
    /// <exception cref="OptionException">The values contradict each other.</exception>
    public IReadOnlyList<MeasurementProtocol> Read(ParseResult parsed)
    {
        var threads = parsed.GetValue(_threads)!.Select(EngineNames.Threads).ToArray();
        if (threads.Distinct().Count() < threads.Length) throw new OptionException(_threads.Name, "names a number twice");
        var protocol = ReadFor(parsed);
        return [.. threads.Select(count => protocol with { Threads = count })];
    }

    private MeasurementProtocol ReadFor(ParseResult parsed)
    {
        var basis = parsed.GetValue(_quick) ? MeasurementProtocol.Quick : new MeasurementProtocol();
        var minRuns = AtLeastOne(parsed, _runs) ?? basis.MinRuns;
        var minSeconds = Seconds(parsed, _minSeconds) ?? basis.MinSeconds;
        var warmUpSeconds = Seconds(parsed, _warmUpSeconds) ?? basis.WarmUpMinSeconds;
        var warmUpRuns = AtLeastOne(parsed, _warmUpRuns) ?? basis.WarmUpMinRuns;
        var longest = Math.Max(minSeconds, warmUpSeconds);
        var protocol = Rounds(parsed, basis) with
        {
            MinRuns = minRuns,
            MinSeconds = minSeconds,
            // Who asks for more than the usual limit means it.
            MaxRuns = Math.Max(basis.MaxRuns, Math.Max(minRuns, warmUpRuns)),
            MaxSeconds = MaxSeconds(parsed, longest) ?? Math.Max(basis.MaxSeconds, longest),
            WarmUpMinRuns = warmUpRuns,
            WarmUpMinSeconds = warmUpSeconds,
            Cpus = Cpus(parsed),
        };
        return protocol.Problem() is { } problem ? throw new OptionException("measurement", problem) : protocol;
    }

    private string? Cpus(ParseResult parsed)
    {
        if (parsed.GetValue(_cpus) is not { } text) return null;
        return CpuSet.Parse(text) is { } cores
            ? CpuSet.Text(cores)
            : throw new OptionException(_cpus.Name, $"must be cores as 4-7 or 0,2, each once, got '{text}'");
    }

    private MeasurementProtocol Rounds(ParseResult parsed, MeasurementProtocol basis)
    {
        var (least, most) = (AtLeastOne(parsed, _rounds), AtLeastOne(parsed, _maxRounds));
        var halfWidth = parsed.GetValue(_halfWidth) ?? basis.TargetHalfWidth;
        if (halfWidth is not (> 0 and < 1))
        {
            var given = halfWidth.ToString(CultureInfo.InvariantCulture);
            throw new OptionException(_halfWidth.Name, $"must be between 0 and 1, got {given}; for 2 % use 0.02");
        }
        return basis with
        {
            // One of the two alone moves the other where it must.
            MinRounds = least ?? Math.Min(basis.MinRounds, most ?? int.MaxValue),
            MaxRounds = most ?? Math.Max(basis.MaxRounds, least ?? 0),
            TargetHalfWidth = halfWidth,
            TrialSeconds = Seconds(parsed, _trialSeconds) ?? basis.TrialSeconds,
        };
    }

    private static Option<int?> Number(string name, string description) => NumberOption.Whole(name, description);

    private static Option<double?> Time(string name, string description) => NumberOption.Real(name, description, "s", "s");

    private static int? AtLeastOne(ParseResult parsed, Option<int?> option) => parsed.GetValue(option) is not { } number || number >= 1
        ? parsed.GetValue(option)
        : throw new OptionException(option.Name, $"must be at least 1, got {number}");

    private static double? Seconds(ParseResult parsed, Option<double?> option)
    {
        if (parsed.GetValue(option) is not { } seconds || seconds is >= 0 and <= 86_400) return parsed.GetValue(option);
        var given = seconds.ToString(CultureInfo.InvariantCulture);
        throw new OptionException(option.Name, $"must be between 0 and 86400 seconds, got {given}");
    }

    private double? MaxSeconds(ParseResult parsed, double least)
    {
        if (Seconds(parsed, _maxSeconds) is not { } seconds) return null;
        if (seconds > 0 && seconds >= least) return seconds;
        throw new OptionException(_maxSeconds.Name, string.Create(
            CultureInfo.InvariantCulture,
            $"{seconds} s is less than the {least} s that warm-up and counting need; "
            + $"raise it, or lower --min-seconds and --warmup-seconds"));
    }
}
