using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Tells nobody.</summary>
public sealed class SilentProgress : IRunProgress
{
    public static readonly SilentProgress Instance = new();

    private SilentProgress()
    {
    }

    public void StageStarted(RunStage stage, int total)
    {
    }

    public void StageAdvanced(RunStage stage, int done, string now)
    {
    }

    public void StageFinished(RunStage stage, string summary)
    {
    }

    public void VariantMade(VariantResult variant)
    {
    }

    public void VariantVerified(string variant, Verdict verification)
    {
    }

    public void TrialStarted(TrialKey trial)
    {
    }

    public void TrialFinished(string variant, TrialResult trial)
    {
    }

    public void Reported(Diagnostic diagnostic)
    {
    }
}
