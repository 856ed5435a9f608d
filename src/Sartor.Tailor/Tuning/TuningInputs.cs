using Sartor.Core;
using Sartor.Data;
using Sartor.Data.Preprocessing;
using Sartor.Graph.Ir;
using Sartor.Lab.Evaluation;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Tuning;

/// <summary>The network that is tuned and the data that tune it, opened and checked against each other.</summary>
internal sealed class TuningInputs : IDisposable
{
    // Labels of samples that are fed to nobody's score; here they train.
    private const string UnusedLabels = "labels-unused";

    private readonly EvaluationInputs _inputs;

    private TuningInputs(EvaluationInputs inputs, SuperNet network, LabelAlignment labels, Shape shape) =>
        (_inputs, Network, Labels, Shape) = (inputs, network, labels, shape);

    public SuperNet Network { get; }

    public DataSet Data => _inputs.Data;

    /// <summary>Which outputs the labels mean.</summary>
    public LabelAlignment Labels { get; }

    /// <summary>Of one sample: [1, C, H, W].</summary>
    public Shape Shape { get; }

    /// <summary>What happens to images.</summary>
    public PreprocessOptions Preprocess => _inputs.Preprocess;

    /// <summary>The same, as a clause.</summary>
    public string Preprocessing => _inputs.Describe(Preprocess);

    /// <summary>Of the network's file.</summary>
    public string Sha256 => _inputs.Model.Sha256();

    /// <summary>What was assumed, and notes of network and data.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; private init; } = [];

    /// <exception cref="SartorException">Network, space or data cannot be used, or do not belong together.</exception>
    public static TuningInputs Open(TuningOptions options)
    {
        EvaluationInputs? inputs = null;
        SuperNet? network = null;
        try
        {
            network = SuperNet.Open(options.Input.ModelPath, options.Space, new() { InputShapes = options.Input.InputShapes });
            inputs = EvaluationInputs.Open(options.Input with { IsBlind = true });
            var model = inputs.Model;
            if (model.ExternalFiles.FirstOrDefault() is { Name: { } beside })
                throw new UnsupportedModelException(
                    model.Path, null, $"has weights in {beside}, and tuning takes one file; export the network with its weights inside");
            var labels = Align(inputs);
            return new TuningInputs(inputs, network, labels, ShapeOf(model.Path, model.Graph.Inputs[0]))
            {
                Diagnostics = [.. inputs.Diagnostics.Where(note => note.Code != UnusedLabels), .. Notes(labels, network)],
            };
        }
        catch
        {
            inputs?.Dispose();
            network?.Dispose();
            throw;
        }
    }

    /// <summary>What makes the input of a sample by its index; thread-safe.</summary>
    public Func<int, Tensor> Reader()
    {
        var read = _inputs.Reader();
        return index => read(index)[0];
    }

    public void Dispose()
    {
        _inputs.Dispose();
        Network.Dispose();
    }

    private static LabelAlignment Align(EvaluationInputs inputs)
    {
        var (data, output) = (inputs.Data, inputs.Model.Graph.Outputs[0]);
        if (!data.HasLabels)
            throw new DataSetException(data.Path, "has no labels, and tuning needs the class of each image; give them with --labels");
        if (output.Type.Shape is not { Rank: 2 } shape)
            throw new UnsupportedModelException(
                inputs.Model.Path, $"'{output.Name}'", $"is {output.Type}, and tuning takes networks that give one score a class, "
                + "[batch, classes]");
        var labels = LabelAlignment.For(data, shape[1]);
        if (labels.NeedsEvidence)
            throw new DataSetException(
                data.Path, $"has {data.ClassNames.Count} classes and the network {shape[1]} outputs; state label_offset in a dataset.yaml: "
                + "1 where output 0 is a background class, else 0");
        return labels;
    }

    private static Shape ShapeOf(string path, Value input)
    {
        if (input.Type is { Element: ElementType.Float32, Shape: { Rank: 4 } shape } && shape[2] == shape[3])
            return new Shape([1, .. shape.Extents.Skip(1)]);
        throw new UnsupportedModelException(
            path, $"'{input.Name}'", $"is {input.Type}, and tuning takes square images with channels first, float32[N,C,H,H]");
    }

    private static IEnumerable<Diagnostic> Notes(LabelAlignment labels, SuperNet network)
    {
        if (labels.Diagnostic is { } note) yield return note;
        string[] computed =
        [
            .. network.Binding.Structure.Graph.Constants
                .Where(value => value.Type is { Element: ElementType.Float32, Shape: { Rank: > 1, ElementCount: > 1 } })
                .Select(value => value.Name).Distinct().Where(name => !network.Stored.Contains(name)),
        ];
        if (computed.Length > 0)
        {
            yield return Diagnostic.Warning(
                "computed-weights", $"{network.Path} computes {Quantity.Of(computed.Length, "weight")} from others (as '{computed[0]}') "
                + "and does not store them: they stay as they are");
        }
        // Square roots are those of normalizations that are written in small operators.
        var names = network.Binding.Structure.Graph.Nodes.Select(node => node.Operator.Name).ToHashSet();
        if (names.Any(name => name.EndsWith("Normalization", StringComparison.Ordinal) || name == "Sqrt")) yield break;
        yield return Diagnostic.Warning(
            "no-batch-normalization", $"{network.Path} has no batch normalization: it was folded into the layers, so the statistics of "
            + "SubNets cannot be measured anew, and small ones stay inaccurate; export the network as it trains");
    }
}
