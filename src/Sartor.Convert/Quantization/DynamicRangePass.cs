using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Stores the weights of convolutions and fully connected layers as int8; TFLite's hybrid kernels quantise the activations on the
/// fly. Convolutions get a scale for each output channel, fully connected layers one scale, because TFLite 2.9 has no other hybrid kernel,
/// or a scale for each row. Where one scale would lose rows beside far larger ones, the weights stay float32 and a diagnostic names them.
/// </summary>
internal sealed class DynamicRangePass : IGraphPass
{
    /// <summary>Smaller weights stay as they are (TensorFlow's <c>kWeightsMinNumElementsDefault</c>).</summary>
    public const long SmallestWeight = 1024;

    /// <summary>Whether fully connected layers get a scale for each row.</summary>
    public bool HasRowScales { get; init; }

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        // Layers that share their weights share the stored ones.
        var stored = new Dictionary<(Value Weights, int? Axis), Value>();
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not (Convolution or FullyConnected) || node.Input(0).Type.Element != ElementType.Float32) continue;
            if (node.Input(1) is not { Constant: { Element: ElementType.Float32 } weights, Quantization: null } value
                || weights.Shape.ElementCount < SmallestWeight) continue;
            int? axis = node.Operator is Convolution || HasRowScales ? LayerWeights.Of(node)!.OutputAxis : null;
            if (!stored.TryGetValue((value, axis), out var made))
            {
                FiniteWeights.Of(graph, value);
                stored[(value, axis)] = made = Stored(graph, value, weights, axis);
            }
            node.SetInput(1, made);
        }
        return stored.Any(entry => entry.Key.Weights != entry.Value);
    }

    private static Value Stored(ModelGraph graph, Value value, Tensor weights, int? axis)
    {
        var (tensor, parameters) = axis is { } channels ? Int8.WeightsPerAxis(weights, channels) : Int8.WeightsPerTensor(weights);
        if (axis is not null || LostSignals.LostChannels(weights, tensor, parameters).ToArray() is not { Length: > 0 } lost)
            return ModelGraph.NewConstant(value.Name, tensor, parameters);
        graph.Diagnostics.Add(Diagnostic.Note("int8-range", $"'{value.Name}' stays float32: one int8 scale would lose {lost.Length} of its "
            + $"{weights.Shape[0]} rows (row {lost[0]} is the first) beside far larger ones"));
        return value;
    }
}
