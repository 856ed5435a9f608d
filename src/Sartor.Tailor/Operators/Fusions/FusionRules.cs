using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;

namespace Sartor.Tailor.Operators.Fusions;

/// <summary>What an engine computes in one step: which activations it folds into the layer in front of them.</summary>
/// <param name="Engine">The engine's name.</param>
/// <param name="Folds">Whether an activation is part of the layer.</param>
internal sealed record FusionRules(string Engine, Func<Operator, bool> Folds)
{
    /// <summary>
    /// ONNX Runtime (ConvActivationFusion and GemmActivationFusion of onnxruntime/core/optimizer): ReLU, clip, sigmoid, tanh, leaky ReLU,
    /// hard sigmoid.
    /// </summary>
    public static FusionRules OnnxRuntime { get; } = new(
        "onnxruntime", op => op is Clamp or Logistic or Tanh or LeakyRelu or HardSigmoid);

    /// <summary>TensorFlow Lite's fused_activation_function: ReLU, ReLU6 and ReLU between −1 and 1.</summary>
    public static FusionRules TFLite { get; } = new("tflite", op => op is Clamp(0, 6 or float.PositiveInfinity) or Clamp(-1, 1));

    /// <summary>No engine's: each step by itself, but normalisations and biases are part of the layer in front of them.</summary>
    public static FusionRules None { get; } = new("none", _ => false);

    private static readonly FusionRules[] s_all = [OnnxRuntime, TFLite, None];

    /// <summary>Those of the engine that runs the files from which spaces are read.</summary>
    public static FusionRules Default => OnnxRuntime;

    /// <summary>The rules of an engine; of one that has none here, none but what every converter folds.</summary>
    public static FusionRules Of(string engine) =>
        s_all.FirstOrDefault(rules => rules.Engine == engine) ?? None with { Engine = engine };
}
