using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Convert.Weights;
using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;
using Sartor.Data.Splits;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Scores;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>What one fit is to do.</summary>
public sealed record FitOptions
{
    /// <summary>The model file, of any format that Sartor reads.</summary>
    public required string ModelPath { get; init; }

    /// <summary>
    /// The data set, in any form that <see cref="Data.DataSet.Open"/> takes; null for none: latency, size and parity on random values.
    /// </summary>
    public string? DataPath { get; init; }

    /// <summary>The folder to write; it appears when everything is done. An existing result is replaced.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>A file of labels beside the data; null where the data has its own or none.</summary>
    public string? LabelsPath { get; init; }

    /// <summary>What to convert to; default <see cref="ConversionTargets.Default"/>.</summary>
    public IConversionTarget Target { get; init; } = ConversionTargets.Default;

    /// <summary>
    /// Precisions to make; empty, the default, for all that the target writes. Float32 is made in any case: it proves the conversion that
    /// the others are written from.
    /// </summary>
    public IReadOnlyList<Precision> Precisions { get; init; } = [];

    /// <summary>Address of the device that variants are verified and measured on; default this machine.</summary>
    public string Device { get; init; } = HostDevice.Name;

    /// <summary>Names of engines to measure on, or <c>engine/delegate</c>; empty for all that are available.</summary>
    public IReadOnlyList<string> Engines { get; init; } = [];

    /// <summary>Limits of the recommendation; default none.</summary>
    public Constraints Constraints { get; init; } = new();

    /// <summary>As for <see cref="InputOptions.Scores"/>.</summary>
    public IReadOnlyList<IScore> Scores { get; init; } = [];

    /// <summary>Limits of verification.</summary>
    public GateLimits Limits { get; init; } = GateLimits.Default;

    /// <summary>Threads of an engine; default 1, where timings repeat best.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Seed of the split and of random inputs; default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How ranges of activations are chosen; default <see cref="CalibrationMethod.MinMax"/>.</summary>
    public CalibrationMethod Calibration { get; init; } = CalibrationMethod.MinMax;

    /// <summary>Changes the preprocessing that the data states or Sartor assumes; null changes nothing.</summary>
    public Func<PreprocessOptions, PreprocessOptions>? Preprocess { get; init; }

    /// <summary>
    /// Whether variants take raw pixels, with mean, deviation and order of channels inside; default false. Needs images as data, and
    /// every step is done again, whatever the store has.
    /// </summary>
    public bool BakesPreprocessing { get; init; }

    /// <summary>
    /// The size of the pictures that the file takes, and resizes and crops itself where it <see cref="BakesPreprocessing"/>; null, the
    /// default: it takes them in the size of the source's input.
    /// </summary>
    public PictureSize? InputSize { get; init; }

    /// <summary>
    /// Whether variants tell task libraries how images are fed, as TFLite metadata; default false. Needs images as data, and every step is
    /// done again, whatever the store has.
    /// </summary>
    public bool WritesMetadata { get; init; }

    /// <summary>Names of the classes for that metadata, in the order of the scores; empty: those of the data, if they fit.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>
    /// How the weights of all variants but the float32 one are reduced, which stays what it is and proves the conversion; null, the
    /// default, for not at all. Needs data, and every step is done again, whatever the store has.
    /// </summary>
    public WeightReduction? Reduction { get; init; }

    /// <summary>Whether variants are what the store keeps.</summary>
    internal bool IsPlain => !BakesPreprocessing && !WritesMetadata && Reduction is null;

    /// <summary>Shapes of inputs by name, where the file leaves extents open.</summary>
    public IReadOnlyDictionary<string, Shape> InputShapes { get; init; } = new Dictionary<string, Shape>();

    /// <summary>What the inputs take, for the random values of a fit without data.</summary>
    public DomainOptions Domains { get; init; } = DomainOptions.None;

    /// <summary>The part that says which model and which samples.</summary>
    internal InputOptions Inputs => new()
    {
        ModelPath = ModelPath,
        DataPath = DataPath,
        LabelsPath = LabelsPath,
        Preprocess = Preprocess,
        InputShapes = InputShapes,
        Scores = Scores,
        IsBlind = IsBlind,
        Split = new SplitOptions { Seed = Seed },
    };

    /// <summary>Folder of the trial store (docs/trial-store.md); null, the default, for none.</summary>
    public string? StoreFolder { get; init; }

    /// <summary>Does every step again, whatever the store has; what comes of it is kept there all the same.</summary>
    public bool Fresh { get; init; }

    /// <summary>
    /// Takes measurements of earlier runs too, as far as the store has them. Default false: time passes, and a machine changes.
    /// </summary>
    public bool ReuseMeasurements { get; init; }

    /// <summary>The data are random values.</summary>
    internal bool IsBlind { get; init; }

    /// <summary>The command that these options come from, which the result states; null where there is none.</summary>
    public RunCommand? Command { get; init; }

    /// <summary>Fewer and shorter runs: for a first look, not for numbers to quote.</summary>
    public bool Quick { get; init; }
}
