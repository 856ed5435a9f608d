using Sartor.Core;
using Sartor.Lab.Jobs;
using Sartor.Results.Records;

namespace Sartor.Cli.Display;

/// <summary>Tells two: a person and a log.</summary>
internal sealed class BothProgress(IRunProgress first, IRunProgress second) : IRunProgress
{
    public void StageStarted(RunStage stage, int total) => Tell(p => p.StageStarted(stage, total));

    public void StageAdvanced(RunStage stage, int done, string now) => Tell(p => p.StageAdvanced(stage, done, now));

    public void StageFinished(RunStage stage, string summary) => Tell(p => p.StageFinished(stage, summary));

    public void VariantMade(VariantResult variant) => Tell(p => p.VariantMade(variant));

    public void VariantVerified(string variant, Verdict verification) => Tell(p => p.VariantVerified(variant, verification));

    public void TrialStarted(TrialKey trial) => Tell(p => p.TrialStarted(trial));

    public void TrialFinished(string variant, TrialResult trial) => Tell(p => p.TrialFinished(variant, trial));

    public void Reported(Diagnostic diagnostic) => Tell(p => p.Reported(diagnostic));

    private void Tell(Action<IRunProgress> tell)
    {
        tell(first);
        tell(second);
    }
}
