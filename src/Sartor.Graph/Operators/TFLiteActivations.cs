using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>TFLite's <c>ActivationFunctionType</c>: NONE 0, RELU 1, RELU_N1_TO_1 2, RELU6 3, TANH 4, SIGN_BIT 5.</summary>
internal static class TFLiteActivations
{
    public const string Attribute = "fused_activation_function";

    private static readonly Activation[] Codes =
        [Activation.None, Activation.Relu, Activation.ReluN1To1, Activation.Relu6, Activation.Tanh, Activation.SignBit];

    public static Activation Read(RawNode raw) => raw.Int(Attribute, 0) is >= 0 and < 6 and var code
        ? Codes[code]
        : throw new RawNodeException($"fused activation {raw.Int(Attribute, 0)} is not in the schema");

    public static long Code(Activation activation) => Array.IndexOf(Codes, activation);
}
