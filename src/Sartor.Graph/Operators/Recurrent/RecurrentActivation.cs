using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Recurrent;

/// <summary>The activation functions of ONNX's recurrent operators, by name and two optional numbers.</summary>
internal static class RecurrentActivation
{
    /// <summary>The functions of one direction.</summary>
    /// <param name="cx">The node: <c>activations</c>, <c>activation_alpha</c> and <c>activation_beta</c>.</param>
    /// <param name="defaults">The names where the node gives none.</param>
    /// <param name="direction">0 or 1.</param>
    public static Func<Value, Value>[] Read(ReadContext cx, string[] defaults, int direction)
    {
        var names = cx.Raw.Attributes.GetValueOrDefault("activations") is EquatableArray<string> { Count: > 0 } given
            ? given.Items.Skip(direction * defaults.Length).Take(defaults.Length).ToArray()
            : defaults;
        if (names.Length != defaults.Length) cx.Fail($"its activations do not fit {defaults.Length} gates");
        // The lists of numbers have an entry for each function that takes one.
        var alphas = new Queue<float>(cx.Raw.Floats("activation_alpha", new EquatableArray<float>()).Items);
        var betas = new Queue<float>(cx.Raw.Floats("activation_beta", new EquatableArray<float>()).Items);
        var all = cx.Raw.Attributes.GetValueOrDefault("activations") is EquatableArray<string> { Count: > 0 } list
            ? list.Items.Take((direction + 1) * defaults.Length)
            : names;
        return [.. all.Select(name => Function(cx, name, alphas, betas)).ToArray().TakeLast(defaults.Length)];
    }

    private static Func<Value, Value> Function(ReadContext cx, string name, Queue<float> alphas, Queue<float> betas)
    {
        float Alpha(float usual) => alphas.TryDequeue(out var value) ? value : usual;
        float Beta(float usual) => betas.TryDequeue(out var value) ? value : usual;
        Value Number(float value) => cx.Constant(Tensor.Scalar(value));
        switch (name.ToUpperInvariant())
        {
            case "SIGMOID": return x => cx.Emit(new Logistic(), x);
            case "TANH": return x => cx.Emit(new Tanh(), x);
            case "RELU": return x => cx.Emit(Clamp.Relu, x);
            case "SOFTSIGN": return x => cx.Emit(new Softsign(), x);
            case "SOFTPLUS": return x => cx.Emit(new Softplus(), x);
            case "ELU":
                var elu = new Elu(Alpha(1));
                return x => cx.Emit(elu, x);
            case "LEAKYRELU":
                var leaky = new LeakyRelu(Alpha(0.01f));
                return x => cx.Emit(leaky, x);
            case "THRESHOLDEDRELU":
                var threshold = new ThresholdedRelu(Alpha(1));
                return x => cx.Emit(threshold, x);
            case "HARDSIGMOID":
                var hard = new HardSigmoid(Alpha(0.2f), Beta(0.5f));
                return x => cx.Emit(hard, x);
            case "AFFINE":
                float slope = Alpha(1), offset = Beta(0);
                return x => cx.Emit(new Add(), cx.Emit(new Mul(), x, Number(slope)), Number(offset));
            case "SCALEDTANH":
                float height = Alpha(1), width = Beta(1);
                return x => cx.Emit(new Mul(), cx.Emit(new Tanh(), cx.Emit(new Mul(), x, Number(width))), Number(height));
            default:
                cx.Fail($"activation '{name}' is not supported");
                return x => x;
        }
    }
}
