using Sartor.Core;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>Operators that are read as several simpler ones.</summary>
internal static partial class AttributeCases
{
    private static ProtoWriter Strings(string name, params string[] values)
    {
        var attribute = new ProtoWriter().Text(1, name).Varint(20, 8);
        foreach (var value in values) attribute.Text(9, value);
        return attribute;
    }

    private static OnnxBuilder Recurrence(long directions, long gates, long opset = 17) => On(opset, 5, 2, 3)
        .Weights("w", directions, gates * 4, 3).Weights("r", directions, gates * 4, 4).Weights("b", directions, gates * 8);

    private static void Recurrent()
    {
        (string Type, long Gates)[] layers = [("LSTM", 4), ("GRU", 3), ("RNN", 1)];
        foreach (var (type, gates) in layers)
        {
            foreach (var direction in new[] { "forward", "reverse", "bidirectional" })
            {
                var count = direction == "bidirectional" ? 2 : 1;
                Add(
                    $"{type} {direction}", Recurrence(count, gates), ["x", "w", "r", "b"],
                    [String("direction", direction), Int("hidden_size", 4)]);
                Add(
                    $"{type} {direction} of lengths", Recurrence(count, gates).Initializer("n", [2], 5, 3),
                    ["x", "w", "r", "b", "n"], [String("direction", direction), Int("hidden_size", 4)]);
            }
            Add($"{type} without bias, clipped", Recurrence(1, gates), ["x", "w", "r"], [Int("hidden_size", 4), Float("clip", 0.5f)]);
            Add(
                $"{type} from a state", Recurrence(1, gates).Weights("h", 1, 2, 4), ["x", "w", "r", "b", "", "h"],
                [Int("hidden_size", 4)]);
        }
        Add("GRU with a late reset", Recurrence(1, 3), ["x", "w", "r", "b"], [Int("hidden_size", 4), Int("linear_before_reset", 1)]);
        Add(
            "LSTM with peepholes", Recurrence(1, 4).Weights("h", 1, 2, 4).Weights("c", 1, 2, 4).Weights("p", 1, 12),
            ["x", "w", "r", "b", "", "h", "c", "p"], [Int("hidden_size", 4)]);
        Add("LSTM with one gate", Recurrence(1, 4), ["x", "w", "r", "b"], [Int("hidden_size", 4), Int("input_forget", 1)]);
        Add(
            "LSTM of other functions", Recurrence(1, 4), ["x", "w", "r", "b"],
            [Int("hidden_size", 4), Strings("activations", "HardSigmoid", "Softsign", "Relu")]);
    }

    private static void Sampling()
    {
        foreach (var mode in new[] { "bilinear", "nearest", "bicubic" })
        {
            foreach (var padding in new[] { "zeros", "border", "reflection" })
            {
                foreach (var align in new long[] { 0, 1 })
                {
                    Add(
                        $"GridSample {mode} {padding} {align}", On(16, 2, 3, 4, 5).Weights("g", 2, 3, 2, 2), ["x", "g"],
                        [String("mode", mode), String("padding_mode", padding), Int("align_corners", align)]);
                }
            }
        }
        Deformed();
        foreach (var coordinates in new[] { "half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners" })
        {
            foreach (var outside in new long[] { 0, 1 })
            {
                Add(
                    $"Resize cubic {coordinates} {outside}", X(1, 2, 4, 5).Longs("sizes", 1, 2, 7, 3), ["x", "", "", "sizes"],
                    [
                        String("mode", "cubic"), String("coordinate_transformation_mode", coordinates), Int("exclude_outside", outside),
                        Float("cubic_coeff_a", -0.5f),
                    ]);
            }
        }
    }

    private static void Deformed()
    {
        Add("DeformConv", On(19, 1, 1, 3, 3).Weights("w", 1, 1, 2, 2).Weights("o", 1, 8, 2, 2), ["x", "w", "o"], []);
        Add(
            "DeformConv with all",
            On(19, 2, 4, 5, 6).Weights("w", 6, 2, 3, 2).Weights("o", 2, 24, 3, 6).Weights("b", 6).Weights("m", 2, 12, 3, 6),
            ["x", "w", "o", "b", "m"],
            [
                Int("group", 2), Int("offset_group", 2), Ints("kernel_shape", 3, 2), Ints("strides", 2, 1), Ints("dilations", 1, 2),
                Ints("pads", 1, 1, 1, 1),
            ]);
        Add(
            "DeformConv with computed weights", On(19, 1, 2, 4, 4).Also("w", 3, 2, 2, 2).Weights("o", 1, 8, 3, 3).Weights("b", 3),
            ["x", "w", "o", "b"], []);
        Add(
            "DeformConv far away", On(19, 1, 2, 4, 4).Weights("w", 3, 2, 2, 2).Initializer("o", [1, 8, 3, 3],
                [.. Enumerable.Range(0, 72).Select(i => (i * 37 % 23 / 2f) - 6)]),
            ["x", "w", "o"], []);
    }

    private static void Signals()
    {
        foreach (var type in new[] { "HannWindow", "HammingWindow", "BlackmanWindow" })
        {
            foreach (var periodic in new long[] { 0, 1 })
                Add($"{type} {periodic}", X(10).Initializer("n", [], 10L), ["n"], [Int("periodic", periodic)]);
        }
        Add("DFT", X(2, 6, 1), ["x"], [Int("axis", 1)]);
        Add("DFT of complex numbers", X(2, 6, 2), ["x"], [Int("axis", 1)]);
        Add("DFT inverse", X(2, 6, 2), ["x"], [Int("axis", 1), Int("inverse", 1)]);
        Add("DFT onesided", X(2, 7, 1), ["x"], [Int("axis", 1), Int("onesided", 1)]);
        Add("DFT of another length", X(2, 6, 1).Initializer("n", [], 8L), ["x", "n"], [Int("axis", 1)]);
        Add(
            "STFT", X(2, 32).Initializer("s", [], 5L).Weights("w", 8).Initializer("n", [], 8L), ["x", "s", "w", "n"], [Int("onesided", 1)]);
        Add(
            "MelWeightMatrix",
            X(1).Initializer("b", [], 6L).Initializer("n", [], 64L).Initializer("r", [], 8000L).Initializer("l", [], 100f)
                .Initializer("h", [], 3000f),
            ["b", "n", "r", "l", "h"], []);
    }

    private static void Sums()
    {
        Add("Einsum product", X(2, 3, 4).Weights("w", 2, 4, 5), ["x", "w"], [String("equation", "bij,bjk->bik")]);
        Add("Einsum attention", X(2, 3, 2, 4).Weights("w", 2, 5, 2, 4), ["x", "w"], [String("equation", "bqhd,bkhd->bhqk")]);
        Add("Einsum implicit", X(3, 4).Weights("w", 4, 5), ["x", "w"], [String("equation", "ij,jk")]);
        Add("Einsum sum", X(2, 3, 4), ["x"], [String("equation", "b i j -> b")]);
        Add("Einsum transpose", X(2, 3, 4), ["x"], [String("equation", "bij->jbi")]);
        Add("Einsum trace", X(2, 3, 3), ["x"], [String("equation", "bii->b")]);
        Add("Einsum ellipsis", X(2, 3, 4).Weights("w", 4, 5), ["x", "w"], [String("equation", "...j,jk->...k")]);
        Add("Einsum broadcast", X(2, 3, 4).Weights("w", 1, 4, 5), ["x", "w"], [String("equation", "...ij,...jk->...ik")]);
        Add("Einsum outer", X(3).Weights("w", 4), ["x", "w"], [String("equation", "i,j->ij")]);
        Add(
            "Einsum of three", X(2, 3).Weights("w", 3, 4).Weights("v", 4, 5), ["x", "w", "v"], [String("equation", "ij,jk,kl->il")]);
        Add("MeanVarianceNormalization", X(2, 3, 4, 5), ["x"], []);
        Add("MeanVarianceNormalization of one axis", X(2, 3, 4), ["x"], [Ints("axes", -1)]);
    }

    private static void Choices()
    {
        foreach (var axis in new long[] { 0, 1, -1 })
        {
            foreach (var largest in new long[] { 0, 1 })
            {
                s_cases.Add(
                    $"TopK {axis} {largest}",
                    X(3, 5, 4).Longs("k", 2).Node("TopK", ["x", "k"], ["y", "i"], Int("axis", axis), Int("largest", largest)).Output("y")
                        .Output("i", ElementType.Int64));
            }
            Add(
                $"ScatterElements {axis}", X(3, 4, 2).Initializer("i", [2, 1, 2], 0L, 1L, 1L, 0L).Weights("u", 2, 1, 2), ["x", "i", "u"],
                [Int("axis", axis)]);
        }
        foreach (var center in new long[] { 0, 1 })
        {
            foreach (var (iou, score) in new[] { (0.3f, 0f), (0f, -9f) })
            {
                s_cases.Add(
                    $"NonMaxSuppression {center} {iou} {score}",
                    Boxes(2, 3, 12).Initializer("most", [1], 4L).Initializer("iou", [1], iou).Initializer("score", [1], score)
                        .Node("NonMaxSuppression", ["boxes", "scores", "most", "iou", "score"], ["y"], Int("center_point_box", center))
                        .Output("y", ElementType.Int64));
            }
        }
        s_cases.Add(
            "NonMaxSuppression of one class, in columns",
            Boxes(1, 1, 12).Longs("most", 99).Longs("box", 2).Longs("two", 0, 2).Longs("flat", -1)
                .Node("NonMaxSuppression", ["boxes", "scores", "most"], ["rows"])
                .Node("Gather", ["rows", "two"], ["columns"], Int("axis", 1))
                .Node("Cast", ["columns"], ["y"], Int("to", 1)).Output("y")
                .Node("Gather", ["rows", "box"], ["one"], Int("axis", 1)).Node("Reshape", ["one", "flat"], ["z"])
                .Output("z", ElementType.Int64));
        foreach (var reduction in new[] { "add", "mul" })
        {
            Add(
                $"ScatterND {reduction}", X(4, 3).Initializer("i", [3, 1], 3L, -4L, 3L).Weights("u", 3, 3), ["x", "i", "u"],
                [String("reduction", reduction)]);
            Add(
                $"ScatterElements {reduction}", X(4).Initializer("i", [3], 1L, -3L, 1L).Weights("u", 3), ["x", "i", "u"],
                [String("reduction", reduction)]);
        }
        Add("Scatter", On(9, 3, 4).Initializer("i", [2, 2], 0L, 1L, 2L, 0L).Weights("u", 2, 2), ["x", "i", "u"], [Int("axis", 1)]);
        Add("Compress", X(3, 4).Initializer("c", [3], true, false, true), ["x", "c"], [Int("axis", 0)]);
        Add("Compress of a row", X(3, 2).Initializer("c", [5], false, true, true, false, true), ["x", "c"], []);
        Add("ReverseSequence", X(4, 3, 2).Longs("n", 1, 4, 3), ["x", "n"], []);
        Add("ReverseSequence batch first", X(3, 4, 2).Longs("n", 1, 4, 3), ["x", "n"], [Int("time_axis", 1), Int("batch_axis", 0)]);
        Add("EyeLike", X(3, 4), ["x"], []);
        Add("EyeLike off the diagonal", X(4, 3), ["x"], [Int("k", -1)]);
    }

    private static OnnxBuilder Boxes(long images, long classes, long boxes) =>
        new OnnxBuilder().Input("boxes", ElementType.Float32, images, boxes, 4L)
            .Input("scores", ElementType.Float32, images, classes, boxes);

    private static void Quantized()
    {
        OnnxBuilder Bytes(params long[] extents) => Of(ElementType.UInt8, extents);
        s_cases.Add(
            "DynamicQuantizeLinear",
            X(3, 4).Node("DynamicQuantizeLinear", ["x"], ["y", "s", "z"]).Output("y", ElementType.UInt8).Output("s")
                .Output("z", ElementType.UInt8));
        Add(
            "ConvInteger", Bytes(1, 2, 5, 5).Initializer("w", [2, 2, 3, 3], [.. Enumerable.Range(0, 36).Select(i => (byte)(i * 7))])
                .Initializer("z", [], (byte)3),
            ["x", "w", "z"], [Ints("pads", 1, 0, 1, 0)], ElementType.Int32);
        Add(
            "MatMulInteger", Bytes(3, 4).Initializer("w", [4, 2], [.. Enumerable.Range(0, 8).Select(i => (byte)(i * 31))])
                .Initializer("z", [], (byte)3).Initializer("v", [], (byte)100),
            ["x", "w", "z", "v"], [], ElementType.Int32);
        Add(
            "QLinearMatMul", Bytes(3, 4).Initializer("xs", [], 0.5f).Initializer("xz", [], (byte)3)
                .Initializer("w", [4, 2], [.. Enumerable.Range(0, 8).Select(i => (byte)(i * 31))]).Initializer("ws", [], 0.03f)
                .Initializer("wz", [], (byte)100).Initializer("ys", [], 0.7f).Initializer("yz", [], (byte)128),
            ["x", "xs", "xz", "w", "ws", "wz", "ys", "yz"], [], ElementType.UInt8);
        Add(
            "QLinearConv", Bytes(1, 2, 5, 5).Initializer("xs", [], 0.5f).Initializer("xz", [], (byte)3)
                .Initializer("w", [2, 2, 3, 3], [.. Enumerable.Range(0, 36).Select(i => (byte)(i * 7))])
                .Initializer("ws", [2], 0.03f, 0.05f).Initializer("wz", [2], (byte)100, (byte)100)
                .Initializer("ys", [], 0.9f).Initializer("yz", [], (byte)128).Initializer("b", [2], 40, -60),
            ["x", "xs", "xz", "w", "ws", "wz", "ys", "yz", "b"], [], ElementType.UInt8);
    }

    private static void InverseFunctions()
    {
        foreach (var type in new[] { "Acos", "Asin", "Atan", "Asinh", "Acosh", "Atanh", "Sinh", "Cosh" }) Add(type, X(3, 5), ["x"], []);
    }
}
