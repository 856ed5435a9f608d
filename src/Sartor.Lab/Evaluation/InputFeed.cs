using Sartor.Convert;
using Sartor.Convert.Pixels;
using Sartor.Core;
using Sartor.Data;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;
using Sartor.Formats;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Makes the inputs of a network from samples: which part of a sample is for which input, and how many samples one run takes.
/// </summary>
internal sealed class InputFeed
{
    // Pictures as they are, of one size.
    private static readonly PreprocessOptions s_pixels = new() { Mean = [0], Std = [1] };

    private readonly IReadOnlyList<int> _parts;
    private readonly bool[] _isImage;

    private InputFeed(ModelSignature signature, IReadOnlyList<int> parts, bool[] isImage, int batch) =>
        (Signature, _parts, _isImage, Batch) = (signature, parts, isImage, batch);

    /// <summary>The source's own inputs and outputs: what it takes in reals, and how it holds them.</summary>
    public ModelSignature Signature { get; }

    /// <summary>The input whose samples are pictures that variants resize and crop; null for none.</summary>
    public PixelInput? Pictures { get; private init; }

    /// <summary>Samples in one run, at least 1.</summary>
    public int Batch { get; }

    /// <summary>Index of the first input that takes images; 0 where none does.</summary>
    public int ImageInput => Math.Max(0, Array.IndexOf(_isImage, true));

    /// <param name="model">The network.</param>
    /// <param name="data">The samples.</param>
    /// <param name="diagnostics">Takes notes of what a reader of the numbers has to know.</param>
    /// <exception cref="SartorException">They do not belong together.</exception>
    public static InputFeed Of(ModelFile model, DataSet data, List<Diagnostic> diagnostics)
    {
        var signature = ModelSignature.Of(model.Graph);
        var order = InputMatch.Of(model.Path, signature, data, diagnostics);
        var first = data.Read(0);
        Sample[] parts = [.. order.Select(part => PartOf(first, part))];
        var batch = InputBatch.Of(model.Path, signature, parts);
        if (batch > 1)
            diagnostics.Add(Diagnostic.Note("batch", $"the model takes {batch} samples at a time: they are fed so, the last batch is "
                + "filled up with samples that do not count there, scores and differences are per sample, and latencies "
                + "are of a whole batch"));
        return new InputFeed(signature, order, Array.ConvertAll(parts, part => part.Pixels is not null), batch);
    }

    /// <summary>The same for files that resize and crop.</summary>
    /// <param name="pixels">The input that takes pictures, and of which size.</param>
    public InputFeed With(PixelInput pixels) => new(Signature.With(pixels), _parts, _isImage, Batch) { Pictures = pixels };

    /// <summary>What makes the inputs of one sample.</summary>
    /// <param name="preprocess">What happens to images.</param>
    public Func<Sample, IReadOnlyList<Tensor>> With(PreprocessOptions preprocess)
    {
        Preprocessor[] preprocessors = [.. Signature.Inputs.Select((input, i) => Pictures?.Index == i
            ? new Preprocessor(s_pixels, new TensorType(ElementType.Float32, OneOf(Pictures.FedShape)), TensorLayout.Nhwc, batch: 1)
            : new Preprocessor(_isImage[i] || _isImage.Length == 1 ? preprocess : new PreprocessOptions(), OneOf(input), batch: 1))];
        return sample => [.. preprocessors.Select((p, i) => p.Apply(PartOf(sample, _parts[i])))];
    }

    /// <summary>The inputs of a run from those of its samples.</summary>
    public IReadOnlyList<Tensor> Join(IReadOnlyList<IReadOnlyList<Tensor>> samples) =>
        [.. Signature.Inputs.Select((input, i) => InputBatch.Join([.. samples.Select(sample => sample[i])], input.FedShape))];

    /// <summary>What happens to samples, for a result.</summary>
    public IReadOnlyDictionary<string, string> Describe(PreprocessOptions preprocess, DataSet data)
    {
        if (data.Inputs.Count == 0) return new Dictionary<string, string> { ["steps"] = Clause(preprocess, data) };
        return Signature.Inputs.Select((input, i) => (input, IsImage: _isImage[i])).ToDictionary(
            fed => fed.input.Name,
            fed => fed.IsImage ? PreprocessGuess.Describe(preprocess, OneOf(fed.input), null) : "values unchanged");
    }

    /// <summary>What happens to an image, as a clause.</summary>
    public string Clause(PreprocessOptions preprocess, DataSet data) =>
        PreprocessGuess.Describe(preprocess, OneOf(Signature.Inputs[ImageInput]), data);

    private static Sample PartOf(Sample sample, int part) => sample.Parts is { } parts ? parts[part] : sample;

    // One sample of a batch.
    private TensorType OneOf(TensorMapping input) => Batch == 1
        ? RealType(input)
        : new TensorType(RealType(input).Element, OneOf(input.SourceShape));

    private static Shape OneOf(Shape batch) => new([1, .. batch.Extents.Skip(1)]);

    // A quantised input is fed through its parameters, so that preprocessing yields reals for every source.
    private static TensorType RealType(TensorMapping input) =>
        new(input.Quantization is null ? input.VariantType.Element : ElementType.Float32, input.SourceShape);
}
