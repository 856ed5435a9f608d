using Sartor.Core;
using Sartor.Lab.Jobs;
using Sartor.Results.Records;

namespace Sartor;

/// <summary>Tells a caller's <see cref="IProgress{T}"/> what a job tells.</summary>
internal sealed class CallerProgress(IProgress<RunUpdate> progress) : IRunProgress
{
    private readonly int[] _totals = new int[Enum.GetValues<RunStage>().Length];
    private readonly int[] _done = new int[Enum.GetValues<RunStage>().Length];
    private RunStage _stage;

    /// <summary>A job's progress, which tells nobody where there is none.</summary>
    public static IRunProgress To(IProgress<RunUpdate>? progress) =>
        progress is null ? SilentProgress.Instance : new CallerProgress(progress);

    public void StageStarted(RunStage stage, int total)
    {
        (_stage, _totals[(int)stage], _done[(int)stage]) = (stage, total, 0);
        Tell(stage, "");
    }

    public void StageAdvanced(RunStage stage, int done, string now)
    {
        _done[(int)stage] = done;
        Tell(stage, now);
    }

    public void StageFinished(RunStage stage, string summary)
    {
        _done[(int)stage] = _totals[(int)stage];
        Tell(stage, summary);
    }

    public void VariantMade(VariantResult variant) =>
        Tell(_stage, variant.Reason is null ? variant.Name : $"{variant.Name}: {variant.Reason}");

    public void VariantVerified(string variant, Verdict verification) =>
        Tell(_stage, $"{variant}: {(verification.Gate.Passed ? "passed" : "failed")}");

    public void TrialStarted(TrialKey trial)
    {
    }

    public void TrialFinished(string variant, TrialResult trial) => Tell(_stage, variant);

    public void Reported(Diagnostic diagnostic) => Tell(_stage, diagnostic.Message);

    private void Tell(RunStage stage, string text) => progress.Report(new RunUpdate(stage, _done[(int)stage], _totals[(int)stage], text));
}
