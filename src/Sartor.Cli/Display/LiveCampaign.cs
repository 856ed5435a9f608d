using System.Globalization;
using Sartor.Core;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;

namespace Sartor.Cli.Display;

/// <summary>A line for each device of a campaign, with the trial that it runs, and one for all. Thread-safe.</summary>
/// <param name="count">Where the trials stand now.</param>
/// <param name="models">How models are shown.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveCampaign(Func<IReadOnlyList<TrialCount>> count, ShownModels models, TimeProvider time) : ICampaignListener
{
    private const int LongestName = 28;

    // A large campaign is counted for a twentieth of the time at most.
    private const int Restraint = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lane> _lanes = [];
    private readonly long _started = time.GetTimestamp();
    private bool _isStale;
    private long _counted;
    private TimeSpan _cost;

    public void Started(IReadOnlyList<TrialCount> counts)
    {
        lock (_gate) Set(counts);
    }

    public void TrialStarted(CampaignTrial trial)
    {
        lock (_gate)
        {
            var lane = Of(trial.Lane);
            (lane.Trial, lane.State, lane.Reason, lane.DueUtc) = (models.Of(trial), LaneState.Ready, "", null);
            lane.Pace.Begin();
        }
    }

    public void TrialEnded(CampaignTrial trial, TrialOutcome outcome, NextStep next)
    {
        lock (_gate)
        {
            var lane = Of(trial.Lane);
            var isOver = next.State != TrialState.Waiting;
            lane.Pace.End(trial.Step, isOver);
            if (lane.State == LaneState.Waiting) lane.State = LaneState.Ready;
            (lane.Trial, lane.DueUtc) = (null, isOver ? null : next.DueUtc);
            _isStale = true;
        }
    }

    public void DeviceChanged(string lane, LaneState state, string reason)
    {
        lock (_gate) (Of(lane).State, Of(lane).Reason) = (state, reason);
    }

    public void DeviceNoted(string lane, string text)
    {
        // A line of its own.
    }

    /// <summary>The picture as it is now: the last line is that of all devices.</summary>
    public IReadOnlyList<string> Lines()
    {
        Count();
        lock (_gate)
        {
            var lanes = _lanes.Values.Where(lane => lane.Total > 0).OrderBy(lane => lane.Name.Length > 0);
            string[][] rows = [.. lanes.Select(Row), All()];
            int[] widths = [.. Enumerable.Range(0, rows[0].Length - 1).Select(column => rows.Max(row => row[column].Length))];
            return [.. rows.Select(row => Line(row, widths))];
        }
    }

    // Not under the gate: whoever ends a trial does not wait for it.
    private void Count()
    {
        lock (_gate)
        {
            if (!_isStale || time.GetElapsedTime(_counted) < _cost * Restraint) return;
            _isStale = false;
        }
        var began = time.GetTimestamp();
        try
        {
            var counts = count();
            lock (_gate) Set(counts);
        }
        catch (OutputException)
        {
            // A state that cannot be read now is told by whoever has to write it.
        }
        lock (_gate) (_counted, _cost) = (time.GetTimestamp(), time.GetElapsedTime(began));
    }

    private void Set(IReadOnlyList<TrialCount> counts)
    {
        foreach (var lane in _lanes.Values) lane.Counts = [];
        foreach (var group in counts.GroupBy(one => one.Lane)) Of(group.Key).Counts = [.. group];
    }

    private Lane Of(string name)
    {
        if (!_lanes.TryGetValue(name, out var lane)) _lanes.Add(name, lane = new Lane(name, new CampaignPace(time)));
        return lane;
    }

    private string[] Row(Lane lane) =>
    [
        Short(lane.Name.Length == 0 ? "conversion" : lane.Name), $"{lane.Done:N0}/{lane.Total:N0}",
        lane.State == LaneState.GivenUp ? "" : Left(lane.Left), Rate(lane.Pace.PerHour), CampaignText.Problems(lane.Counts), Now(lane),
    ];

    private string[] All()
    {
        var open = _lanes.Values.Where(lane => lane.Done < lane.Total && lane.State != LaneState.GivenUp).ToArray();
        // Devices work side by side: the last one decides.
        var left = open.Length > 0 && open.All(lane => lane.Left is not null) ? open.Max(lane => lane.Left) : null;
        var rates = _lanes.Values.Where(lane => lane.Name.Length > 0).Select(lane => lane.Pace.PerHour).OfType<double>().ToArray();
        var problems = CampaignText.Problems(_lanes.Values.SelectMany(lane => lane.Counts));
        return
        [
            "total", $"{_lanes.Values.Sum(lane => lane.Done):N0}/{_lanes.Values.Sum(lane => lane.Total):N0}", Left(left),
            rates.Length > 0 ? Rate(rates.Sum()) : "", "",
            $"{Elapsed(time.GetElapsedTime(_started))}{(problems.Length > 0 ? $"  {problems}" : "")}",
        ];
    }

    private string Now(Lane lane) => lane switch
    {
        { State: LaneState.Quarantined } => $"rests: {lane.Reason}",
        { State: LaneState.GivenUp } => $"given up: {lane.Reason}",
        { State: LaneState.Waiting } => $"waits: {lane.Reason}",
        { Trial: { } trial } => $"{Verb(trial.Step)} {Text(trial)} {Elapsed(lane.Pace.Attempt)}",
        { Done: var done, Total: var total } when done == total => "done",
        { DueUtc: { } due } when due > time.GetUtcNow() => $"next attempt at {due.ToLocalTime():HH:mm:ss}",
        _ => "waits for its turn",
    };

    private static string Text(CampaignTrial trial) => trial.Step == CampaignStep.Convert
        ? $"{trial.Model} → {trial.Variant}"
        : $"{trial.Model} · {trial.Variant} · {trial.Target}{(trial.Threads == 1 ? "" : $" ×{trial.Threads}")}";

    private static string Verb(CampaignStep step) => step switch
    {
        CampaignStep.Convert => "converts",
        CampaignStep.Verify => "verifies",
        _ => "measures",
    };

    private static string Line(string[] row, int[] widths)
    {
        // The first column is text, the next three are numbers; a column that is empty in all lines takes no room.
        var cells = row[..^1].Select((cell, i) => i is 0 or 4 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))
            .Where((_, i) => widths[i] > 0);
        return string.Join("  ", cells.Append(row[^1])).TrimEnd();
    }

    private static string Short(string name) =>
        name.Length <= LongestName ? name : $"{name.AsSpan(0, LongestName / 2)}…{name.AsSpan(name.Length - (LongestName / 2) + 1)}";

    private static string Rate(double? perHour) => perHour is { } rate
        ? string.Create(CultureInfo.InvariantCulture, $"{rate.ToString(rate < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture)}/h")
        : "";

    private static string Left(TimeSpan? left) => left switch
    {
        null => "",
        { TotalDays: >= 1 } time => $"{time.Days:N0} d {time.Hours} h left",
        { TotalHours: >= 1 } time => $"{time.Hours} h {time.Minutes} min left",
        { TotalMinutes: >= 1 } time => $"{time.Minutes} min left",
        _ => "under 1 min left",
    };

    private static string Elapsed(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time:mm\\:ss}" : $"{time:m\\:ss}";

    private sealed class Lane(string name, CampaignPace pace)
    {
        public string Name => name;

        public CampaignPace Pace => pace;

        public IReadOnlyList<TrialCount> Counts { get; set; } = [];

        public LaneState State { get; set; }

        public string Reason { get; set; } = "";

        public CampaignTrial? Trial { get; set; }

        public DateTimeOffset? DueUtc { get; set; }

        public long Total => Counts.Sum(one => one.Count);

        public long Done => Counts.Where(one => one.State is TrialState.Finished or TrialState.Quarantined).Sum(one => one.Count);

        public TimeSpan? Left => Done == Total ? null : pace.Left(Counts
            .Where(one => one.State is not (TrialState.Finished or TrialState.Quarantined))
            .GroupBy(one => one.Step).ToDictionary(step => step.Key, step => step.Sum(one => one.Count)));
    }
}
