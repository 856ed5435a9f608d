using Sartor.Lab.Measurement;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>
/// Profiles every variant of a fit where it is fastest, after all trials were measured and in launches of their own: timing steps slows
/// a run down. A profile that fails has its problem, and fails no fit.
/// </summary>
/// <param name="request">What to run for a variant on a target.</param>
/// <param name="profile">Does one launch.</param>
/// <param name="steps">Profiles of earlier runs; null for none.</param>
/// <param name="progress">Is told what happens.</param>
/// <param name="cancellation">Ends the job.</param>
internal sealed class FitProfiles(
    Func<FitVariant, EngineTarget, TrialRequest> request, ProfileTrial profile, FitSteps? steps, IRunProgress progress,
    CancellationToken cancellation)
{
    /// <summary>The variants, each with its profile; those without a measured trial as they are.</summary>
    public IReadOnlyList<FitVariant> AddTo(IReadOnlyList<FitVariant> variants)
    {
        var total = variants.Count(variant => Fastest(variant) is not null);
        if (total == 0) return variants;
        progress.StageStarted(RunStage.Profile, total);
        var all = new List<FitVariant>();
        var (done, reused) = (0, 0);
        foreach (var variant in variants)
        {
            if (Fastest(variant) is not { } trial)
            {
                all.Add(variant);
                continue;
            }
            cancellation.ThrowIfCancellationRequested();
            progress.StageAdvanced(RunStage.Profile, done++, TrialKey.Of(variant.Result.Name, trial.Target).ToString());
            var found = steps?.FindProfile(trial.Id);
            if (found is not null) reused++;
            all.Add(variant with { Result = variant.Result with { Profile = found ?? Make(variant, trial) } });
        }
        var text = $"{total} of {variants.Count} variants profiled by step";
        progress.StageFinished(RunStage.Profile, reused > 0 ? $"{text}, {reused} of them by an earlier run" : text);
        return all;
    }

    private static TrialResult? Fastest(FitVariant variant) => variant.Path is null
        ? null
        : variant.Result.Trials.Where(trial => trial.Latency is not null).MinBy(trial => trial.Latency!.MedianNs);

    private NodeProfile Make(FitVariant variant, TrialResult trial)
    {
        var made = profile(request(variant, trial.Target), cancellation).GetAwaiter().GetResult();
        steps?.KeepProfile(trial.Id, made);
        return made;
    }
}
