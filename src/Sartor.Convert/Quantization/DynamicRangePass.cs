using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Stores the weights of convolutions and fully connected layers as int8; TFLite's hybrid kernels quantise the activations on the
/// fly. Convolutions get a scale for each output channel, fully connected layers one scale: TFLite 2.9 has no other hybrid kernel.
/// </summary>
internal sealed class DynamicRangePass : IGraphPass
{
    /// <summary>Smaller weights stay as they are (TensorFlow's <c>kWeightsMinNumElementsDefault</c>).</summary>
    public const long SmallestWeight = 1024;

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
            int? axis = node.Operator is Convolution conv ? conv.Kernel == KernelLayout.InputSpatialOutput
                ? weights.Shape.Rank - 1 : 0 : null;
            if (!stored.TryGetValue((value, axis), out var made))
            {
                FiniteWeights.Of(graph, value);
                var (tensor, parameters) = axis is { } channels ? Int8.WeightsPerAxis(weights, channels) : Int8.WeightsPerTensor(weights);
                stored[(value, axis)] = made = ModelGraph.NewConstant(value.Name, tensor, parameters);
            }
            node.SetInput(1, made);
        }
        return stored.Count > 0;
    }
}
