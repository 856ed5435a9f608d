using Sartor.Lab.Measurement;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Tells a job's progress what the rounds of its trials do.</summary>
/// <param name="progress">Of the job.</param>
/// <param name="keys">The trials, by the indices that the rounds use.</param>
/// <param name="protocol">Says how many launches there are at least.</param>
/// <param name="finished">Takes each trial as soon as it has its last launch; null for nobody.</param>
internal sealed class MeasureProgress(
    IRunProgress progress, IReadOnlyList<TrialKey> keys, MeasurementProtocol protocol, Action<TrialResult>? finished) : IRoundProgress
{
    private readonly int _total = keys.Count * protocol.MinRounds;
    private int _launches;

    /// <summary>Begins the stage.</summary>
    public void Start() => progress.StageStarted(RunStage.Measure, _total);

    public void LaunchStarted(int trial, int round)
    {
        progress.TrialStarted(keys[trial]);
        // How many launches follow the fewest is not known before.
        progress.StageAdvanced(RunStage.Measure, Math.Min(_launches++, _total), $"round {round}, {keys[trial]}");
    }

    public void RoundFinished(int round)
    {
    }

    public void TrialFinished(int trial, TrialResult result)
    {
        finished?.Invoke(result);
        progress.TrialFinished(keys[trial].Variant, result);
    }

    /// <summary>Ends the stage with what it came to.</summary>
    public void Finish(IReadOnlyList<TrialResult> results)
    {
        var text = $"{results.Count(t => t.Outcome == TrialStatus.Measured)} of {results.Count} trials measured";
        var launches = results.Sum(result => result.Launches.Count);
        var again = results.SelectMany(result => result.SetAside).Select(series => series.Round).Distinct().Count();
        text += $", {launches} launches in {results.SelectMany(r => r.Launches).Select(l => l.Round).DefaultIfEmpty(0).Max()} rounds";
        progress.StageFinished(RunStage.Measure, again == 0 ? text : $"{text}, {again} of them repeated because the machine was disturbed");
    }
}
