using System.Runtime.InteropServices;
using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Bench.Verdicts;

/// <summary>
/// Mistakes of a quantiser, made in every layer as a quantiser would make them. The float32 form is right, so that only the comparison of
/// the file itself can find them.
/// </summary>
internal static class QuantizationMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        Weights("the scales of two channels change places", (_, q) => PerAxis(q, s => [s[1], s[0], .. s[2..]])),
        Weights("the scales are shifted by a channel", (_, q) => PerAxis(q, s => [.. s[1..], s[0]])),
        Weights("all channels have the first one's scale", (_, q) => PerAxis(q, s => [.. s.Select(_ => s[0])])),
        Weights("all channels have the mean scale", (_, q) => PerAxis(q, s => [.. s.Select(_ => s.Average())])),
        Weights("the scales of weights are doubled", (_, q) => q with { Scales = q.Scales.Items.Select(s => 2 * s).ToEquatableArray() }),
        Integers("weights are read as unsigned", (w, _) => [.. w.Select(v => (sbyte)(v ^ -128))]),
        Integers("weights have the opposite order", (w, _) => [.. Enumerable.Reverse(w)]),
        Integers("weights lie along the wrong axis", Transposed),
        Integers("a channel of every layer is 0", (w, shape) => [.. w.Select((v, i) => i < w.Length / shape[0] ? (sbyte)0 : v)]),
        Integers("two channels of every layer change places", ExchangeChannels),
        Integers("weights saturate at half of the range", (w, _) => [.. w.Select(v => sbyte.Clamp(v, -48, 48))]),
        Integers("weights have the wrong sign", (w, _) => [.. w.Select(v => (sbyte)-v)]),
        Bias("biases are in twice the scale", b => 2 * b),
        Bias("biases are in a quarter of the scale", b => b / 4),
        Bias("biases are lost", _ => 0),
        Bias("biases wrap at 16 bits", b => (short)b),
        Bias("biases have the wrong sign", b => -b),
        Activations("the ranges are a quarter of what they should be", (r, _) => new(r.Minimum / 4, r.Maximum / 4)),
        Activations("the ranges are 64 times too wide", (r, _) => new(r.Minimum * 64, r.Maximum * 64)),
        Activations("negative values are cut off", (r, _) => new(Math.Max(0, r.Minimum), Math.Max(1e-3, r.Maximum))),
        Activations("each range is that of the next tensor", (_, next) => next),
        Activations("the ranges are symmetric around the wrong value", (r, _) => new(r.Minimum - r.Maximum, r.Maximum / 2)),
        Misread("the zero point of the input is that of uint8", Input, Unsigned),
        Misread("the scale of the input is 1.5 times too large", Input, Scaled(1.5f)),
        Misread("the zero point of a middle tensor is that of uint8", MiddleValue, Unsigned),
        Misread("the scale of a middle tensor is half", MiddleValue, Scaled(0.5f)),
        Misread("the scale of the output is 1.5 times too large", Output, Scaled(1.5f)),
        Misread("the zero point of the output is off by 32", Output, q => q with
        {
            ZeroPoints = [q.ZeroPoints[0] >= 0 ? q.ZeroPoints[0] - 32 : q.ZeroPoints[0] + 32],
        }),
        Mistake.InQuantized(
            "boxes and scores share one scale", ShareOutputScale, Precision.Int8, Precision.DynamicRangeInt8, Precision.Float16),
        Halves("float16 weights overflow and saturate", w => Math.Clamp(w, -0.1f, 0.1f)),
        Halves("small float16 weights become 0", w => Math.Abs(w) < 0.1f ? 0 : w),
        Halves("float16 weights are read as bfloat16", w => BitConverter.UInt32BitsToSingle(
            (uint)BitConverter.HalfToUInt16Bits((Half)w) << 16), ofLargest: false),
        Halves("the bytes of float16 weights change places", w => (float)BitConverter.UInt16BitsToHalf(
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(BitConverter.HalfToUInt16Bits((Half)w))), ofLargest: false),
        Halves("float16 weights keep 2 bits of fraction", w => (float)BitConverter.UInt16BitsToHalf(
            (ushort)(BitConverter.HalfToUInt16Bits((Half)w) & 0xFF00)), ofLargest: false),
    ];

    // Scales and zero points of weights.
    private static Mistake Weights(string name, Func<Tensor, QuantizationParameters, QuantizationParameters?> change) =>
        Mistake.InQuantized(name, graph => EachWeight(graph, (tensor, q) => change(tensor, q) is { } other && other != q
            ? (tensor, other)
            : null), Precision.Int8, Precision.DynamicRangeInt8);

    // The integers of weights under the same scales.
    private static Mistake Integers(string name, Func<sbyte[], Shape, sbyte[]?> change) =>
        Mistake.InQuantized(name, graph => EachWeight(graph, (tensor, q) =>
        {
            var old = tensor.AsSpan<sbyte>();
            return change(old.ToArray(), tensor.Shape) is { } changed && !old.SequenceEqual(changed)
                ? (Tensor.Create(tensor.Shape, changed), q)
                : null;
        }), Precision.Int8, Precision.DynamicRangeInt8);

    private static bool EachWeight(
        ModelGraph graph, Func<Tensor, QuantizationParameters, (Tensor, QuantizationParameters)?> change)
    {
        var changed = false;
        foreach (var node in graph.Nodes.Where(n => n.OptionalInput(1) is { Constant.Element: ElementType.Int8, Quantization: not null })
            .ToArray())
        {
            var weights = node.Input(1);
            if (weights.Type.Shape!.Rank < 2 || change(weights.Constant!, weights.Quantization!) is not var (tensor, parameters)) continue;
            node.SetInput(1, ModelGraph.NewConstant(weights.Name, tensor, parameters));
            changed = true;
        }
        return changed;
    }

    private static QuantizationParameters? PerAxis(QuantizationParameters q, Func<float[], float[]> change) =>
        q.IsPerAxis ? q with { Scales = change([.. q.Scales]).ToEquatableArray() } : null;

    private static sbyte[]? Transposed(sbyte[] weights, Shape shape)
    {
        if (shape.Rank != 2) return null;
        // Read as [K,O] where [O,K] was written.
        var (rows, columns) = ((int)shape[0], (int)shape[1]);
        return rows < 2 || columns < 2 ? null
            : [.. Enumerable.Range(0, weights.Length).Select(i => weights[(i % rows * columns) + (i / rows)])];
    }

    private static sbyte[]? ExchangeChannels(sbyte[] weights, Shape shape)
    {
        if (shape[0] < 2) return null;
        var size = weights.Length / (int)shape[0];
        return [.. weights[size..(2 * size)], .. weights[..size], .. weights[(2 * size)..]];
    }

    private static Mistake Bias(string name, Func<long, long> change) => Mistake.InQuantized(name, graph =>
    {
        var changed = false;
        foreach (var node in graph.Nodes.Where(
            n => n.OptionalInput(2) is { Constant.Element: ElementType.Int32 or ElementType.Int64, Quantization: not null }).ToArray())
        {
            var bias = node.Input(2);
            var old = bias.Constant!.ToInt64s();
            long[] values = [.. old.Select(change)];
            if (values.AsSpan().SequenceEqual(old)) continue;
            var tensor = Tensor.Create(bias.Type.Shape!, values).ConvertTo(bias.Constant.Element);
            node.SetInput(2, ModelGraph.NewConstant(bias.Name, tensor, bias.Quantization));
            changed = true;
        }
        return changed;
    }, Precision.Int8);

    private static Mistake Activations(string name, Func<ActivationRange, ActivationRange, ActivationRange> change) =>
        Mistake.InQuantized(name, _ => true, Precision.Int8) with
        {
            Ranges = statistics =>
            {
                var names = statistics.Keys.ToArray();
                return names.Index().ToDictionary(n => n.Item, n => statistics[n.Item] with
                {
                    Range = change(statistics[n.Item].Range, statistics[names[(n.Index + 1) % names.Length]].Range),
                });
            },
        };

    // The same integers under other parameters: what reads them takes them for other values.
    private static Mistake Misread(
        string name, Func<ModelGraph, Value?> choose, Func<QuantizationParameters, QuantizationParameters> change) =>
        Mistake.InQuantized(name, graph =>
        {
            if (choose(graph) is not { } value || value.Type.Shape!.Rank == 0) return false;
            return GraphEdits.Wrap(graph, value, (x, add) =>
            {
                var relabelled = add(new Reshape(x.Type.Shape!.Extents.ToEquatableArray()), x);
                relabelled.Quantization = change(x.Quantization!);
                return relabelled;
            });
        }, Precision.Int8);

    private static QuantizationParameters Unsigned(QuantizationParameters q) =>
        q with { ZeroPoints = [q.ZeroPoints[0] + (q.ZeroPoints[0] < 0 ? 128 : -128)] };

    private static Func<QuantizationParameters, QuantizationParameters> Scaled(float factor) =>
        q => q with { Scales = [q.Scales[0] * factor] };

    private static bool IsActivation(Value value) =>
        value is { Type.Element: ElementType.Int8 or ElementType.Int16, Quantization.IsPerAxis: false };

    private static Value? Input(ModelGraph graph) => graph.Inputs.FirstOrDefault(IsActivation);

    private static Value? MiddleValue(ModelGraph graph)
    {
        Value[] values = [.. graph.Nodes.SelectMany(n => n.Outputs).Where(v => IsActivation(v) && !graph.Outputs.Contains(v))];
        return values.Length == 0 ? null : values[values.Length / 2];
    }

    // Behind a dequantisation too.
    private static Value? Output(ModelGraph graph) =>
        graph.Outputs.Select(o => o.Producer?.Operator is Dequantize ? o.Producer.Input(0) : o).FirstOrDefault(IsActivation);

    private static bool ShareOutputScale(ModelGraph graph)
    {
        // Where the quantiser keeps it float, the mistake is made here; where it does not, it is there already.
        if (graph.Outputs is not [{ Producer.Operator: Concat { Axis: var axis } } output]) return false;
        var parts = output.Producer!.Inputs;
        if (parts.Count < 2 || output.Type.Shape!.Rank != 3 || axis == 0) return false;
        if (output.Type.Element != ElementType.Float32) return true;
        return GraphEdits.Wrap(graph, output, (x, add) =>
        {
            var coarse = add(new Quantize(ElementType.Int8), x);
            coarse.Quantization = QuantizationParameters.PerTensor(640f / 255, -128);
            return add(new Dequantize(), coarse);
        });
    }

    // Weights of other layers are smaller or larger: some mistakes depend on the size beside the largest.
    private static Mistake Halves(string name, Func<float, float> change, bool ofLargest = true) => Mistake.InQuantized(name, graph =>
    {
        var changed = false;
        foreach (var node in graph.Nodes.Where(n => n.Operator is Dequantize && n.Input(0).Constant?.Element == ElementType.Float16)
            .ToArray())
        {
            var old = node.Input(0).Constant!;
            var values = old.ToSingles();
            var unit = ofLargest ? Math.Max(values.Max(v => Math.Abs(v)), float.Epsilon) : 1;
            var tensor = Tensor.Create(old.Shape, Array.ConvertAll(values, v => change(v / unit) * unit))
                .ConvertTo(ElementType.Float16);
            if (MemoryMarshal.AsBytes(tensor.AsSpan<Half>()).SequenceEqual(MemoryMarshal.AsBytes(old.AsSpan<Half>()))) continue;
            node.SetInput(0, ModelGraph.NewConstant(node.Input(0).Name, tensor));
            changed = true;
        }
        return changed;
    }, Precision.Float16);
}
