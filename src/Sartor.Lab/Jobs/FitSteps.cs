using System.Text.Json.Serialization.Metadata;
using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Trials;
using Sartor.Results;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>
/// The steps of a fit with a store: each is asked for before it is done, and kept as soon as it is finished. Refusals that follow from
/// the model are kept with their reason; failures of engines, disks and devices are not.
/// </summary>
/// <param name="keys">What the steps depend on.</param>
/// <param name="cache">Asks and keeps.</param>
/// <param name="reusesMeasurements">Whether measurements of earlier runs serve too.</param>
internal sealed class FitSteps(FitKeys keys, StepCache cache, bool reusesMeasurements)
{
    private static readonly JsonTypeInfo<VariantResult> s_variant = Type<VariantResult>();
    private static readonly JsonTypeInfo<Verdict> s_verdict = Type<Verdict>();
    private static readonly JsonTypeInfo<LayerComparison> s_layers = Type<LayerComparison>();
    private static readonly JsonTypeInfo<TrialResult> s_trial = Type<TrialResult>();
    private static readonly JsonTypeInfo<NodeProfile> s_profile = Type<NodeProfile>();

    private string _answers = "";

    /// <summary>True where measurements of this run can be found by a later one.</summary>
    public bool KeepsMeasurements { get; private set; }

    /// <summary>A variant that was written before, with its file at a path; null where it has to be made.</summary>
    /// <param name="key">Of the conversion.</param>
    /// <param name="precision">Of the variant.</param>
    /// <param name="path">Where the file is to be.</param>
    /// <param name="file">Its name in the result.</param>
    /// <param name="source">The source, for the order of the axes.</param>
    public FitVariant? FindVariant(StepKey key, Precision precision, string path, string file, ModelFile source)
    {
        if (cache.Find(key, s_variant) is not { Value: { } result } found) return null;
        if (result.Outcome != VariantOutcome.Made) return new FitVariant(result, precision, null, null);
        if (found.Step.FileSha256 != result.Sha256 || !cache.TryRestore(found.Step, path)) return null;
        if (Signature(path, source) is not { } signature) return null;
        return new FitVariant(
            result with
            {
                File = file,
                Conversion = result.Conversion! with { ReusedFromUtc = found.MadeUtc },
            }, precision, path, signature);
    }

    /// <summary>Keeps a variant, or the refusal to make it.</summary>
    public void KeepVariant(StepKey key, FitVariant variant)
    {
        if (variant.Path is null) cache.Put(key, variant.Result, s_variant);
        else cache.PutFile(key, variant.Result with { File = null }, s_variant, variant.Path);
    }

    /// <summary>Ranges of activations that were found before, and when; null where the network has to run.</summary>
    public (IReadOnlyDictionary<string, ActivationStatistics> Statistics, DateTimeOffset MadeUtc)? FindCalibration(StepKey key) =>
        cache.Find(key, CalibrationContext.Default.StoredCalibration) is { Value: { } stored } found
            ? (stored.ToStatistics(), found.MadeUtc)
            : null;

    /// <summary>Keeps ranges of activations.</summary>
    public void KeepCalibration(StepKey key, IReadOnlyDictionary<string, ActivationStatistics> statistics) =>
        cache.Put(key, StoredCalibration.Of(statistics), CalibrationContext.Default.StoredCalibration);

    /// <summary>Does what runs the source, with the outputs that it gave before as far as it gave them.</summary>
    /// <param name="sessions">Run it on other inputs.</param>
    /// <param name="reference">What runs it.</param>
    /// <param name="run">Runs it over all samples.</param>
    /// <returns>What <paramref name="run"/> gave, and when the outputs were computed; null for now.</returns>
    public (SourceReferences References, DateTimeOffset? MadeUtc) Reference(
        IModelSessions sessions, EngineTarget reference, Func<IModelSessions, SourceReferences> run)
    {
        var key = keys.Reference(reference);
        var found = cache.Find(key, CalibrationContext.Default.String);
        var tape = found is null ? null : cache.TryRead(found.Step, OutputTape.MostFileBytes) is { } bytes ? OutputTape.Read(bytes) : null;
        var madeUtc = tape is null ? null : found?.MadeUtc;
        tape ??= new OutputTape();
        var references = run(new TapedSessions(sessions, tape));
        _answers = tape.Digest();
        if (tape.HasGrown) cache.Put(key, "", CalibrationContext.Default.String, tape.Write);
        return (references, tape.Recorded == 0 ? madeUtc : null);
    }

    /// <summary>Verdicts of a variant, one for each target, found or made; none for a target that executes no part of it.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="precision">Its arithmetic.</param>
    /// <param name="targets">What it is verified on.</param>
    /// <param name="verify">Verifies it on one target.</param>
    public IReadOnlyList<Verdict> Verdicts(
        VariantResult variant, Precision precision, IEnumerable<EngineTarget> targets, Func<EngineTarget, IReadOnlyList<Verdict>> verify)
    {
        var verdicts = new List<Verdict>();
        foreach (var target in targets)
        {
            var key = keys.Verdict(variant, precision, target, _answers);
            if (cache.Find(key, s_verdict) is { } found)
            {
                if (found.Value is { } verdict) verdicts.Add(verdict with { ReusedFromUtc = found.MadeUtc });
                continue;
            }
            var made = verify(target);
            verdicts.AddRange(made);
            // That a target could not run a variant may have been an accident.
            var ran = made.SelectMany(verdict => verdict.Gate.Checks).All(check => check.Code != GateCode.NotRun);
            if (ran) cache.Put(key, made.SingleOrDefault(), s_verdict);
        }
        return verdicts;
    }

    /// <summary>A comparison of the tensors inside, found or made; what could not be compared is tried again by a later run.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="precision">Its arithmetic.</param>
    /// <param name="target">What runs it.</param>
    /// <param name="compare">Compares them.</param>
    public LayerComparison Layers(VariantResult variant, Precision precision, EngineTarget target, Func<LayerComparison> compare)
    {
        var key = keys.Layers(variant, precision, target, _answers);
        if (cache.Find(key, s_layers)?.Value is { } found) return found;
        var made = compare();
        if (made.Problem is null) cache.Put(key, made, s_layers);
        return made;
    }

    /// <summary>A trial that was measured before, if measurements are to be reused; without its ratio to others.</summary>
    /// <param name="id">See <see cref="TrialId"/>.</param>
    public TrialResult? FindTrial(string id)
    {
        if (!reusesMeasurements) return null;
        if (cache.Find(keys.Measurement(id), s_trial) is not { Value: { } trial } found || trial.Id != id) return null;
        KeepsMeasurements = true;
        return trial with { ReusedFromUtc = found.MadeUtc };
    }

    /// <summary>Keeps a trial that was measured, or that the delegate took no part in.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="startedUtc">When the measurement of all trials of this run began.</param>
    public void KeepTrial(TrialResult trial, DateTimeOffset startedUtc)
    {
        if (trial.Outcome == TrialStatus.Measured || trial is { Outcome: TrialStatus.Refused, Delegation: not null })
            KeepsMeasurements |= cache.Put(keys.Measurement(trial.Id), trial with { ToFastest = null }, s_trial, startedUtc);
    }

    /// <summary>A profile that was made before, if measurements are to be reused.</summary>
    /// <param name="trialId">Of the trial that was profiled.</param>
    public NodeProfile? FindProfile(string trialId)
    {
        if (!reusesMeasurements || cache.Find(keys.Profile(trialId), s_profile) is not { Value: { } profile } found) return null;
        return profile with { ReusedFromUtc = found.MadeUtc };
    }

    /// <summary>Keeps a profile; one with a problem may do better next time.</summary>
    /// <param name="trialId">Of the trial that was profiled.</param>
    /// <param name="profile">The profile.</param>
    public void KeepProfile(string trialId, NodeProfile profile)
    {
        if (profile.Problem is null) cache.Put(keys.Profile(trialId), profile, s_profile);
    }

    /// <summary>The version of an engine, for the id of a trial.</summary>
    public string VersionOf(string engine) => keys.VersionOf(engine);

    /// <summary>What calibrates a variant; null where nothing does.</summary>
    public FitKeys Keys => keys;

    // Null for files of a format that does not say in which order their axes are, where extents do not tell either.
    private static ModelSignature? Signature(string path, ModelFile source)
    {
        try
        {
            using var model = ModelFormats.Open(path);
            return SignatureMatch.Of(source.Graph, model.Graph, path);
        }
        catch (SartorException)
        {
            return null;
        }
    }

    private static JsonTypeInfo<T> Type<T>() => (JsonTypeInfo<T>)ResultJson.TypeInfo(typeof(T))!;
}
