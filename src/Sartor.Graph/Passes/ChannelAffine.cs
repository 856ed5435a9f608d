using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Passes;

/// <summary>y = x · Scale[c] + Offset[c]: what an elementwise operator with a constant does to each channel.</summary>
/// <param name="Scale">One an output channel.</param>
/// <param name="Offset">One an output channel.</param>
internal sealed record ChannelAffine(double[] Scale, double[] Offset)
{
    /// <summary>Reads a node that multiplies, divides, adds or subtracts one constant a channel.</summary>
    /// <param name="node">The node.</param>
    /// <param name="x">The operand that is not the constant.</param>
    /// <param name="channelAxis">Channel axis of <paramref name="x"/>.</param>
    /// <returns>Null when the node is something else.</returns>
    public static ChannelAffine? Of(Node node, Value x, int channelAxis)
    {
        if (node.Operator is not (Add or Sub or Mul or Div) || node.Inputs.Count != 2 || x.Type.Shape is not { } shape
            || node.Output.Type.Shape != shape)
        {
            return null;
        }
        var first = node.Input(0) == x;
        var other = first ? node.Input(1) : node.Input(0);
        if (other.Constant is not { } constant || other.Quantization is not null || !constant.Element.IsFloat()) return null;
        if (PerChannel(constant, shape, channelAxis) is not { } c) return null;
        var ones = Enumerable.Repeat(1.0, c.Length).ToArray();
        var affine = node.Operator switch
        {
            Add => new ChannelAffine(ones, c),
            Sub when first => new ChannelAffine(ones, Array.ConvertAll(c, v => -v)),
            Sub => new ChannelAffine(Array.ConvertAll(c, _ => -1.0), c),
            Mul => new ChannelAffine(c, new double[c.Length]),
            Div when first => new ChannelAffine(Array.ConvertAll(c, v => 1 / v), new double[c.Length]),
            _ => null,
        };
        return affine is not null && affine.Scale.Concat(affine.Offset).All(double.IsFinite) ? affine : null;
    }

    /// <summary>This one followed by another.</summary>
    public ChannelAffine Then(ChannelAffine next) => new(
        [.. Scale.Zip(next.Scale, (a, b) => a * b)],
        [.. Offset.Zip(next.Scale, (a, b) => a * b).Zip(next.Offset, (a, b) => a + b)]);

    private static double[]? PerChannel(Tensor constant, Shape shape, int channelAxis)
    {
        var channels = (int)shape[channelAxis];
        if (constant.Shape.ElementCount == 1) return [.. Enumerable.Repeat(constant.ToDoubles()[0], channels)];
        var axis = channelAxis - (shape.Rank - constant.Shape.Rank);
        if (axis < 0 || constant.Shape[axis] != channels || constant.Shape.ElementCount != channels) return null;
        return constant.ToDoubles();
    }
}
