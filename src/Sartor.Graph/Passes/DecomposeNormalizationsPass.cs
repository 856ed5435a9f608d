using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Normalizations;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Passes;

/// <summary>
/// LayerNormalization and InstanceNormalization(x; s, t) → d / √(mean(d²) + ε) · s + t with d = x − mean(x), the means along the axes that
/// are normalised (Ba et al., arXiv 1607.06450; Ulyanov et al., arXiv 1607.08022). LRN over an even number of channels →
/// x / (bias + α · mean(x²))^β, the mean a pooling. All of it stays in float32: a variance needs more than 8 bits.
/// </summary>
public sealed class DecomposeNormalizationsPass : IGraphPass
{
    public bool Run(ModelGraph graph) => NodeExpansion.Run(graph, Expand);

    private static Value? Expand(Node node, NodeExpansion to)
    {
        if (node.Input(0).Type is not { Shape: { } x } type || !type.Element.IsFloat() || x.ElementCount == 0) return null;
        switch (node.Operator)
        {
            case LayerNormalization op:
                return Scaled(to, Standard(to, Enumerable.Range(op.Axis, x.Rank - op.Axis), op.Epsilon), to.Input(1), to.Input(2));
            case InstanceNormalization op:
                var channel = op.Layout.ChannelAxis(x.Rank);
                var channels = new Shape([.. x.Extents.Select((e, i) => i == channel ? e : 1)]);
                var spatial = Enumerable.Range(1, x.Rank - 1).Where(i => i != channel);
                return Scaled(
                    to, Standard(to, spatial, op.Epsilon), to.Reshaped(to.Input(1)!, channels), to.Reshaped(to.Input(2)!, channels));
            case LocalResponseNormalization { Size: var size } op when size % 2 == 0:
                return LocalResponse(to, op, AxisRuns.Along(x, op.Layout.ChannelAxis(x.Rank)));
            default:
                return null;
        }
    }

    // Windows of channels are those of a pooling over an axis: TFLite's operator takes odd ones only.
    private static Value LocalResponse(NodeExpansion to, LocalResponseNormalization op, AxisRuns runs)
    {
        var x = to.X.Type.Shape!;
        var square = to.Reshaped(to.AddFloat(new Square(), to.X), new Shape(runs.Outer, runs.Length, 1, runs.Inner));
        var window = new AveragePool(
            ChannelLayout.ChannelsLast, [op.Size, 1], [1, 1], [1, 1], [(op.Size - 1) / 2, 0], [op.Size / 2, 0], CountsPadding: true);
        var mean = to.Reshaped(to.AddFloat(window, square), x);
        var sum = to.AddFloat(new Add(), to.AddFloat(new Mul(), mean, to.Number(op.Alpha)), to.Number(op.Bias));
        return to.AddFloat(new Div(), to.X, to.AddFloat(new Pow(), sum, to.Number(op.Beta)));
    }

    private static Value Standard(NodeExpansion to, IEnumerable<int> axes, float epsilon)
    {
        var mean = new Reduce(ReductionKind.Mean, axes.ToEquatableArray(), KeepAxes: true);
        var centred = to.AddFloat(new Sub(), to.X, to.AddFloat(mean, to.X));
        var variance = to.AddFloat(mean, to.AddFloat(new Square(), centred));
        var deviation = to.AddFloat(new Sqrt(), to.AddFloat(new Add(), variance, to.Number(epsilon)));
        return to.AddFloat(new Div(), centred, deviation);
    }

    // A group normalisation is exported as an instance normalisation with scale 1 and bias 0.
    private static Value Scaled(NodeExpansion to, Value standard, Value? scale, Value? bias)
    {
        if (scale is not null && !IsAll(scale, 1)) standard = to.AddFloat(new Mul(), standard, scale);
        return bias is null || IsAll(bias, 0) ? standard : to.AddFloat(new Add(), standard, bias);
    }

    private static bool IsAll(Value value, double number) => value.Constant is { } constant && constant.ToDoubles().All(v => v == number);
}
