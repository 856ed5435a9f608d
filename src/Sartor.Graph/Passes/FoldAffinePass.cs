using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Passes;

/// <summary>
/// conv(x; W, b) · s + t → conv(x; W·s, b·s + t), and the same for transposed convolutions of one group and fully connected layers: batch
/// normalisation, separate biases and scales disappear. Computed in double precision, rounded once.
/// </summary>
public sealed class FoldAffinePass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            while (Fold(graph, node)) changed = true;
        }
        return changed;
    }

    private static bool Fold(ModelGraph graph, Node node)
    {
        if (Weights(node) is not { } weights || node.Operator is not IFusedActivation { Activation: Activation.None }) return false;
        var output = node.Output;
        if (!graph.HasOneUse(output) || output.Type.Shape is not { } shape) return false;
        if (node.Input(1).Constant is not { } kernel || node.Input(1).Quantization is not null || !kernel.Element.IsFloat()) return false;
        if (node.OptionalInput(2) is { Constant: null } or { Quantization: not null }) return false;
        var next = output.Uses[0].Node;
        if (ChannelAffine.Of(next, output, weights.ChannelAxis) is not { } affine
            || next.Operator is IFusedActivation { Activation: not Activation.None })
        {
            return false;
        }
        // Of a bias alone, the kernel stays where it lies.
        if (affine.Scale.Any(s => s != 1))
            node.SetInput(1, ModelGraph.NewConstant(node.Input(1).Name, Scaled(kernel, weights.OutputAxis, affine.Scale)));
        var bias = Bias(node.OptionalInput(2)?.Constant, affine, kernel.Element);
        var value = ModelGraph.NewConstant(node.OptionalInput(2)?.Name ?? $"{node.Name}/bias", bias);
        if (node.Inputs.Count > 2) node.SetInput(2, value);
        else node.AddInput(value);
        output.Name = next.Output.Name;
        graph.ReplaceUses(next.Output, output);
        graph.Remove(next);
        return true;
    }

    /// <summary>Where the output channels are: in the weights, and in the result.</summary>
    private static (int OutputAxis, int ChannelAxis)? Weights(Node node) => node.Operator switch
    {
        Convolution conv when node.Input(1).Type.Shape is { } kernel =>
            (conv.Kernel == KernelLayout.InputSpatialOutput ? kernel.Rank - 1 : 0, conv.Layout.ChannelAxis(kernel.Rank)),
        TransposeConvolution { Groups: 1, Kernel: KernelLayout.OutputInputSpatial } conv when node.Input(1).Type.Shape is { } kernel =>
            (1, conv.Layout.ChannelAxis(kernel.Rank)),
        FullyConnected dense when node.Output.Type.Shape is { Rank: > 0 } shape =>
            (dense.Weights == WeightLayout.OutputInput ? 0 : 1, shape.Rank - 1),
        _ => null,
    };

    private static Tensor Scaled(Tensor kernel, int axis, double[] scale)
    {
        var inner = (int)kernel.Shape.Strides()[axis];
        if (kernel.Element == ElementType.Float32)
            return new Tensor(kernel.Element, kernel.Shape, new ScaledBytes(kernel.Data, inner, scale).Memory);
        var values = kernel.ToDoubles();
        for (var i = 0; i < values.Length; i++) values[i] *= scale[i / inner % scale.Length];
        return Tensor.Create(kernel.Shape, values).ConvertTo(kernel.Element);
    }

    private static Tensor Bias(Tensor? bias, ChannelAffine affine, ElementType element)
    {
        var values = bias?.ToDoubles() ?? new double[affine.Scale.Length];
        for (var i = 0; i < values.Length; i++) values[i] = (values[i] * affine.Scale[i]) + affine.Offset[i];
        return Tensor.Create(new Shape(values.Length), values).ConvertTo(element);
    }
}
