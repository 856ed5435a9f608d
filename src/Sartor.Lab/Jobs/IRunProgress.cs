using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>
/// What a fit tells while it runs. Calls come from one thread at a time, though not always the same, and return at once; an
/// implementation throws nothing. Stages may be entered in turn for each variant; one that is never started was not needed.
/// </summary>
public interface IRunProgress
{
    /// <summary>A stage begins.</summary>
    /// <param name="stage">Which one.</param>
    /// <param name="total">Steps that <see cref="StageAdvanced"/> will count: samples, variants, trials; 0 when unknown.</param>
    void StageStarted(RunStage stage, int total);

    /// <summary>A stage got on.</summary>
    /// <param name="stage">Which one.</param>
    /// <param name="done">Steps done so far, 0 to the total.</param>
    /// <param name="now">What is being done, in a few words, e.g. the name of the variant; empty leaves what was said before.</param>
    void StageAdvanced(RunStage stage, int done, string now);

    /// <summary>A stage is over.</summary>
    /// <param name="stage">Which one.</param>
    /// <param name="summary">What it came to, in a few words.</param>
    void StageFinished(RunStage stage, string summary);

    /// <summary>A variant was made, refused or failed; it has no verification and no trials yet.</summary>
    void VariantMade(VariantResult variant);

    /// <summary>A variant was compared with the source.</summary>
    /// <param name="variant">Name of the variant.</param>
    /// <param name="verification">How it compares.</param>
    void VariantVerified(string variant, Verdict verification);

    /// <summary>A trial begins.</summary>
    void TrialStarted(TrialKey trial);

    /// <summary>A trial ended, in whatever way.</summary>
    /// <param name="variant">Name of the variant.</param>
    /// <param name="trial">Its result.</param>
    void TrialFinished(string variant, TrialResult trial);

    /// <summary>Something that the user should know at once; it is in the result too.</summary>
    void Reported(Diagnostic diagnostic);
}
