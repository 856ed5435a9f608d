using Sartor.Convert;
using Sartor.Convert.Weights;
using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Torch;

namespace Sartor.Lab.Jobs;

/// <summary>What one conversion without data is to do.</summary>
public sealed record ConvertOptions
{
    /// <summary>The model file, of any format that Sartor reads.</summary>
    public required string ModelPath { get; init; }

    /// <summary>
    /// The file to write; an existing one is replaced once the new one has passed. Empty: the name of the model with precision and suffix,
    /// in the current folder.
    /// </summary>
    public required string OutputPath { get; init; }

    /// <summary>
    /// Files that the caller read for this, such as the weights of a PyTorch model: they are not replaced, nor are model, data and labels.
    /// </summary>
    public IReadOnlyList<string> ReadFiles { get; init; } = [];

    /// <summary>What to convert to; default <see cref="ConversionTargets.Default"/>.</summary>
    public IConversionTarget Target { get; init; } = ConversionTargets.Default;

    /// <summary>
    /// Null: float32, or int8 where the source is quantized between Quantize and Dequantize nodes. Int8 of another source needs data:
    /// <see cref="QuantizeRun"/>.
    /// </summary>
    public Precision? Precision { get; init; }

    /// <summary>Whether inputs and outputs keep the layout of the source, at the price of transposes; default false.</summary>
    public bool KeepsLayout { get; init; }

    /// <summary>
    /// Whether the file takes raw pixels, with mean, deviation and order of channels inside; default false. Without samples,
    /// <see cref="Preprocess"/> has to state them.
    /// </summary>
    public bool BakesPreprocessing { get; init; }

    /// <summary>
    /// The size of the pictures that the file takes, and resizes and crops itself where it <see cref="BakesPreprocessing"/>; null, the
    /// default: it takes them in the size of the source's input.
    /// </summary>
    public PictureSize? InputSize { get; init; }

    /// <summary>The preprocessing of the source, as a change of what Sartor assumes; null: nothing is stated.</summary>
    public Func<PreprocessOptions, PreprocessOptions>? Preprocess { get; init; }

    /// <summary>
    /// Whether the file tells task libraries how images are fed, as TFLite metadata; default false. Without samples,
    /// <see cref="Preprocess"/> has to state the preprocessing.
    /// </summary>
    public bool WritesMetadata { get; init; }

    /// <summary>Names of the classes for that metadata, in the order of the scores; empty: those of the data, if they fit.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>
    /// How weights are reduced so that the file compresses better; null, the default, for not at all. Needs samples to verify.
    /// </summary>
    public WeightReduction? Reduction { get; init; }

    /// <summary>Shapes of inputs by name, where the file leaves extents open.</summary>
    public IReadOnlyDictionary<string, Shape> InputShapes { get; init; } = new Dictionary<string, Shape>();

    /// <summary>What the inputs take, for the seeded values that they are fed with.</summary>
    public DomainOptions Domains { get; init; } = DomainOptions.None;

    /// <summary>Samples to verify on, of the same model; null: seeded inputs alone.</summary>
    public InputOptions? Samples { get; init; }

    /// <summary>
    /// The PyTorch model that <see cref="ModelPath"/> is the export of, to be compared with on seeded inputs; null: the file itself is.
    /// </summary>
    public TorchModel? Torch { get; init; }

    /// <summary>Whether the file is run against its source; default true.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>Whether <c>Sha256</c> of the result is computed, else it is empty; default true.</summary>
    public bool Hashes { get; init; } = true;

    /// <summary>Limits of verification.</summary>
    public GateLimits Limits { get; init; } = GateLimits.Default;

    /// <summary>Threads of an engine; default 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Seed of the random inputs; default 1.</summary>
    public long Seed { get; init; } = 1;
}
