using Sartor.Core;
using Sartor.Lab.Results;

namespace Sartor.Lab.Fitting;

/// <summary>Tells nobody.</summary>
public sealed class SilentProgress : IFitProgress
{
    public static readonly SilentProgress Instance = new();

    private SilentProgress()
    {
    }

    public void StageStarted(FitStage stage, int total)
    {
    }

    public void StageAdvanced(FitStage stage, int done, string now)
    {
    }

    public void StageFinished(FitStage stage, string summary)
    {
    }

    public void VariantMade(VariantResult variant)
    {
    }

    public void VariantVerified(string variant, Verification verification)
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
