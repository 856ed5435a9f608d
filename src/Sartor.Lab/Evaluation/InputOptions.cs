using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Splits;
using Sartor.Lab.Scores;

namespace Sartor.Lab.Evaluation;

/// <summary>A model and the samples that are fed to it.</summary>
public sealed record InputOptions
{
    /// <summary>The model file, of any format that Sartor reads.</summary>
    public required string ModelPath { get; init; }

    /// <summary>
    /// The data set, in any form that <see cref="Data.DataSet.Open"/> takes; null for none, where the caller can do without.
    /// </summary>
    public string? DataPath { get; init; }

    /// <summary>A file of labels beside the data; null where the data has its own or none.</summary>
    public string? LabelsPath { get; init; }

    /// <summary>Changes the preprocessing that the data states or Sartor assumes; null changes nothing.</summary>
    public Func<PreprocessOptions, PreprocessOptions>? Preprocess { get; init; }

    /// <summary>Shapes of inputs by name, where the file leaves extents open.</summary>
    public IReadOnlyDictionary<string, Shape> InputShapes { get; init; } = new Dictionary<string, Shape>();

    /// <summary>
    /// Of a TorchScript file that runs as it is (<see cref="ScriptModel"/>): what it is fed. Null for a model that is read.
    /// </summary>
    public IReadOnlyList<TorchInput>? ScriptInputs { get; init; }

    /// <summary>What the inputs take, for the seeded values that they are fed with.</summary>
    public DomainOptions Domains { get; init; } = DomainOptions.None;

    /// <summary>
    /// Scores of the network, the first of which decides; empty: the mean absolute error where the data has targets, else top-1 where the
    /// first output is one vector of scores.
    /// </summary>
    public IReadOnlyList<IScore> Scores { get; init; } = [];

    /// <summary>The files that it names beside the data of a folder: none of them may be replaced by what is made of them.</summary>
    internal IEnumerable<string> NamedFiles => new[] { ModelPath, DataPath, LabelsPath }.Where(File.Exists).Select(path => path!);

    /// <summary>The samples are random values: what a network says of them is right or wrong for nobody, and no score reads it.</summary>
    internal bool IsBlind { get; init; }

    /// <summary>How the samples are divided.</summary>
    public SplitOptions Split { get; init; } = new();
}
