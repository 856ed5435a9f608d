using System.Globalization;
using Sartor.Convert;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Trials;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>
/// What each step of a fit depends on (docs/trial-store.md). Data enter by content: the tensors that are fed, the labels, the bytes of
/// models; engines by name and version; machines by what decides their arithmetic; Sartor by its build.
/// </summary>
/// <param name="inputs">Model and samples.</param>
/// <param name="source">The model.</param>
/// <param name="options">Of the fit.</param>
/// <param name="host">The machine that runs the reference.</param>
/// <param name="device">The machine that runs variants.</param>
internal sealed class FitKeys(EvaluationInputs inputs, SourceModel source, FitOptions options, DeviceProfile host, DeviceProfile device)
{
    private readonly Lazy<string> _calibrationData = new(() =>
        TensorHash.OfAll(inputs.Runs(inputs.Split.CalibrationIds.Items).Select(run => TensorHash.Of(inputs.Read(run)))));

    /// <summary>Another build than this one; for tests.</summary>
    public string Build { get; init; } = ToolBuild.Id;

    /// <summary>The run of the float network over the calibration samples.</summary>
    public StepKey Calibration(EngineTarget reference) => On(Of("calibration"), host, reference)
        .With("samples", _calibrationData.Value)
        .With("target", Code(options.Target.Name, options.Target))
        .With("method", options.Calibration.ToString());

    /// <summary>The writing of one variant.</summary>
    /// <param name="precision">Of the variant.</param>
    /// <param name="calibration">What calibrates it; null where nothing does.</param>
    /// <param name="facts">What is written into the file beside the network.</param>
    public StepKey Conversion(Precision precision, StepKey? calibration, IReadOnlyDictionary<string, string> facts) => facts
        .OrderBy(fact => fact.Key, StringComparer.Ordinal)
        .Aggregate(
            Of("conversion").With("target", Code(options.Target.Name, options.Target)).With("precision", precision.Name())
                .With("calibration", calibration?.Id),
            (key, fact) => key.With("fact", $"{fact.Key}={fact.Value}"));

    /// <summary>
    /// The source's outputs on all samples. The key finds them; what is used of them is found by the tensors themselves.
    /// </summary>
    public StepKey Reference(EngineTarget reference) => On(Of("reference"), host, reference)
        .With("samples", TensorHash.OfAll(Samples.Select(id => inputs.Data.HashOf(inputs.Data.IndexOf(id)))))
        .With("seed", options.Seed);

    /// <summary>The comparison of a variant with the source.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="precision">Its arithmetic, which chooses the limits.</param>
    /// <param name="target">What runs it.</param>
    /// <param name="answers">Hash of what was fed to the source and what it gave.</param>
    public StepKey Verdict(VariantResult variant, Precision precision, EngineTarget target, string answers) =>
        On(Of("verdict"), device, target)
        .With("variant", variant.Sha256)
        .With("format", variant.Format)
        .With("precision", precision.Name())
        .With("answers", answers)
        .With("held-out", inputs.Split.HeldOutIds.Count)
        .With("calibration", inputs.Split.CalibrationIds.Count)
        .With("truth", TensorHash.OfAll(Samples.Select(Truth)))
        .With("scores", string.Join(' ', inputs.Scores.Scores.Select(score => Code(score.Name, score))))
        .With("preprocessing", inputs.AssumedPreprocessing)
        .With("limits", options.Limits.ToString());

    /// <summary>The comparison of the tensors inside of a variant with the source's.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="precision">Its arithmetic.</param>
    /// <param name="target">What runs it.</param>
    /// <param name="answers">Hash of what was fed to the source and what it gave.</param>
    public StepKey Layers(VariantResult variant, Precision precision, EngineTarget target, string answers) =>
        On(Of("layers"), device, target)
        .With("variant", variant.Sha256)
        .With("format", variant.Format)
        .With("precision", precision.Name())
        .With("answers", answers);

    /// <summary>The measurement of a trial.</summary>
    /// <param name="trialId">See <see cref="TrialId"/>.</param>
    public StepKey Measurement(string trialId) => StepKey.Of("sartor-step-1").With("step", "measurement").With("build", Build)
        .With("worker", Worker(device)).With("trial", trialId);

    /// <summary>The profile of a trial.</summary>
    /// <param name="trialId">See <see cref="TrialId"/>.</param>
    public StepKey Profile(string trialId) => StepKey.Of("sartor-step-1").With("step", "profile").With("build", Build)
        .With("worker", Worker(device)).With("trial", trialId);

    /// <summary>The version of an engine of the device; empty where it is not available.</summary>
    public string VersionOf(string engine) => device.Engine(engine).Version ?? "";

    private IEnumerable<string> Samples => inputs.Split.HeldOutIds.Concat(inputs.Split.CalibrationIds);

    private StepKey Of(string step) => options.InputShapes.OrderBy(shape => shape.Key, StringComparer.Ordinal)
        .Aggregate(
            StepKey.Of("sartor-step-1").With("step", step).With("build", Build).With("source", source.Sha256),
            (key, shape) => key.With("shape", $"{shape.Key}={string.Join('x', shape.Value.Extents)}"));

    // Clock rates, memory and kernels make an engine faster or slower; what it computes follows from processor, system and library.
    private StepKey On(StepKey key, DeviceProfile machine, EngineTarget target) => key
        .With("engine", target.Engine)
        .With("engine-version", machine.Engine(target.Engine).Version)
        .With("delegate", target.Delegate)
        .With("threads", options.Threads)
        .With("worker", Worker(machine))
        .With("cpu", machine.Description.Cpu)
        .With("cpu-features", string.Join(' ', machine.Description.CpuFeatures))
        .With("architecture", machine.Description.Architecture)
        .With("os", machine.Description.Os);

    private static string Worker(DeviceProfile machine) => $"{machine.Worker.Worker} {machine.Worker.Build}";

    private string Truth(string id)
    {
        var index = inputs.Data.IndexOf(id);
        var label = (inputs.Data.LabelOf(index) + inputs.LabelOffset)?.ToString(CultureInfo.InvariantCulture) ?? "-";
        var target = inputs.Data.TargetOf(index)?.Select(
            value => BitConverter.SingleToInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture));
        return target is null ? label : $"{label} {string.Join(' ', target)}";
    }

    // A target or score may be the caller's own: another build of its code is another one.
    private static string Code(string name, object part) => $"{name} {part.GetType().FullName} {part.GetType().Module.ModuleVersionId}";
}
