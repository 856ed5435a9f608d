using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Logic;
using Sartor.Graph.Operators.Selections;

namespace Sartor.Graph.Passes;

/// <summary>
/// Activations that TFLite lacks, in terms of those that it has. Each equation holds for all real x, and no step overflows where the result
/// does not.
/// </summary>
public sealed class DecomposeActivationsPass : IGraphPass
{
    public bool Run(ModelGraph graph) => NodeExpansion.Run(graph, Expand);

    private static Value? Expand(Node node, NodeExpansion to) => !node.Input(0).Type.Element.IsFloat() ? null : node.Operator switch
    {
        Elu { Alpha: not 1 } elu => ScaledElu(to, 1, elu.Alpha),
        Selu selu => ScaledElu(to, selu.Gamma, (double)selu.Gamma * selu.Alpha),
        Celu { Alpha: > 0 } celu => CeluOf(to, celu.Alpha),
        Softplus => SoftplusOf(to),
        Mish => to.Add(new Mul(), to.X, to.Add(new Tanh(), SoftplusOf(to))),
        Softsign => to.AddFloat(new Div(), to.X, to.AddFloat(new Add(), to.AddFloat(new Abs(), to.X), to.Number(1))),
        ThresholdedRelu relu => to.Add(new Select(), to.Add(new Greater(), to.X, to.Number(relu.Alpha)), to.X, to.Number(0)),
        _ => null,
    };

    /// <summary>positive · max(x, 0) + negative · min(elu(x), 0), where elu(x) = e^x − 1 below 0 and x above.</summary>
    private static Value ScaledElu(NodeExpansion to, double positive, double negative)
    {
        var above = to.Add(Clamp.Relu, to.X);
        if (positive != 1) above = to.Add(new Mul(), above, to.Number(positive));
        var below = to.Add(new Minimum(), to.Add(new Elu(1), to.X), to.Number(0));
        return to.Add(new Add(), above, to.Add(new Mul(), below, to.Number(negative)));
    }

    /// <summary>α · elu(x / α), as α &gt; 0 keeps the sign.</summary>
    private static Value CeluOf(NodeExpansion to, float alpha)
    {
        if (alpha == 1) return to.Add(new Elu(1), to.X);
        var elu = to.Add(new Elu(1), to.Add(new Mul(), to.X, to.Number(1.0 / alpha)));
        return to.Add(new Mul(), elu, to.Number(alpha));
    }

    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^−|x|).</summary>
    private static Value SoftplusOf(NodeExpansion to)
    {
        var exponential = to.AddFloat(new Exp(), to.AddFloat(new Neg(), to.AddFloat(new Abs(), to.X)));
        var rest = to.AddFloat(new Log(), to.AddFloat(new Add(), exponential, to.Number(1)));
        return to.Add(new Add(), to.Add(Clamp.Relu, to.X), rest);
    }
}
