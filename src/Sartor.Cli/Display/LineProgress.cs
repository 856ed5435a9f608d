using System.Globalization;
using Sartor.Core;
using Sartor.Lab.Jobs;
using Sartor.Results.Records;

namespace Sartor.Cli.Display;

/// <summary>One line for each thing that is done; for logs and pipes.</summary>
internal sealed class LineProgress(TextWriter writer) : IRunProgress
{
    public void StageStarted(RunStage stage, int total)
    {
    }

    public void StageAdvanced(RunStage stage, int done, string now)
    {
    }

    public void StageFinished(RunStage stage, string summary) => writer.WriteLine($"{stage.ToString().ToLowerInvariant()}: {summary}");

    public void VariantMade(VariantResult variant)
    {
        if (variant.Name == VariantResult.SourceName) return;
        writer.WriteLine(
            variant.Outcome == VariantOutcome.Made
                ? $"  {variant.Name}: {Quantity.Bytes(variant.SizeBytes)}"
                : $"  {variant.Name}: {variant.Outcome.ToString().ToLowerInvariant()}: {variant.Reason}");
    }

    public void VariantVerified(string variant, Verdict verification)
    {
        var score = verification.Score is { } found ? $", {found.Title} {ScoreText.Number(found.Kind, found.Variant.Value)}" : "";
        writer.WriteLine($"  {variant}: {TrialText.Verdict(variant, verification)}{score}");
    }

    public void TrialStarted(TrialKey trial)
    {
    }

    public void TrialFinished(string variant, TrialResult trial) => writer.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"  {variant} on {trial.Engine}/{trial.Delegate}: {TrialText.Latency(trial)}"));

    public void Reported(Diagnostic diagnostic)
    {
        if (diagnostic.Severity != Severity.Note)
            writer.WriteLine($"{diagnostic.Severity.ToString().ToLowerInvariant()}: {diagnostic.Message}");
    }
}
