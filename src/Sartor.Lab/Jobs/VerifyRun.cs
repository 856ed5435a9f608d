using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Layers;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Runs a variant from any tool against its source.</summary>
public static class VerifyRun
{
    /// <param name="options">What to do.</param>
    /// <param name="progress">Is told what happens.</param>
    /// <param name="cancellation">Ends the job.</param>
    /// <exception cref="SartorException">Models, data or options cannot be used, or do not belong together.</exception>
    public static VerificationResult Run(VerifyOptions options, IRunProgress progress, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        using var variant = OpenVariant(options);
        using var device = options.OpenDevice ?? DeviceCatalog.Open(options.Device);
        var result = options.Source.DataPath is null
            ? OnRandom(options, variant, device, cancellation)
            : OnData(options, variant, device, progress, cancellation);
        result = result with
        {
            Diagnostics = [.. ReadBackRunner.Notes(result.Source.Format, result.Variant.Format), .. result.Diagnostics],
        };
        return result.Source.Sha256 == result.Variant.Sha256
            ? result with { Diagnostics = [s_sameFile, .. result.Diagnostics] }
            : result;
    }

    private static readonly Diagnostic s_sameFile = Diagnostic.Warning(
        "same-file", "Source and variant are the same file, so nothing about a conversion is shown; name the file that was converted.");

    // A shape of the source is meant for the variant as well where that leaves the same input open in the same order of axes.
    private static ModelFile OpenVariant(VerifyOptions options)
    {
        if (ScriptModel.Runs(options.VariantPath, options.Engines)) return OpenScript(options);
        var runtime = RuntimeCheck.RuntimeOf(options.Engines);
        var variant = ModelFormats.Open(options.VariantPath, new ModelReadOptions { Runtime = runtime });
        var shapes = options.Source.InputShapes
            .Where(shape => variant.Graph.Inputs.Any(input => input.Name == shape.Key && IsOpenFor(input.Type.Shape, shape.Value)))
            .Concat(options.VariantInputShapes).GroupBy(shape => shape.Key).ToDictionary(group => group.Key, group => group.Last().Value);
        if (shapes.Count == 0) return Known(variant);
        variant.Dispose();
        return SourceModels.Open(options.VariantPath, new ModelReadOptions { InputShapes = shapes, Runtime = runtime });
    }

    // It takes what its source takes, in that order; types and shapes that it does not take show in its first run.
    private static ModelFile OpenScript(VerifyOptions options)
    {
        using var source = SourceModels.Open(options.Source);
        return ScriptModel.Open(options.VariantPath, [.. source.Graph.Inputs.Select(input => new TorchInput(
            null, options.VariantInputShapes.GetValueOrDefault(input.Name) ?? input.Type.Shape!, input.Type.Element))]);
    }

    private static ModelFile Known(ModelFile variant)
    {
        try
        {
            OpenDimensions.Refuse(variant);
            return variant;
        }
        catch
        {
            variant.Dispose();
            throw;
        }
    }

    // What a file leaves open is read as 1.
    private static bool IsOpenFor(Shape? read, Shape shape) =>
        read is null || (read.Rank == shape.Rank && read.Extents.Zip(shape.Extents).All(e => e.First == e.Second || e.First == 1));

    private static EnginePlan Plan(VerifyOptions options, ModelFile variant, IDevice device, CancellationToken cancellation)
    {
        var plan = EnginePlan.On(device.DescribeAsync(cancellation).GetAwaiter().GetResult(), options.Engines);
        if (device.Address == HostDevice.Name) plan = plan.WithReadBack();
        plan.RequireTargets(variant.Format.Name);
        return plan;
    }

    private static VerificationResult OnRandom(VerifyOptions options, ModelFile variant, IDevice device, CancellationToken cancellation)
    {
        using var source = SourceModels.Open(options.Source);
        var signature = SignatureMatch.Of(source.Graph, variant.Graph, variant.Path);
        var own = ModelSignature.Of(source.Graph).With(signature.Pixels);
        SampleBounds.Check(source.Path, own);
        SampleBounds.Check(variant.Path, signature);
        var plan = Plan(options, variant, device, cancellation);
        using var host = new HostDevice();
        var reference = new WorkerSessions(host, cancellation);
        using var session = SourceSession.Start(plan, reference, source, own, options.Threads);
        var domains = Domains(options, source, variant, signature);
        var seeded = session.RunRandom(unchecked((ulong)options.Seed), domains);
        domains = session.Fed;
        var sessions = new WorkerSessions(device, cancellation);
        var guard = WorkerBudget.For(source.Graph, Math.Max(source.SizeBytes, variant.SizeBytes));
        var spared = SparedRuns.Of(source.Graph);
        var verdicts = new VariantVerifier(
            plan, sessions, options.Limits with { RandomInputsDecide = true }, options.Threads, null, cancellation)
        {
            Guard = guard,
            Traits = OutputTraits.Of(source.Graph),
            Decisions = new DecisionComparison(plan, reference, source, own, sessions, guard, options.Threads, cancellation).Add,
            Rounding = new RoundingProbe(
                plan, reference, ConversionTargets.Default, source.Graph, guard, options.Threads, cancellation)
            {
                Pixels = own.Pixels,
            },
            Spared = spared,
        }
            .Require(variant.Path, variant.Format.Name, Precisions.Of(variant.Graph), signature, seeded);
        verdicts = OtherSource(StoredCheck.Apply(verdicts, StoredCheck.OfSource(source, variant, cancellation)), source, variant);
        var layers = new LayerSearch(plan, reference, source, own, sessions, guard, options.Threads, cancellation)
            .Run(variant, signature, Precisions.Of(variant.Graph), verdicts, seeded, options.ComparesLayers);
        return Describe(source, own, variant, signature, verdicts) with
        {
            Layers = layers,
            Domains = Coverage.Describe(source.Graph, domains),
            Diagnostics =
            [
                .. Doubts(verdicts, variant), .. Coverage.Notes(source.Graph, domains), .. Coverage.Notes(verdicts),
                .. source.Graph.Diagnostics,
                .. RuntimeFault.Of(variant.Graph.Diagnostics),
            ],
        };
    }

    // What a quantized input cannot hold would compare saturation, not networks.
    private static IReadOnlyList<InputDomain> Domains(
        VerifyOptions options, ModelFile source, ModelFile variant, ModelSignature signature) =>
    [
        .. options.Source.Domains.Of(source.Graph).Select((domain, i) =>
            signature.Inputs[i].Pixels is { } pixels && domain.Value is null ? InputDomain.OfPixels(pixels)
            : domain.Origin == DomainOrigin.Assumed ? InputDomain.OfQuantized(variant.Graph.Inputs[i]) ?? domain : domain),
    ];

    private static VerificationResult OnData(
        VerifyOptions options, ModelFile variant, IDevice device, IRunProgress progress, CancellationToken cancellation)
    {
        var metadata = variant.Graph.Source.Metadata;
        var calibration = CalibrationMetadata.Read(metadata);
        progress.StageStarted(RunStage.Read, 0);
        using var inputs = EvaluationInputs.Open(options.Source with { Split = calibration ?? options.Source.Split });
        Diagnostic[] known = [.. inputs.Diagnostics];
        foreach (var diagnostic in known) progress.Reported(diagnostic);
        var signature = SignatureMatch.Of(inputs.Model.Graph, variant.Graph, variant.Path);
        var precision = Precisions.Of(variant.Graph);
        // Samples that set the ranges of the variant do not judge it.
        var calibratedHere = calibration is not null && CalibrationMetadata.Match(metadata, inputs.Split);
        var ids = calibratedHere ? inputs.Split.HeldOutIds.Items : [.. inputs.AllIds];
        progress.StageFinished(
            RunStage.Read, $"{Quantity.Count(ids.Length)} of {Quantity.Count(inputs.Data.Count)} samples for evaluation");

        progress.StageStarted(RunStage.Verify, ids.Length);
        SampleBounds.Check(variant.Path, signature);
        var plan = Plan(options, variant, device, cancellation);
        using var host = new HostDevice();
        var reference = new WorkerSessions(host, cancellation);
        PreprocessTrial.Run(plan, reference, inputs, options.Threads, cancellation);
        if (signature.Pixels is { } pixels) inputs.TakePixels(pixels);
        using var references = SourceReferences.Run(
            plan, reference, inputs, ids, calibratedHere ? inputs.Split.CalibrationIds.Items : [], options.Seed, options.Threads,
            done => progress.StageAdvanced(RunStage.Verify, done, "source"), cancellation);
        foreach (var diagnostic in inputs.Diagnostics.Except(known)) progress.Reported(diagnostic);
        var sessions = new WorkerSessions(device, cancellation);
        var verdicts = new VariantVerifier(
            plan, sessions, options.Limits, options.Threads,
            (done, target) => progress.StageAdvanced(RunStage.Verify, done, target.ToString()), cancellation)
        {
            Guard = references.Guard,
            Scores = inputs.Scores,
            Traits = references.Traits,
            AssumedPreprocessing = inputs.AssumedPreprocessing,
            Decisions = new DecisionComparison(
                plan, reference, inputs.Model, inputs.Signature, sessions, references.Guard, options.Threads, cancellation).Add,
            Rounding = new RoundingProbe(
                plan, reference, ConversionTargets.Default, inputs.Model.Graph, references.Guard, options.Threads, cancellation)
            {
                Pixels = inputs.Signature.Pixels,
            },
            Spared = references.Spared,
        }
            .Require(variant.Path, variant.Format.Name, precision, signature, references.Sets);
        verdicts = OtherSource(
            StoredCheck.Apply(verdicts, StoredCheck.OfSource(inputs.Model, variant, cancellation)), inputs.Model, variant);
        progress.StageFinished(RunStage.Verify, verdicts.All(verdict => verdict.Gate.Passed) ? "passed" : "failed");
        var layers = new LayerSearch(
            plan, reference, inputs.Model, inputs.Signature, sessions, references.Guard, options.Threads, cancellation)
            .Run(variant, signature, precision, verdicts, references.Sets, options.ComparesLayers);
        var split = calibratedHere
            ? Diagnostic.Note(
                "evaluated-on-rest",
                $"the {inputs.Split.CalibrationIds.Count} samples that calibrated the file were not used to evaluate it")
            : precision == Precision.Int8
                ? Diagnostic.Warning(
                    "calibration-unknown",
                    "the file does not say which samples calibrated it, so all samples of this data evaluated it; if some of them "
                    + "calibrated it, the numbers are too good")
                : Diagnostic.Note("evaluated-on-all", "nothing was calibrated on this data, so all samples were used for evaluation");
        return Describe(inputs.Model, inputs.Signature, variant, signature, verdicts) with
        {
            Layers = layers,
            Data = inputs.Describe(inputs.SplitOptions.Seed, calibratedHere ? inputs.Split.CalibrationIds.Items : [], ids),
            Diagnostics =
            [
                split, .. Coverage.Notes(verdicts), .. inputs.Diagnostics, .. RuntimeFault.Of(variant.Graph.Diagnostics),
            ],
        };
    }

    private static VerificationResult Describe(
        ModelFile source, ModelSignature own, ModelFile variant, ModelSignature signature, IReadOnlyList<Verdict> verdicts) => new()
        {
            SartorVersion = SourceModels.SartorVersion,
            Source = SourceModels.Of(source),
            Variant = SourceModels.Of(variant),
            Precision = Precisions.Of(variant.Graph).Name(),
            Inputs = TensorMappings.Describe(signature.Inputs, own.Inputs),
            Outputs = TensorMappings.Describe(signature.Outputs, own.Outputs),
            Verdicts = RuntimeCheck.Apply(verdicts, source, variant),
            Diagnostics = [],
        };

    private static IEnumerable<Diagnostic> Doubts(IReadOnlyList<Verdict> verdicts, ModelFile variant)
    {
        if (!verdicts.All(verdict => verdict.Gate.Passed) && Precisions.Of(variant.Graph) is (Precision.Int8 or Precision.DynamicRangeInt8))
            yield return Diagnostic.Warning(
                "evaluated-on-noise",
                "only random inputs were compared, and a quantized network is not calibrated for noise; give samples with --data");
    }

    // Whatever its numbers: somebody mixed up files.
    private static IReadOnlyList<Verdict> OtherSource(IReadOnlyList<Verdict> verdicts, ModelFile source, ModelFile variant) =>
        SourceModels.IsMadeFrom(variant, source) != false
            ? verdicts
            : [.. verdicts.Select(verdict => verdict with
            {
                Gate = Gate.Of([new GateCheck { Code = GateCode.OtherSource, Passed = false }, .. verdict.Gate.Checks]),
            })];
}
