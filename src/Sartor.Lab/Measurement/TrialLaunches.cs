using Sartor.Core;
using Sartor.Engines;
using Sartor.Results.Records;
using Sartor.Results.Statistics;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Measurement;

/// <summary>The launches of one trial so far, and what they come to.</summary>
internal sealed class TrialLaunches(MeasurementProtocol protocol)
{
    private readonly List<TimedLaunch> _counted = [];
    private readonly List<TimedLaunch> _setAside = [];
    private LaunchOutcome? _end;
    private int _narrow;

    /// <summary>
    /// True where it gets no further launches: the interval was narrow enough twice in a row, or a launch failed or was refused. Twice,
    /// because the first narrow interval of a few launches is often a lucky one.
    /// </summary>
    public bool IsDone => _end is not null || (_counted.Count >= protocol.MinRounds && _narrow >= 2);

    /// <summary>Takes a launch that counts; one without numbers ends the trial.</summary>
    public void Add(TimedLaunch launch)
    {
        if (launch.Outcome.Status != TrialStatus.Measured)
        {
            _end = launch.Outcome;
            return;
        }
        _counted.Add(launch);
        var interval = LaunchInterval.Of(Medians());
        _narrow = interval is not null && interval.RelativeHalfWidth <= protocol.TargetHalfWidth ? _narrow + 1 : 0;
    }

    /// <summary>Takes a launch of a round that is repeated; one that was refused or failed ends the trial all the same.</summary>
    public void SetAside(TimedLaunch launch)
    {
        if (launch.Outcome.Status == TrialStatus.Measured) _setAside.Add(launch);
        else _end = launch.Outcome;
    }

    /// <summary>As a result file states it; at least one launch was taken.</summary>
    public TrialResult ToResult()
    {
        var last = _end ?? _counted[^1].Outcome;
        var isMeasured = _end is null;
        var measured = _counted.Select(launch => launch.Outcome.Measured!).ToArray();
        IReadOnlyList<Diagnostic> flags = isMeasured ? Flags() : [];
        var memory = isMeasured ? Memory() : null;
        return new TrialResult
        {
            Id = last.Id,
            Engine = last.Engine,
            EngineVersion = last.EngineVersion,
            Delegate = last.Delegate,
            Optimization = last.Optimization,
            InputSha256 = last.InputSha256,
            Delegation = Report(last.Delegation),
            Outcome = last.Status,
            Reason = Reason(last),
            Latency = isMeasured ? TrialSummary.Of([.. measured.Select(launch => launch.SamplesNs)], flags) : null,
            LoadNs = isMeasured ? Middle(measured.Select(launch => (long?)launch.LoadNs)) : null,
            FirstInferenceNs = isMeasured ? Middle(measured.Select(launch => launch.FirstInferenceNs)) : null,
            PeakMemoryBytes = Rounded(memory?.Center),
            PeakMemoryLowBytes = memory?.Launches > 1 ? Rounded(memory.Low) : null,
            PeakMemoryHighBytes = memory?.Launches > 1 ? Rounded(memory.High) : null,
            Energy = LaunchEnergy.Of(measured),
            MaxTemperatureC = measured.Max(launch => launch.Power?.MaxMilliCelsius) / 1e3,
            Cpus = measured.LastOrDefault()?.Cpus,
            MaxFrequencyKhz = measured.Max(launch => launch.Power?.MaxKhz),
            Launches = [.. _counted.Select(launch => launch.ToResult())],
            WarmupSamplesNs = [.. measured.SelectMany(launch => launch.WarmUpNs)],
            SamplesNs = [.. measured.SelectMany(launch => launch.SamplesNs)],
            SetAside = [.. _setAside.Select(launch => launch.ToSetAside())],
            Diagnostics =
            [
                .. flags, .. last.Stated is null ? Averaged(measured) : [], .. LaunchEnergy.Notes(measured),
                .. last.Delegation?.Diagnostics ?? [], .. last.Notes,
            ],
        };
    }

    private IReadOnlyList<Diagnostic> Flags() =>
        TrialCheck.Run(Medians(), [.. _counted.Select(launch => launch.Outcome.Flags)], protocol.TargetHalfWidth);

    private static IEnumerable<Diagnostic> Averaged(Measured[] measured)
    {
        var runs = measured.Select(launch => launch.RunsPerSample).DefaultIfEmpty(1).Max();
        if (runs > 1)
        {
            yield return Diagnostic.Note("averaged-runs",
                $"each sample is the mean of up to {runs} runs, since the device's clock is coarse; percentiles are those of such means");
        }
    }

    private double[] Medians() => [.. _counted.Select(launch => launch.Outcome.MedianNs)];

    private string? Reason(LaunchOutcome last) => last.Reason is { } reason && _counted.Count > 0
        ? $"launch {_counted.Count + 1} failed after {_counted.Count} successful ones: {reason}"
        : last.Reason;

    private static DelegationReport? Report(Delegation? delegation) => delegation is null ? null : new()
    {
        Delegate = delegation.ActualDelegate,
        Nodes = delegation.NodeCount,
        DelegatedNodes = delegation.DelegatedNodeCount,
        Kernels = [.. delegation.Kernels.Select(kernel => new KernelUse(kernel.Name, kernel.Count))],
        Evidence = delegation.Evidence,
    };

    private static long? Middle(IEnumerable<long?> values)
    {
        double[] known = [.. values.OfType<long>().Select(value => (double)value).Order()];
        return known.Length == 0 ? null : Rounded(Quantiles.Median(known));
    }

    private static long? Rounded(double? value) => value is { } number ? (long)Math.Round(number) : null;

    // Of a single launch the interval is the value; it is not shown.
    private LaunchInterval? Memory()
    {
        double[] known = [.. _counted.Select(launch => (double?)launch.Outcome.Measured!.PeakRssBytes).OfType<double>()];
        return LaunchInterval.Of(known) ?? (known.Length == 1 ? new LaunchInterval(known[0], known[0], known[0], 1) : null);
    }
}
