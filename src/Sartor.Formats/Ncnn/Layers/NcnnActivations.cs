using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Elementwise;
using static Sartor.Formats.Ncnn.NcnnParameters;

namespace Sartor.Formats.Ncnn.Layers;

/// <summary>Activations: layers of their own, and what convolutions and inner products apply to their result.</summary>
internal static class NcnnActivations
{
    /// <summary>Parameters 9 and 10 of a layer that applies an activation; null where it cannot.</summary>
    public static (int Id, object Value)[]? Fused(Activation activation) => activation switch
    {
        Activation.None => [],
        Activation.Relu => [(9, 1L)],
        Activation.Relu6 => [(9, 3L), (10, EquatableArray.Create<float>([0, 6]))],
        Activation.ReluN1To1 => [(9, 3L), (10, EquatableArray.Create<float>([-1, 1]))],
        _ => null,
    };

    /// <summary>The layer of an activation behind others; null where there is none.</summary>
    public static RawNode? Layer(Activation activation) => activation switch
    {
        Activation.Relu => Of("ReLU"),
        Activation.Relu6 => Of("Clip", (0, 0f), (1, 6f)),
        Activation.ReluN1To1 => Of("Clip", (0, -1f), (1, 1f)),
        Activation.Tanh => Of("TanH"),
        _ => null,
    };

    /// <summary>What a layer's parameters 9 and 10 make of its result.</summary>
    public static Value Apply(ReadContext cx, Value value)
    {
        var values = Floats(cx.Raw, 10);
        float At(int index, float fallback) => index < values.Length ? values[index] : fallback;
        switch (Int(cx.Raw, 9))
        {
            case 0: return value;
            case 1: return cx.Emit(Clamp.Relu, value);
            case 2: return cx.Emit(new LeakyRelu(At(0, 0)), value);
            case 3: return cx.Emit(Clip.Of(At(0, float.MinValue), At(1, float.MaxValue)), value);
            case 4: return cx.Emit(new Logistic(), value);
            case 5: return cx.Emit(new Mish(), value);
            case 6: return HardSwishes.Of(cx, value, At(0, 1f / 6), At(1, 0.5f));
            default:
                cx.Fail($"activation {Int(cx.Raw, 9)} is not supported");
                return value;
        }
    }

    private static RawNode Of(string type, params ReadOnlySpan<(int Id, float Value)> parameters)
    {
        var values = new Dictionary<string, object>();
        foreach (var (id, value) in parameters) values.Add(Id(id), value);
        return RawNode.Of(NcnnFormat.FormatName, type, 1, values);
    }

    internal sealed class Rectified() : NcnnBinding<LeakyRelu>("ReLU")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(Float(cx.Raw, 0) is var slope && slope == 0 ? Clamp.Relu : new LeakyRelu(slope), cx.Input(0))];

        public override void Write(Node node, WriteContext cx) => cx.Emit(Raw("ReLU", (0, Of(node).Alpha)), [node.Input(0)], node.Outputs);
    }

    internal sealed class Clip() : NcnnBinding<Clamp>("Clip")
    {
        public static Clamp Of(float minimum, float maximum) => new(
            minimum == float.MinValue ? float.NegativeInfinity : minimum, maximum == float.MaxValue ? float.PositiveInfinity : maximum);

        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(Of(Float(cx.Raw, 0, float.MinValue), Float(cx.Raw, 1, float.MaxValue)), cx.Input(0))];

        public override void Write(Node node, WriteContext cx)
        {
            var clamp = Of(node);
            if (clamp == Clamp.Relu)
            {
                cx.Emit(Raw("ReLU"), [node.Input(0)], node.Outputs);
                return;
            }
            var bounds = new List<(int, object)>();
            if (float.IsFinite(clamp.Minimum)) bounds.Add((0, clamp.Minimum));
            if (float.IsFinite(clamp.Maximum)) bounds.Add((1, clamp.Maximum));
            cx.Emit(Raw("Clip", [.. bounds]), [node.Input(0)], node.Outputs);
        }
    }

    internal sealed class HardSigmoids() : NcnnBinding<HardSigmoid>("HardSigmoid")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new HardSigmoid(Float(cx.Raw, 0, 0.2f), Float(cx.Raw, 1, 0.5f)), cx.Input(0))];

        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(Raw("HardSigmoid", (0, Of(node).Alpha), (1, Of(node).Beta)), [node.Input(0)], node.Outputs);
    }

    internal sealed class HardSwishes() : NcnnBinding<HardSwish>("HardSwish")
    {
        public static Value Of(ReadContext cx, Value x, float alpha, float beta) =>
            MathF.Abs(alpha - (1f / 6)) < 1e-6f && beta == 0.5f
                ? cx.Emit(new HardSwish(), x)
                : cx.Emit(new Mul(), x, cx.Emit(new HardSigmoid(alpha, beta), x));

        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [Of(cx, cx.Input(0), Float(cx.Raw, 0, 0.2f), Float(cx.Raw, 1, 0.5f))];

        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(Raw("HardSwish", (0, 1f / 6), (1, 0.5f)), [node.Input(0)], node.Outputs);
    }

    internal sealed class Elus() : NcnnBinding<Elu>("ELU")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new Elu(Float(cx.Raw, 0, 0.1f)), cx.Input(0))];

        public override void Write(Node node, WriteContext cx) => cx.Emit(Raw("ELU", (0, Of(node).Alpha)), [node.Input(0)], node.Outputs);
    }

    internal sealed class Selus() : NcnnBinding<Selu>("SELU")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new Selu(Float(cx.Raw, 0, 1.67326324f), Float(cx.Raw, 1, 1.050700987f)), cx.Input(0))];

        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(Raw("SELU", (0, Of(node).Alpha), (1, Of(node).Gamma)), [node.Input(0)], node.Outputs);
    }

    internal sealed class Celus() : NcnnBinding<Celu>("CELU")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new Celu(Float(cx.Raw, 0, 1)), cx.Input(0))];

        public override void Write(Node node, WriteContext cx) => cx.Emit(Raw("CELU", (0, Of(node).Alpha)), [node.Input(0)], node.Outputs);
    }

    internal sealed class Gelus() : NcnnBinding<Gelu>("GELU")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new Gelu(Int(cx.Raw, 0) != 0), cx.Input(0))];

        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(Raw("GELU", (0, Of(node).Approximate ? 1L : 0L)), [node.Input(0)], node.Outputs);
    }

    /// <summary>x · σ(x).</summary>
    internal sealed class Swish() : NcnnBinding("Swish")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new Mul(), cx.Input(0), cx.Emit(new Logistic(), cx.Input(0)))];
    }

    internal sealed class Slopes() : NcnnBinding<PRelu>("PReLU")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var count = Int(cx.Raw, 0);
            var extents = Enumerable.Repeat(1L, Math.Max(1, cx.Shape(0).Rank - 1)).ToArray();
            extents[0] = count;
            return [cx.Emit(new PRelu(), cx.Input(0), Read(cx, 1, extents))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var (x, slope) = (node.Input(0), Weight(cx, node, 1));
            var dims = Dims(cx, node, x);
            var (count, axes) = (slope.Shape.ElementCount, slope.Shape.Rank);
            var isChannel = count == dims[0] && axes >= dims.Length && slope.Shape[axes - dims.Length] == dims[0];
            if (count != 1 && !isChannel) cx.Fail(node, $"PReLU of ncnn has one slope or one a channel, not {slope.Shape} for {x.Type}");
            cx.Emit(Raw("PReLU", (0, count)), [x, Own(node, "slope", slope)], node.Outputs);
        }
    }
}
