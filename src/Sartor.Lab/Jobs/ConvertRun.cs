using System.Diagnostics;
using Sartor.Convert;
using Sartor.Convert.Pixels;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Formats;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Converts one model and runs the result against it, on seeded inputs and on samples where there are some.</summary>
public static class ConvertRun
{
    /// <summary>Does it. The file is at its place afterwards if it passed, or was not to be verified.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="cancellation">Ends the job; nothing is left behind.</param>
    /// <exception cref="SartorException">Model, options or output cannot be used.</exception>
    public static ConversionResult Run(ConvertOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Precision is { } wanted) options.Target.Require(wanted);
        if (options is { Reduction: { } reduction, Samples: null, Verify: true })
        {
            throw new OptionException(
                reduction.Option, "changes what the network computes, which only data can judge; give --data");
        }
        SourceModel? described = null;
        ModelConverter? lowered = null;
        var clock = new Stopwatch();
        void Lower(ModelFile file)
        {
            described = SourceModels.Of(file);
            clock.Start();
            lowered = new ModelConverter(options.Target, file.Graph, SourceModels.Provenance(described), options.KeepsLayout, cancellation)
            {
                Hashes = options.Hashes,
            };
            clock.Stop();
        }
        // A network that cannot be converted is told before data are read.
        using var inputs = options is { Samples: { } samples, Verify: true } ? EvaluationInputs.Open(samples, check: Lower) : null;
        using var opened = inputs is null
            ? SourceModels.Open(options.ModelPath, new ModelReadOptions { InputShapes = options.InputShapes })
            : null;
        var model = inputs?.Model ?? opened!;
        // First of all, what cannot be read: it is why shapes of outputs are not known.
        if (inputs is null) Lower(model);
        if (options.Verify) SampleBounds.Check(model.Path, ModelSignature.Of(model.Graph));
        var isQuantized = ModelConverter.IsQuantized(model.Graph);
        var precision = options.Precision ?? (isQuantized ? Precision.Int8 : Precision.Float32);
        if (precision == Precision.Int8 && !isQuantized)
            throw new OptionException("precision", "int8 needs samples to calibrate on; use `sartor quantize` with --data");
        var path = options.OutputPath.Length > 0 ? options.OutputPath
            : $"{Path.GetFileNameWithoutExtension(options.ModelPath)}.{precision.Name()}{options.Target.Suffix}";
        options.Target.RequireName(path);
        using var output = StagedFile.Begin(
            path, options.Target.Layout,
            [
                options.ModelPath, .. model.ExternalFiles.Select(file => file.Path), .. options.ReadFiles,
                .. options.Torch?.Source.Files ?? [], .. options.Samples?.NamedFiles ?? [],
            ]);
        var domains = options.Domains.Of(model.Graph);
        var (source, converter) = (described!, lowered!);
        converter.Reduction = options.Reduction;
        if (options.BakesPreprocessing || options.WritesMetadata) Prepare(options, converter, inputs, model, ref domains, cancellation);
        clock.Start();
        var converted = output.Make(staging => converter.Write(precision, staging));
        var seconds = clock.Elapsed.TotalSeconds;
        var signature = ModelSignature.Of(model.Graph);
        var result = Describe(source, signature, options.Target, converted, path, seconds) with
        {
            Diagnostics = [.. options.Torch?.Diagnostics ?? [], .. inputs?.Diagnostics ?? model.Graph.Diagnostics],
        };
        if (options.Verify)
        {
            using var check = new ConversionCheck(options, model, inputs, domains, cancellation);
            var verdicts = output.Make(_ => check.Run(converter, converted));
            result = result with
            {
                Verdicts = verdicts,
                Layers = check.Layers,
                Data = check.Data,
                Domains = inputs is null ? Coverage.Describe(model.Graph, check.Domains) : [],
                Diagnostics =
                [
                    .. result.Diagnostics, .. ReadBackRunner.Notes(model.Format.Name, options.Target.Format),
                    .. inputs is null ? Coverage.Notes(model.Graph, check.Domains) : [], .. Coverage.Notes(verdicts),
                ],
            };
            if (!result.Passed) return result with { File = null };
        }
        output.Publish();
        return result;
    }

    private static void Prepare(
        ConvertOptions options, ModelConverter converter, EvaluationInputs? inputs, ModelFile model,
        ref IReadOnlyList<InputDomain> domains, CancellationToken cancellation)
    {
        if (inputs is not null)
        {
            using var device = new HostDevice();
            PreprocessTrial.Run(
                EnginePlan.Of(options.Target), new WorkerSessions(device, cancellation), inputs, options.Threads, cancellation);
            if (options.BakesPreprocessing) converter.Pixels = inputs.TakePixels(options.InputSize);
            if (options.WritesMetadata)
                converter.Task = TaskFacts.Of(model.Graph, inputs.Image(), options.ClassNames, inputs.Data.ClassNames);
            return;
        }
        var change = options.Preprocess ?? throw new OptionException(
            options.BakesPreprocessing ? "bake-preprocessing" : "metadata", "has to know the preprocessing; state --mean "
            + "and --std in pixel units (and --color bgr), or give --data");
        var pixels = PixelInput.Of(model.Graph, change(new PreprocessOptions()), size: options.InputSize);
        if (options.WritesMetadata) converter.Task = TaskFacts.Of(model.Graph, pixels, options.ClassNames, []);
        if (!options.BakesPreprocessing) return;
        converter.Pixels = pixels;
        domains =
        [
            .. domains.Select((domain, i) => i == pixels.Index && domain.Value is null ? InputDomain.OfPixels(pixels) : domain),
        ];
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
            Sha256 = converted.Sha256,
            SizeBytes = converted.Files.Sum(path => new FileInfo(path).Length),
            Conversion = new Conversion { Target = target.Name, Seconds = seconds, Diagnostics = converted.Diagnostics },
            Inputs = TensorMappings.Describe(converted.Signature.Inputs, signature.Inputs),
            Outputs = TensorMappings.Describe(converted.Signature.Outputs, signature.Outputs),
            Diagnostics = [],
        };
}
