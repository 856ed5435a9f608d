using Sartor.Lab.Campaigns;

namespace Sartor.Cli.Display;

/// <summary>
/// How fast a device goes through its trials in this run, and how long the rest may take. Only trials that ran to an end count: what was
/// skipped took no time, and an attempt that is repeated has not ended.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class CampaignPace(TimeProvider time)
{
    /// <summary>Trials that have to end before anything is said.</summary>
    public const int Fewest = 3;

    private readonly Dictionary<CampaignStep, (int Ended, TimeSpan Spent)> _steps = [];
    private long? _first;
    private long _attempt;
    private long _last;

    /// <summary>An attempt begins.</summary>
    public void Begin()
    {
        _attempt = time.GetTimestamp();
        _first ??= _attempt;
    }

    /// <summary>The attempt ended.</summary>
    /// <param name="step">What it did.</param>
    /// <param name="isOver">False where the trial is tried again.</param>
    public void End(CampaignStep step, bool isOver)
    {
        _last = time.GetTimestamp();
        var (ended, spent) = _steps.GetValueOrDefault(step);
        _steps[step] = (ended + (isOver ? 1 : 0), spent + time.GetElapsedTime(_attempt, _last));
    }

    /// <summary>How long the running attempt takes already.</summary>
    public TimeSpan Attempt => time.GetElapsedTime(_attempt);

    /// <summary>Trials in an hour, by those that ended, with the pauses between them; null where too few did.</summary>
    public double? PerHour => Ended >= Fewest && Elapsed > TimeSpan.Zero ? Ended / Elapsed.TotalHours : null;

    /// <summary>The time for what is left, by the mean time of each step and the share of pauses.</summary>
    /// <param name="open">Trials of each step that have not ended.</param>
    /// <returns>Null where too few trials ended, or none of a step that is left.</returns>
    public TimeSpan? Left(IReadOnlyDictionary<CampaignStep, long> open)
    {
        var busy = _steps.Values.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Spent);
        if (Ended < Fewest || busy <= TimeSpan.Zero) return null;
        var left = 0.0;
        foreach (var (step, count) in open.Where(pair => pair.Value > 0))
        {
            if (_steps.GetValueOrDefault(step) is not { Ended: > 0 } known) return null;
            left += count * (known.Spent.TotalSeconds / known.Ended);
        }
        return TimeSpan.FromSeconds(Math.Min(left * (Elapsed / busy), TimeSpan.MaxValue.TotalSeconds / 2));
    }

    private int Ended => _steps.Values.Sum(step => step.Ended);

    private TimeSpan Elapsed => _first is { } first ? time.GetElapsedTime(first, _last) : TimeSpan.Zero;
}
