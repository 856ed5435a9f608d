using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;

namespace Sartor.Formats.Onnx;

/// <summary>ONNX has no fused activations: they are nodes of their own.</summary>
internal static class OnnxActivations
{
    /// <summary>The operator, and the inputs after the first; null where ONNX has none.</summary>
    /// <param name="activation">Not <see cref="Activation.None"/>.</param>
    /// <param name="made">What it is applied to.</param>
    /// <param name="context">Makes the bounds.</param>
    public static (RawNode Raw, Value[] Further)? Of(Activation activation, Value made, WriteContext context)
    {
        Value Bound(float value, string name) =>
            context.Constant($"{made.Name}/{name}", Tensor.Scalar(value).ConvertTo(made.Type.Element));
        (RawNode, Value[]) Clip(float low, float high) => (Raw("Clip"), [Bound(low, "minimum"), Bound(high, "maximum")]);
        return activation switch
        {
            Activation.Relu => (Raw("Relu"), []),
            Activation.Relu6 => Clip(0, 6),
            Activation.ReluN1To1 => Clip(-1, 1),
            Activation.Tanh => (Raw("Tanh"), []),
            _ => null,
        };
    }

    private static RawNode Raw(string type) => RawNode.Of("onnx", type, OnnxOpset.Written);
}
