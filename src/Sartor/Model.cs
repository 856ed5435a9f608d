using Sartor.Convert;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Results.Records;

namespace Sartor;

/// <summary>
/// A trained network in a file, and what can be done with it. Each job reads the file anew, so that a model needs no disposal and jobs may
/// run beside each other. A job ends with <see cref="OperationCanceledException"/> where it is cancelled; nothing is left behind then.
/// </summary>
public sealed class Model
{
    private readonly IReadOnlyDictionary<string, Shape> _shapes;

    private Model(string path, string format, ModelSignature signature, IReadOnlyDictionary<string, Shape> shapes)
    {
        (Path, Format, _shapes) = (path, format, shapes);
        Inputs = [.. signature.Inputs.Select(TensorInfo.Of)];
        Outputs = [.. signature.Outputs.Select(TensorInfo.Of)];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The format as Sartor names it: <c>onnx</c>, <c>tflite</c>.</summary>
    public string Format { get; }

    /// <summary>What it takes, in its order.</summary>
    public IReadOnlyList<TensorInfo> Inputs { get; }

    /// <summary>What it gives, in its order.</summary>
    public IReadOnlyList<TensorInfo> Outputs { get; }

    /// <summary>Reads a model; the content of the file decides about the format, not its suffix.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inputShapes">Shapes of inputs by name, where the file leaves dimensions open; null for none.</param>
    /// <exception cref="SartorException">
    /// The file is missing, of an unknown format, damaged, or has something that Sartor does not read.
    /// </exception>
    public static Model Open(string path, IReadOnlyDictionary<string, IReadOnlyList<long>>? inputShapes = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var shapes = (inputShapes ?? new Dictionary<string, IReadOnlyList<long>>())
            .ToDictionary(shape => shape.Key, shape => new Shape([.. shape.Value]));
        using var file = SourceModels.Open(path, new ModelReadOptions { InputShapes = shapes });
        return new Model(path, file.Format.Name, ModelSignature.Of(file.Graph), shapes);
    }

    /// <summary>Converts the network and verifies the file. The file is at its place afterwards if it passed.</summary>
    /// <param name="outputPath">The file to write; one that is there is replaced once the new one has passed.</param>
    /// <param name="configure">
    /// Changes the options, e.g. <c>o =&gt; o with { Precision = Precision.Float16 }</c>; null for the usual ones.
    /// </param>
    /// <param name="cancellation">Ends the job.</param>
    /// <exception cref="SartorException">Model, options or output cannot be used.</exception>
    public Task<ConversionResult> ConvertAsync(
        string outputPath, Func<ConvertOptions, ConvertOptions>? configure = null, CancellationToken cancellation = default)
    {
        var options = Configured(
            new ConvertOptions { ModelPath = Path, OutputPath = outputPath, InputShapes = _shapes }, configure);
        return Background.Run(() => ConvertRun.Run(options, cancellation), cancellation);
    }

    /// <summary>Quantizes the network to int8 with some samples and verifies the file on the others.</summary>
    /// <param name="outputPath">The file to write; one that is there is replaced once the new one has passed.</param>
    /// <param name="dataPath">The data set, in any form that Sartor reads.</param>
    /// <param name="configure">Changes the options; null for the usual ones.</param>
    /// <param name="progress">Is told what happens; null for nobody.</param>
    /// <param name="cancellation">Ends the job.</param>
    /// <exception cref="SartorException">Model, data, options or output cannot be used.</exception>
    public Task<ConversionResult> QuantizeAsync(
        string outputPath, string dataPath, Func<QuantizeOptions, QuantizeOptions>? configure = null, IProgress<RunUpdate>? progress = null,
        CancellationToken cancellation = default)
    {
        var options = Configured(new QuantizeOptions { Input = Samples(dataPath), OutputPath = outputPath }, configure);
        return Background.Run(() => QuantizeRun.Run(options, CallerProgress.To(progress), cancellation), cancellation);
    }

    /// <summary>Compares a converted file, of any tool, with this network.</summary>
    /// <param name="variantPath">The converted file.</param>
    /// <param name="dataPath">The samples to compare on; null for seeded inputs.</param>
    /// <param name="configure">Changes the options; null for the usual ones.</param>
    /// <param name="progress">Is told what happens; null for nobody.</param>
    /// <param name="cancellation">Ends the job.</param>
    /// <exception cref="SartorException">A file, the data or an option cannot be used.</exception>
    public Task<VerificationResult> VerifyAsync(
        string variantPath, string? dataPath = null, Func<VerifyOptions, VerifyOptions>? configure = null,
        IProgress<RunUpdate>? progress = null, CancellationToken cancellation = default)
    {
        var options = Configured(new VerifyOptions { VariantPath = variantPath, Source = Samples(dataPath) }, configure);
        return Background.Run(() => VerifyRun.Run(options, CallerProgress.To(progress), cancellation), cancellation);
    }

    /// <summary>Measures the file as it is, on each engine and delegate that runs its format.</summary>
    /// <param name="configure">Changes the options; null for the usual ones.</param>
    /// <param name="progress">Is told what happens; null for nobody.</param>
    /// <param name="cancellation">Ends the job.</param>
    /// <exception cref="SartorException">The model or an option cannot be used.</exception>
    public Task<BenchResult> BenchAsync(
        Func<BenchOptions, BenchOptions>? configure = null, IProgress<RunUpdate>? progress = null, CancellationToken cancellation = default)
    {
        var options = Configured(new BenchOptions { Input = Samples(null) }, configure);
        return Background.Run(() => BenchRun.Run(options, CallerProgress.To(progress), TimeProvider.System, cancellation), cancellation);
    }

    /// <summary>
    /// Makes variants, verifies and measures each one, and recommends one. The files lie in a folder of the result's own until it is
    /// disposed, unless the options name another one.
    /// </summary>
    /// <param name="dataPath">The data set, in any form that Sartor reads.</param>
    /// <param name="configure">Changes the options, e.g. <c>o =&gt; o with { Quick = true }</c>; null for the usual ones.</param>
    /// <param name="progress">Is told what happens; null for nobody.</param>
    /// <param name="cancellation">Ends the job.</param>
    /// <exception cref="SartorException">Model, data or options cannot be used.</exception>
    public Task<Fit> FitAsync(
        string dataPath, Func<FitOptions, FitOptions>? configure = null, IProgress<RunUpdate>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataPath);
        return Background.Run(() => Fit.Run(Options, CallerProgress.To(progress), cancellation), cancellation);

        FitOptions Options(string folder) => Configured(
            new FitOptions { ModelPath = Path, DataPath = dataPath, OutputFolder = folder, InputShapes = _shapes }, configure);
    }

    private InputOptions Samples(string? dataPath) => new() { ModelPath = Path, DataPath = dataPath, InputShapes = _shapes };

    private static T Configured<T>(T options, Func<T, T>? configure) => configure is null ? options : configure(options);
}
