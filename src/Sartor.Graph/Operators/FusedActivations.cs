using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>Reference evaluation of <see cref="Activation"/>.</summary>
internal static class FusedActivations
{
    public static double Apply(this Activation activation, double x) => activation switch
    {
        Activation.Relu => double.IsNaN(x) ? x : Math.Max(x, 0),
        Activation.Relu6 => double.IsNaN(x) ? x : Math.Clamp(x, 0, 6),
        Activation.ReluN1To1 => double.IsNaN(x) ? x : Math.Clamp(x, -1, 1),
        Activation.Tanh => Math.Tanh(x),
        Activation.SignBit => x < 0 ? -1 : 1,
        _ => x,
    };
}
