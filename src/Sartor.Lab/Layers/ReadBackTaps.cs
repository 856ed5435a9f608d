using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Layers;

/// <summary>
/// Taps of a file of a format that no engine runs. What computes it (<see cref="ReadBackRunner"/>) computes what was read of it, so a copy
/// is that with more outputs, in <see cref="ConversionTargets.Interchange"/>.
/// </summary>
/// <param name="graph">As it was read.</param>
internal sealed class ReadBackTaps(ModelGraph graph) : ITensorTaps
{
    public IReadOnlyList<Value> Values { get; } =
    [
        // What only unpacks stored weights is no tensor of the network.
        .. graph.Nodes.Where(node => node.Inputs.Count > 0 && !(node.Operator is Dequantize && node.Input(0).Constant is not null))
            .SelectMany(node => node.Outputs)
            .Where(value => !graph.Outputs.Contains(value) && value.Type.Shape is not null && value.Type.Element.Bits() >= 8),
    ];

    /// <exception cref="UnsupportedModelException">What was read cannot be written.</exception>
    public void Write(IReadOnlyList<Value> values, Stream output)
    {
        var copy = GraphClone.Of(graph);
        var copies = Made(graph).Zip(Made(copy)).ToDictionary(pair => pair.First, pair => pair.Second);
        copy.Outputs.AddRange(values.Select(value => copies[value]));
        StoredWeights.Expand(copy);
        var target = ConversionTargets.Interchange;
        var scratch = ScratchFolder.Create("sartor-tensors-");
        try
        {
            var path = Path.Combine(scratch.FullName, "copy" + target.Suffix);
            new ModelConverter(target, copy, null, keepsLayout: true) { Hashes = false }.Write(Precision.Float32, path);
            using var file = File.OpenRead(path);
            file.CopyTo(output);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static IEnumerable<Value> Made(ModelGraph graph) => graph.Nodes.SelectMany(node => node.Outputs);
}
