using System.Diagnostics;
using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Layers;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Converts one model and runs the result against it on random inputs.</summary>
public static class ConvertRun
{
    /// <summary>Does it. The file is at its place afterwards if it passed, or was not to be verified.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="cancellation">Ends the job; nothing is left behind.</param>
    /// <exception cref="SartorException">Model, options or output cannot be used.</exception>
    public static ConversionResult Run(ConvertOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Precision == Precision.Int8)
            throw new OptionException("precision", "int8 needs samples to calibrate on; use `sartor quantize` with --data");
        options.Target.Require(options.Precision);
        using var model = ModelFormats.Open(options.ModelPath, new ModelReadOptions { InputShapes = options.InputShapes });
        if (options.Verify) SampleBounds.Check(model.Path, ModelSignature.Of(model.Graph));
        using var output = StagedFile.Begin(options.OutputPath, options.ModelPath);
        var source = SourceModels.Of(model);
        var clock = Stopwatch.StartNew();
        var converter = new ModelConverter(options.Target, model.Graph, SourceModels.Provenance(source), cancellation);
        var converted = output.Make(staging => converter.Write(options.Precision, staging));
        var seconds = clock.Elapsed.TotalSeconds;
        var signature = ModelSignature.Of(model.Graph);
        var (verdicts, layers) = options.Verify
            ? output.Make(_ => Verify(model, signature, converter, converted, options, cancellation))
            : (null, []);
        var result = Describe(source, signature, options.Target, converted, options.OutputPath, seconds) with
        {
            Verdicts = verdicts,
            Layers = layers,
            Diagnostics = [.. model.Graph.Diagnostics],
        };
        if (verdicts?.All(verdict => verdict.Gate.Passed) == false) return result with { File = null };
        output.Publish();
        return result;
    }

    /// <summary>What is known of a file that was written and not yet verified.</summary>
    internal static ConversionResult Describe(
        SourceModel source, ModelSignature signature, IConversionTarget target, ConvertedModel converted, string file,
        double seconds) =>
        new()
        {
            SartorVersion = SourceModels.SartorVersion,
            Source = source,
            File = file,
            Precision = converted.Precision.Name(),
            Sha256 = ModelFile.Sha256(converted.Path),
            SizeBytes = new FileInfo(converted.Path).Length,
            Conversion = new Conversion { Target = target.Name, Seconds = seconds, Diagnostics = converted.Diagnostics },
            Inputs = TensorMappings.Describe(converted.Signature.Inputs, signature.Inputs),
            Outputs = TensorMappings.Describe(converted.Signature.Outputs, signature.Outputs),
            Diagnostics = [],
        };

    private static (IReadOnlyList<Verdict>? Verdicts, IReadOnlyList<LayerComparison> Layers) Verify(
        ModelFile model, ModelSignature signature, ModelConverter converter, ConvertedModel converted, ConvertOptions options,
        CancellationToken cancellation)
    {
        using var device = new HostDevice();
        var plan = EnginePlan.OfThisHost([]);
        var sessions = new WorkerSessions(device, cancellation);
        using var source = SourceSession.Start(plan, sessions, model, signature, options.Threads);
        ReferenceSet[] sets = [new(ReferenceSet.Random, source.RunRandom(unchecked((ulong)options.Seed)))];
        var guard = WorkerBudget.For(model.Graph, model.SizeBytes);
        var verifier = new VariantVerifier(
            plan, sessions, options.Limits with { RandomInputsDecide = true }, options.Threads, null, cancellation)
        {
            Guard = guard,
        };
        var verdicts = verifier.Require(converted.Path, options.Target.Format, converted.Precision, converted.Signature, sets);
        verdicts = ConversionProof.Add(
            converter, verdicts, converted.Precision, converted.Path + ".float", verifier, sets[0].Samples);
        var search = new LayerSearch(plan, sessions, model, signature, sessions, guard, options.Threads, cancellation);
        return (verdicts, search.Run(converter, converted, verdicts, sets));
    }
}
