using Sartor.Cli.Terminal;
using Sartor.Core;
using Sartor.Lab.Jobs;
using Sartor.Results.Records;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sartor.Cli.Display;

/// <summary>Stages with bars above a table that grows with each trial.</summary>
internal sealed class LiveProgress(TimeProvider time) : IRunProgress
{
    private const int BarWidth = 28;
    private static readonly string[] s_spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

    private readonly Lock _lock = new();
    private readonly long _started = time.GetTimestamp();
    private readonly SortedDictionary<RunStage, StageState> _stages = [];
    private readonly Dictionary<string, VariantResult> _variants = [];
    private readonly List<(string Variant, TrialResult Trial)> _trials = [];
    private readonly List<Diagnostic> _warnings = [];
    private TrialKey? _running;

    /// <summary>
    /// Is given the new picture; called under a lock, so that pictures come in order. Once it is set, the one before is no longer running
    /// and is not called again.
    /// </summary>
    public Action<IRenderable>? Changed
    {
        get;
        set
        {
            lock (_lock) field = value;
        }
    }

    public void StageStarted(RunStage stage, int total) => Update(() => _stages[stage] = NewStage(total));

    public void StageAdvanced(RunStage stage, int done, string now) => Update(() =>
    {
        var state = _stages.GetValueOrDefault(stage) ?? NewStage(0);
        _stages[stage] = state with { Done = done, Now = now.Length > 0 ? now : state.Now };
    }, redraw: false);

    public void StageFinished(RunStage stage, string summary) =>
        Update(() => _stages[stage] = (_stages.GetValueOrDefault(stage) ?? NewStage(0)) with { Summary = summary });

    public void VariantMade(VariantResult variant) => Update(() => _variants[variant.Name] = variant);

    public void VariantVerified(string variant, Verdict verification) => Update(() =>
    {
        if (_variants.TryGetValue(variant, out var known)) _variants[variant] = known with { Verdicts = [verification] };
    });

    public void TrialStarted(TrialKey trial) => Update(() => _running = trial);

    public void TrialFinished(string variant, TrialResult trial) => Update(() =>
    {
        _running = null;
        var place = _trials.FindIndex(t => t.Variant == variant && t.Trial.Id == trial.Id);
        if (place < 0) _trials.Add((variant, trial));
        else _trials[place] = (variant, trial);
    });

    public void Reported(Diagnostic diagnostic) => Update(() =>
    {
        if (diagnostic.Severity != Severity.Note) _warnings.Add(diagnostic);
    });

    /// <summary>Draws again, so that the time and the spinner move.</summary>
    public void Redraw() => Update(() => { });

    /// <summary>The picture as it is now.</summary>
    public IRenderable Render()
    {
        lock (_lock) return View();
    }

    private void Update(Action change, bool redraw = true)
    {
        lock (_lock)
        {
            change();
            // Advances come by the thousand; the timer shows them.
            if (redraw) Changed?.Invoke(View());
        }
    }

    private Rows View()
    {
        var parts = new List<IRenderable> { Stages() };
        if (_variants.Count > 0) parts.Add(Trials());
        parts.AddRange(
            _warnings.TakeLast(3)
                .Select(w => new Text($"{w.Severity.ToString().ToLowerInvariant()}: {w.Message}", new Style(Color.Yellow))));
        return new Rows(parts);
    }

    private Grid Stages()
    {
        var grid = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(1, 0) })
            .AddColumn(new GridColumn { NoWrap = true }).AddColumn(new GridColumn());
        var elapsed = time.GetElapsedTime(_started);
        var spinner = s_spinner[(int)(elapsed.TotalMilliseconds / 120) % s_spinner.Length];
        foreach (var (stage, state) in _stages)
        {
            var running = state.Summary is null;
            grid.AddRow(
                running ? new Text(spinner, new Style(Color.Teal)) : new Text("✓", new Style(Color.Green)),
                new Text(stage.ToString()),
                running ? Bar(state) : new Text(state.Summary!, new Style(Color.Grey)));
        }
        grid.AddRow(
            new Text(" "), new Text($"{elapsed:m\\:ss}", new Style(Color.Grey)),
            new Text(_running is null ? "" : $"measuring {_running}", new Style(Color.Grey)));
        return grid;
    }

    private StageState NewStage(int total) => new(total, 0, "", null, time.GetTimestamp());

    // By the pace so far; a guess from one step, or of seconds, is none.
    private string Remaining(StageState state)
    {
        if (state.Done < 2 || state.Done >= state.Total) return "";
        var left = time.GetElapsedTime(state.Started) * ((double)(state.Total - state.Done) / state.Done);
        return left < TimeSpan.FromSeconds(3) ? "" : $"about {left:m\\:ss} left ";
    }

    private Paragraph Bar(StageState state)
    {
        var text = new Paragraph();
        if (state.Total > 0)
        {
            var filled = (int)((long)BarWidth * Math.Clamp(state.Done, 0, state.Total) / state.Total);
            text.Append(new string('━', filled), new Style(Color.Teal)).Append(new string('━', BarWidth - filled), new Style(Color.Grey23))
                .Append($" {state.Done}/{state.Total} {Remaining(state)}", new Style(Color.Grey));
        }
        return text.Append(state.Now, new Style(Color.Grey));
    }

    private TextTable Trials()
    {
        var table = new TextTable("Variant", "Engine", ">Median", ">p95", ">Size", ">Score", "Verified")
            .Dispensing("Size", "p95", "Verified");
        foreach (var variant in _variants.Values)
        {
            var trials = _trials.Where(t => t.Variant == variant.Name).Select(t => t.Trial).ToArray();
            var score = variant.Worst?.Score is { } s ? ScoreText.Number(s.Kind, s.Variant.Value) : "–";
            var verdict = variant.Outcome != VariantOutcome.Made ? variant.Outcome.ToString().ToLowerInvariant() : variant.Worst is null
                ? "…" : TrialText.Verdict(variant.Name, variant.Worst);
            if (trials.Length == 0) table.Row(variant.Name, "", "", "", Quantity.Bytes(variant.SizeBytes), score, verdict);
            foreach (var trial in trials)
            {
                table.Row(
                    trial == trials[0] ? variant.Name : "", $"{trial.Engine}/{trial.Delegate}", trial.Latency is { } l
                        ? Quantity.Duration(l.MedianNs) : trial.Outcome.ToString().ToLowerInvariant(),
                    Quantity.Duration(trial.Latency?.P95Ns), Quantity.Bytes(variant.SizeBytes), score, verdict);
            }
        }
        return table;
    }

    private sealed record StageState(int Total, int Done, string Now, string? Summary, long Started);
}
