using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>
/// The width of the values that the elements of an output can have whatever the network computes, where their operator decides it: 1 of a
/// probability. Differences are small or large on this scale even where the samples use a corner of it.
/// </summary>
/// <param name="Axis">Axis along which it differs; −1 where all elements have the same.</param>
/// <param name="Widths">One for each index along the axis, or a single one; 0 where it is unknown.</param>
public sealed record OutputScale(int Axis, EquatableArray<double> Widths)
{
    private readonly double _across = Widths.Items.Contains(0) ? 0 : Widths.Items.Max();

    private const int Deepest = 64;
    private const int MostIndices = 1 << 20;

    /// <summary>Nothing is known.</summary>
    public static readonly OutputScale Unknown = Uniform(0);

    /// <summary>Width of the elements of a slice, the largest where they have several; 0 where one is unknown.</summary>
    /// <param name="axis">Axis of the slice; −1 for all elements.</param>
    /// <param name="index">Index along it.</param>
    public double At(int axis, int index) => Axis < 0 ? Widths[0] : axis == Axis ? Widths[index] : _across;

    /// <summary>The scale of a value, through all operators that only move elements.</summary>
    public static OutputScale Of(Value value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Of(value, 0);
    }

    private static OutputScale Uniform(double width) => new(-1, new EquatableArray<double>([width]));

    // The widths are those of the fixed outputs of the TFLite 8-bit quantization specification.
    private static OutputScale Of(Value value, int depth)
    {
        if (value.Producer is not { } node || value.Type.Shape is not { } shape || depth > Deepest) return Unknown;
        return node.Operator switch
        {
            Logistic or Softmax => Uniform(1),
            Tanh => Uniform(2),
            LogSoftmax => Uniform(16),
            Quantize or Dequantize => Of(node.Input(0), depth + 1),
            Reshape => Reshaped(Of(node.Input(0), depth + 1), node.Input(0).Type.Shape, shape),
            Transpose transpose => Moved(Of(node.Input(0), depth + 1), transpose.Permutation),
            Concat { Axis: var axis } => Joined(node, axis, depth),
            Neg => Of(node.Input(0), depth + 1),
            Add or Sub => Scaled(node, _ => 1, depth),
            Mul => Scaled(node, Math.Abs, depth),
            Div when node.Input(0).Constant is null => Scaled(node, k => 1 / Math.Abs(k), depth),
            _ => Unknown,
        };
    }

    private static OutputScale Moved(OutputScale scale, Permutation permutation) =>
        scale.Axis < 0 ? scale : scale with { Axis = MovedAxis.Transposed(scale.Axis, permutation) };

    // A scalar moves or stretches all elements alike, as a detector's boxes are stretched to pixels.
    private static OutputScale Scaled(Node node, Func<double, double> factor, int depth)
    {
        var (x, k) = node.Input(0).Constant is null ? (node.Input(0), node.Input(1)) : (node.Input(1), node.Input(0));
        if (k is not { Constant: { Shape.ElementCount: 1 } scalar } || x.Type.Shape != node.Output.Type.Shape) return Unknown;
        var width = factor(scalar.ToDoubles()[0]);
        var scale = Of(x, depth + 1);
        return double.IsFinite(width) ? scale with { Widths = [.. scale.Widths.Items.Select(w => w * width)] } : Unknown;
    }

    private static OutputScale Joined(Node node, int axis, int depth)
    {
        var widths = new List<double>();
        foreach (var input in node.Inputs)
        {
            if (input?.Type.Shape is not { } shape || shape[axis] > MostIndices) return Unknown;
            var part = Of(input, depth + 1);
            if (part.Axis >= 0 && part.Axis != axis) part = Unknown;
            for (var i = 0; i < shape[axis]; i++) widths.Add(part.Axis < 0 ? part.Widths[0] : part.Widths[i]);
            if (widths.Count > MostIndices) return Unknown;
        }
        return widths.Distinct().Count() == 1 ? Uniform(widths[0]) : new OutputScale(axis, new EquatableArray<double>([.. widths]));
    }

    private static OutputScale Reshaped(OutputScale scale, Shape? from, Shape to)
    {
        if (scale.Axis < 0) return scale;
        var axis = MovedAxis.Reshaped(scale.Axis, from, to);
        return axis < 0 ? Unknown : scale with { Axis = axis };
    }
}
