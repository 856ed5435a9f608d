using Sartor.Core;
using Sartor.Lab.Jobs;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Jobs;

/// <summary>Calls back at every event with its number, from 1.</summary>
internal sealed class StepProgress(Action<int, string> at) : IRunProgress
{
    public int Events { get; private set; }

    public void StageStarted(RunStage stage, int total) => Next($"{stage} started");

    public void StageAdvanced(RunStage stage, int done, string now) => Next($"{stage} advanced");

    public void StageFinished(RunStage stage, string summary) => Next($"{stage} finished");

    public void VariantMade(VariantResult variant) => Next($"{variant.Name} made");

    public void VariantVerified(string variant, Verdict verification) => Next($"{variant} verified");

    public void TrialStarted(TrialKey trial) => Next($"{trial} started");

    public void TrialFinished(string variant, TrialResult trial) => Next($"{variant} measured");

    public void Reported(Diagnostic diagnostic) => Next(diagnostic.Code);

    private void Next(string what) => at(++Events, what);
}
