using Sartor.Core;
using Sartor.Lab.Jobs;
using Sartor.Results.Records;

namespace Sartor.Cli.Display;

/// <summary>One line for each step, also for those that begin, and for each note: for <c>--verbose</c> and <c>--log</c>.</summary>
/// <param name="write">Takes a line.</param>
internal sealed class StepProgress(Action<string> write) : IRunProgress
{
    private readonly LineProgress _results = new(new LineWriter(write));

    public void StageStarted(RunStage stage, int total) =>
        write($"{Name(stage)} begins{(total > 0 ? $": {Quantity.Of(total, "step")}" : "")}");

    // Samples come by the thousand.
    public void StageAdvanced(RunStage stage, int done, string now)
    {
        if (stage is RunStage.Convert or RunStage.Measure or RunStage.Profile && now.Length > 0) write($"{Name(stage)} {done}: {now}");
    }

    public void StageFinished(RunStage stage, string summary) => _results.StageFinished(stage, summary);

    public void VariantMade(VariantResult variant) => _results.VariantMade(variant);

    public void VariantVerified(string variant, Verdict verification)
    {
        _results.VariantVerified(variant, verification);
        foreach (var check in verification.Gate.Checks) write($"    {(check.Passed ? "passed" : "failed")}: {check.Text}");
    }

    public void TrialStarted(TrialKey trial)
    {
    }

    public void TrialFinished(string variant, TrialResult trial)
    {
        _results.TrialFinished(variant, trial);
        foreach (var diagnostic in trial.Diagnostics) write($"    {diagnostic.Code}: {diagnostic.Message}");
    }

    public void Reported(Diagnostic diagnostic) =>
        write($"{diagnostic.Severity.ToString().ToLowerInvariant()}: {diagnostic.Code}: {diagnostic.Message}");

    private static string Name(RunStage stage) => stage.ToString().ToLowerInvariant();
}
