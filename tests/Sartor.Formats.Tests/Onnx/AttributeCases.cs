using Sartor.Core;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>Small models of one ONNX operator each; a name begins with the operator's.</summary>
internal static partial class AttributeCases
{
    private static readonly Dictionary<string, OnnxBuilder> s_cases = new(StringComparer.Ordinal);

    static AttributeCases()
    {
        Activations();
        Elementwise();
        Integers();
        Casts();
        Normalizations();
        Products();
        Reductions();
        Resizings();
        Selections();
        Shapes();
        Padding();
        Constants();
        Windows();
        Recurrent();
        Sampling();
        Signals();
        Sums();
        Choices();
        Quantized();
        InverseFunctions();
        Flow();
        WrittenOut();
    }

    public static IReadOnlyDictionary<string, OnnxBuilder> All => s_cases;

    private static OnnxBuilder X(params long[] extents) => On(17, extents);

    private static OnnxBuilder On(long opset, params long[] extents) => new OnnxBuilder { Opset = opset }
        .Input("x", ElementType.Float32, [.. extents.Select(e => (object)e)]);

    private static OnnxBuilder Of(ElementType element, params long[] extents) =>
        new OnnxBuilder().Input("x", element, [.. extents.Select(e => (object)e)]);

    private static OnnxBuilder Also(this OnnxBuilder model, string name, params long[] extents) =>
        model.Input(name, ElementType.Float32, [.. extents.Select(e => (object)e)]);

    private static OnnxBuilder Longs(this OnnxBuilder model, string name, params long[] values) =>
        model.Initializer(name, [values.Length], values);

    private static OnnxBuilder Weights(this OnnxBuilder model, string name, params long[] extents)
    {
        var random = new Random(extents.Length);
        var count = (int)extents.Aggregate(1L, (a, b) => a * b);
        return model.Initializer(name, extents, [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() + 0.25f)]);
    }

    // Adds a case: a node of the type that the name begins with, from the inputs to y.
    private static void Add(
        string name, OnnxBuilder model, string[] inputs, ProtoWriter[] attributes, ElementType output = ElementType.Float32) =>
        s_cases.Add(name, model.Node(name.Split(' ')[0], inputs, ["y"], attributes).Output("y", output));

    private static void Activations()
    {
        foreach (var type in new[]
        {
            "Relu", "HardSwish", "Sigmoid", "Softplus", "Softsign", "Tanh", "Celu", "Elu", "HardSigmoid", "LeakyRelu", "Selu",
        })
            Add(type, X(3, 5), ["x"], []);
        Add("Mish", On(18, 3, 5), ["x"], []);
        Add("Gelu", On(20, 3, 5), ["x"], []);
        Add("Gelu by tanh", On(20, 3, 5), ["x"], [String("approximate", "tanh")]);
        Add("Celu 2", X(3, 5), ["x"], [Float("alpha", 2)]);
        Add("Elu 2", X(3, 5), ["x"], [Float("alpha", 2)]);
        Add("HardSigmoid other", X(3, 5), ["x"], [Float("alpha", 0.1f), Float("beta", 0.25f)]);
        Add("LeakyRelu 0.3", X(3, 5), ["x"], [Float("alpha", 0.3f)]);
        Add("Selu other", X(3, 5), ["x"], [Float("alpha", 2), Float("gamma", 1.5f)]);
        Add("ThresholdedRelu", X(3, 5), ["x"], []);
        Add("ThresholdedRelu 2", X(3, 5), ["x"], [Float("alpha", 2)]);
        Add("Shrink", X(3, 5), ["x"], []);
        Add("Shrink other", X(3, 5), ["x"], [Float("lambd", 1.5f), Float("bias", 0.25f)]);
        Add("Hardmax", X(3, 5), ["x"], []);
        Add("Hardmax 0", X(3, 4, 5), ["x"], [Int("axis", 0)]);
        Add("PRelu", X(2, 3, 5).Weights("s", 3, 1), ["x", "s"], []);
        Add("PRelu of one slope", X(2, 3, 5).Weights("s", 1), ["x", "s"], []);
        Add("Clip", X(3, 5).Initializer("low", [], -0.5f).Initializer("high", [], 2.5f), ["x", "low", "high"], []);
        Add(
            "Clip of int64", Of(ElementType.Int64, 3, 5).Initializer("low", [], 1L).Initializer("high", [], 2L), ["x", "low", "high"], [],
            ElementType.Int64);
        Add("Clip without bounds", X(3, 5), ["x"], []);
    }

    private static void Elementwise()
    {
        foreach (var type in new[]
        {
            "Abs", "Ceil", "Cos", "Erf", "Floor", "Neg", "Reciprocal", "Round", "Sign", "Sin", "Tan", "Identity", "Dropout",
        })
            Add(type, X(3, 5), ["x"], []);
        Add("Exp", X(3, 5), ["x"], []);
        foreach (var type in new[] { "Log", "Sqrt" })
            s_cases.Add(type, X(3, 5).Node("Abs", ["x"], ["a"]).Node(type, ["a"], ["y"]).Output("y"));
        s_cases.Add(
            "Round of halves",
            X(6).Initializer("h", [6], -2.5f, -1.5f, -0.5f, 0.5f, 1.5f, 2.5f).Node("Mul", ["x", "zero"], ["z"]).Initializer("zero", [], 0f)
                .Node("Add", ["z", "h"], ["a"]).Node("Round", ["a"], ["y"]).Output("y"));
        foreach (var type in new[] { "Add", "Sub", "Mul", "Div" })
        {
            Add(type, X(2, 3, 5).Weights("c", 3, 1), ["x", "c"], []);
            Add($"{type} of a scalar before", X(2, 3).Weights("c"), ["c", "x"], []);
        }
        // The logarithm of what is below 0 is no number, and twice the largest number is infinite.
        s_cases.Add("IsNaN", X(3, 5).Node("Log", ["x"], ["n"]).Node("IsNaN", ["n"], ["y"]).Output("y", ElementType.Bool));
        foreach (var (name, positive, negative) in new[] { ("IsInf", 1, 1), ("IsInf above", 1, 0), ("IsInf below", 0, 1) })
            s_cases.Add(
                name,
                X(3, 5).Initializer("much", [], float.MaxValue).Node("Mul", ["x", "much"], ["m"])
                    .Node("IsInf", ["m"], ["y"], Int("detect_positive", positive), Int("detect_negative", negative))
                    .Output("y", ElementType.Bool));
        Add("Trilu", X(3, 5), ["x"], []);
        Add("Trilu below", X(2, 4, 3), ["x"], [Int("upper", 0)]);
        Add("Trilu above the diagonal", X(4, 5).Initializer("k", [], 2L), ["x", "k"], [Int("upper", 1)]);
        Add("Trilu below another", X(4, 5).Initializer("k", [], -1L), ["x", "k"], [Int("upper", 0)]);
        Add("Pow", X(3, 5).Initializer("c", [], 3f), ["x", "c"], []);
        Add("Pow of whole exponents", X(3, 5).Initializer("c", [5], 0L, 1L, 2L, 3L, 4L), ["x", "c"], []);
        Add("Mod of floats", X(3, 5).Initializer("c", [5], 2f, -3f, 0.5f, 1.25f, -7f), ["x", "c"], [Int("fmod", 1)]);
        foreach (var type in new[] { "Sum", "Mean", "Max", "Min" })
        {
            Add($"{type} of one", X(3, 5), ["x"], []);
            Add($"{type} of two", X(3, 5).Also("b", 5), ["x", "b"], []);
            Add($"{type} of four", X(3, 5).Also("b", 2, 1, 5).Also("c", 3, 1).Weights("d", 5), ["x", "b", "c", "d"], []);
        }
        foreach (var type in new[] { "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual" })
        {
            Add(type, X(9, 9).Also("b", 9), ["x", "b"], [], ElementType.Bool);
            Add($"{type} int64", Of(ElementType.Int64, 9, 9).Input("b", ElementType.Int64, 9L), ["x", "b"], [], ElementType.Bool);
        }
        foreach (var type in new[] { "And", "Or", "Xor" })
            Add(type, Of(ElementType.Bool, 5, 9).Input("b", ElementType.Bool, 9L), ["x", "b"], [], ElementType.Bool);
        Add("Not", Of(ElementType.Bool, 5, 9), ["x"], [], ElementType.Bool);
        Add("Where", Of(ElementType.Bool, 5, 1).Also("b", 2, 5, 9).Also("c", 9), ["x", "b", "c"], []);
    }

    private static void Integers()
    {
        long[] left = [-7, 7, -7, 7, -6, 6, 0, 1], right = [3, 3, -3, -3, 3, -3, 5, 4];
        foreach (var type in new[] { "Add", "Sub", "Mul", "Div", "Mod", "Max", "Min" })
        {
            s_cases.Add(
                $"{type} of integers",
                Of(ElementType.Int64, 8).Initializer("zero", [], 0L).Longs("a", left).Longs("b", right).Node("Mul", ["x", "zero"], ["z"])
                    .Node("Add", ["z", "a"], ["l"]).Node(type, ["l", "b"], ["y"]).Output("y", ElementType.Int64));
        }
        s_cases.Add(
            "Mod of integers like C",
            Of(ElementType.Int64, 8).Initializer("zero", [], 0L).Longs("a", left).Longs("b", right).Node("Mul", ["x", "zero"], ["z"])
                .Node("Add", ["z", "a"], ["l"]).Node("Mod", ["l", "b"], ["y"], Int("fmod", 1)).Output("y", ElementType.Int64));
        foreach (var element in new[] { ElementType.Int32, ElementType.Int64, ElementType.Float64 })
        {
            Add($"Add {element}", Of(element, 3, 4).Input("b", element, 4L), ["x", "b"], [], element);
            Add($"ReduceSum {element}", Of(element, 3, 4).Longs("axes", 1), ["x", "axes"], [Int("keepdims", 0)], element);
            Add($"ReduceMax {element}", Of(element, 3, 4), ["x"], [Ints("axes", 0)], element);
            Add($"ReduceMin {element}", Of(element, 3, 4), ["x"], [Ints("axes", 0)], element);
            Add(
                $"ReduceProd {element}", Of(element, 3, 4), ["x"], [Ints("axes", 0)],
                element == ElementType.Float64 ? ElementType.Float32 : element);
        }
        s_cases.Remove("ReduceProd Float64");
    }

    private static void Casts()
    {
        (ElementType Element, long Code)[] elements =
        [
            (ElementType.Float32, 1), (ElementType.UInt8, 2), (ElementType.Int8, 3), (ElementType.UInt16, 4), (ElementType.Int16, 5),
            (ElementType.Int32, 6), (ElementType.Int64, 7), (ElementType.Bool, 9), (ElementType.Float16, 10), (ElementType.Float64, 11),
            (ElementType.UInt32, 12), (ElementType.UInt64, 13),
        ];
        foreach (var (to, code) in elements)
        {
            // Through int64, so that all numbers are whole ones that each type has.
            s_cases.Add(
                $"Cast to {to}",
                Of(ElementType.Int64, 9).Node("Cast", ["x"], ["y"], Int("to", code)).Output("y", to));
            s_cases.Add(
                $"Cast from {to}",
                Of(ElementType.Int64, 9).Node("Cast", ["x"], ["a"], Int("to", code)).Node("Cast", ["a"], ["y"], Int("to", 1)).Output("y"));
            s_cases.Add(
                $"CastLike {to}",
                Of(ElementType.Int64, 9).Node("Cast", ["x"], ["a"], Int("to", code)).Node("CastLike", ["x", "a"], ["y"]).Output("y", to));
        }
        s_cases.Add("Cast of negative fractions", X(40).Node("Cast", ["x"], ["y"], Int("to", 7)).Output("y", ElementType.Int64));
        s_cases.Add("Cast of fractions to bool", X(40).Node("Cast", ["x"], ["y"], Int("to", 9)).Output("y", ElementType.Bool));
    }

    private static void Normalizations()
    {
        foreach (var epsilon in new[] { 1e-5f, 0.5f })
        {
            ProtoWriter[] attributes = epsilon == 0.5f ? [Float("epsilon", epsilon)] : [];
            Add(
                $"BatchNormalization {epsilon}", X(2, 3, 4).Weights("s", 3).Weights("b", 3).Weights("m", 3).Weights("v", 3),
                ["x", "s", "b", "m", "v"], attributes);
            Add($"InstanceNormalization {epsilon}", X(2, 3, 4, 2).Weights("s", 3).Weights("b", 3), ["x", "s", "b"], attributes);
            Add($"LayerNormalization {epsilon}", X(2, 3, 4).Weights("s", 4).Weights("b", 4), ["x", "s", "b"], attributes);
        }
        Add("LayerNormalization of two axes", X(2, 3, 4).Weights("s", 3, 4).Weights("b", 3, 4), ["x", "s", "b"], [Int("axis", 1)]);
        Add("LayerNormalization of all axes", X(2, 3).Weights("s", 2, 3).Weights("b", 2, 3), ["x", "s", "b"], [Int("axis", -2)]);
        Add("LayerNormalization without bias", X(2, 3, 4).Weights("s", 3, 4), ["x", "s"], [Int("axis", -2)]);
        Add("LRN", X(1, 6, 2, 2), ["x"], [Int("size", 3)]);
        Add("LRN other", X(1, 6, 2, 2), ["x"], [Int("size", 5), Float("alpha", 0.5f), Float("beta", 0.5f), Float("bias", 2)]);
        foreach (var type in new[] { "Softmax", "LogSoftmax" })
        {
            foreach (var axis in new long[] { 0, 1, -1, -3 }) Add($"{type} {axis}", X(2, 3, 4), ["x"], [Int("axis", axis)]);
            foreach (var axis in new long[] { 0, 1, 2, -2, -3 }) Add($"{type} of 12 {axis}", On(12, 2, 3, 4), ["x"], [Int("axis", axis)]);
        }
    }

    private static void Products()
    {
        foreach (var (a, b) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
        {
            long[] left = a == 0 ? [3, 4] : [4, 3], right = b == 0 ? [4, 5] : [5, 4];
            ProtoWriter[] attributes = [Int("transA", a), Int("transB", b)];
            Add($"Gemm {a}{b}", X(left).Weights("w", right).Weights("c", 5), ["x", "w", "c"], attributes);
            Add(
                $"Gemm {a}{b} of fed weights", X(left).Also("w", right).Weights("c", 5), ["x", "w", "c"],
                [.. attributes, Float("alpha", 0.5f)]);
        }
        foreach (var c in new long[][] { [], [1], [5], [1, 5], [3, 1], [3, 5] })
        {
            Add(
                $"Gemm with a C of [{string.Join(',', c)}]", X(3, 4).Weights("w", 4, 5).Weights("c", c), ["x", "w", "c"],
                [Float("alpha", 0.5f), Float("beta", 2)]);
        }
        Add("Gemm without C", X(3, 4).Weights("w", 4, 5), ["x", "w"], [Float("alpha", 2)]);
        (long[] Left, long[] Right)[] shapes =
        [
            ([4], [4]), ([4], [4, 5]), ([3, 4], [4]), ([4], [2, 4, 5]), ([2, 3, 4], [4]), ([3, 4], [4, 5]), ([2, 3, 4], [4, 5]),
            ([2, 3, 4], [2, 4, 5]), ([2, 1, 3, 4], [6, 4, 5]), ([3, 4], [2, 4, 5]),
        ];
        foreach (var (left, right) in shapes)
        {
            var name = $"MatMul [{string.Join(',', left)}]·[{string.Join(',', right)}]";
            Add(name, X(left).Also("w", right), ["x", "w"], []);
            Add($"{name} constant", X(left).Weights("w", right), ["x", "w"], []);
        }
    }

    private static void Reductions()
    {
        string[] types =
        [
            "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSumExp",
        ];
        foreach (var type in types)
        {
            var isInput = type == "ReduceSum";
            OnnxBuilder Model(params long[] axes) => isInput ? X(2, 3, 4).Longs("axes", axes) : X(2, 3, 4);
            string[] inputs = isInput ? ["x", "axes"] : ["x"];
            ProtoWriter[] Axes(params long[] axes) => isInput ? [] : [Ints("axes", axes)];
            Add($"{type} of one axis", Model(1), inputs, Axes(1));
            Add($"{type} of the last axes", Model(-1, 1), inputs, [.. Axes(-1, 1), Int("keepdims", 0)]);
            Add($"{type} of the first axis from the end", Model(-3), inputs, Axes(-3));
            Add($"{type} of all axes", X(2, 3, 4), ["x"], []);
            Add($"{type} of all axes, none kept", X(2, 3, 4), ["x"], [Int("keepdims", 0)]);
            if (!isInput) Add($"{type} 18", On(18, 2, 3, 4).Longs("axes", 0, -1), ["x", "axes"], [Int("keepdims", 0)]);
        }
        s_cases.Add(
            "ReduceLogSum",
            X(2, 3).Node("Abs", ["x"], ["a"]).Node("ReduceLogSum", ["a"], ["y"], Ints("axes", 1), Int("keepdims", 0)).Output("y"));
        Add("ReduceSum of nothing", X(2, 3), ["x"], [Int("noop_with_empty_axes", 1)]);
        foreach (var type in new[] { "ArgMax", "ArgMin" })
        {
            Add(type, X(2, 3, 4), ["x"], [], ElementType.Int64);
            foreach (var axis in new long[] { 1, 2, -1, -3 })
                Add($"{type} {axis}", X(2, 3, 4), ["x"], [Int("axis", axis), Int("keepdims", 0)], ElementType.Int64);
            foreach (var last in new[] { 0, 1 })
                Add(
                    $"{type} of equal elements {last}", Of(ElementType.Int32, 9, 7), ["x"],
                    [Int("axis", 1), Int("select_last_index", last)], ElementType.Int64);
        }
        foreach (var (exclusive, reverse) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
            Add(
                $"CumSum {exclusive}{reverse}", X(2, 3, 4).Initializer("axis", [], -2L), ["x", "axis"],
                [Int("exclusive", exclusive), Int("reverse", reverse)]);
        Add("CumSum of the first axis from the end", X(2, 3).Initializer("axis", [], -2L), ["x", "axis"], []);
        Add("CumSum of the last axis", X(2, 3).Initializer("axis", [1], 1L), ["x", "axis"], []);
        foreach (var type in new[] { "GlobalAveragePool", "GlobalMaxPool" })
        {
            Add(type, X(2, 3, 4), ["x"], []);
            Add($"{type} of three axes", X(2, 3, 4, 2, 3), ["x"], []);
        }
    }

    private static void Resizings()
    {
        foreach (var coordinates in new[] { "half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners" })
        {
            foreach (var (height, width) in new[] { (2f, 3f), (0.5f, 0.4f), (1.5f, 0.25f) })
            {
                OnnxBuilder Model() => X(1, 2, 4, 5).Initializer("scales", [4], 1f, 1f, height, width);
                var mode = String("coordinate_transformation_mode", coordinates);
                Add($"Resize linear {coordinates} {height}×{width}", Model(), ["x", "", "scales"], [mode, String("mode", "linear")]);
                foreach (var rounding in new[] { "round_prefer_floor", "round_prefer_ceil", "floor", "ceil" })
                    Add(
                        $"Resize {rounding} {coordinates} {height}×{width}", Model(), ["x", "", "scales"],
                        [mode, String("nearest_mode", rounding)]);
            }
        }
        Add("Resize to sizes", X(1, 2, 4, 5).Longs("sizes", 1, 2, 7, 3), ["x", "", "", "sizes"], [String("mode", "linear")]);
        Add("Resize along axes", On(18, 1, 2, 4, 5).Initializer("scales", [2], 3f, 2f), ["x", "", "scales"], [Ints("axes", 3, -2)]);
        Add(
            "Resize along axes to sizes", On(18, 1, 2, 4, 5).Longs("sizes", 9, 6), ["x", "", "", "sizes"],
            [Ints("axes", 2, 3), String("mode", "linear")]);
    }

    private static void Selections()
    {
        Add("Gather", X(4, 3, 5).Initializer("i", [2, 2], 0L, -1L, 2L, 2L), ["x", "i"], []);
        Add("Gather of the last axis", X(4, 3, 5).Initializer("i", [3], -5L, 4L, 0L), ["x", "i"], [Int("axis", -1)]);
        Add("Gather of the first axis from the end", X(4, 3).Initializer("i", [2], -4L, 3L), ["x", "i"], [Int("axis", -2)]);
        Add("Gather of one", X(4, 3, 5).Initializer("i", [], 1L), ["x", "i"], [Int("axis", 1)]);
        foreach (var axis in new long[] { 0, 1, -1, -2 })
            Add($"GatherElements {axis}", X(2, 3).Initializer("i", [2, 2], 0L, -1L, 1L, 1L), ["x", "i"], [Int("axis", axis)]);
        Add("GatherND", X(4, 3, 5).Initializer("i", [2, 2], 0L, -1L, 3L, 1L), ["x", "i"], []);
        Add("GatherND of elements", X(4, 3).Initializer("i", [3, 2], -4L, 2L, 3L, -3L, 0L, 0L), ["x", "i"], []);
        Add("GatherND of batches", X(2, 3, 4).Initializer("i", [2, 1], -1L, 2L), ["x", "i"], [Int("batch_dims", 1)]);
        Add("ScatterND", X(4, 3).Initializer("i", [2, 1], 3L, -4L).Weights("u", 2, 3), ["x", "i", "u"], []);
        Add("ScatterND of elements", X(4, 3).Initializer("i", [2, 2], 3L, 1L, 0L, -1L).Weights("u", 2), ["x", "i", "u"], []);
        foreach (var axis in new long[] { 0, 1, -1, -2 })
        {
            Add(
                $"OneHot {axis}", Of(ElementType.Int64, 4).Initializer("d", [], 3L).Initializer("v", [2], -1f, 2f), ["x", "d", "v"],
                [Int("axis", axis)]);
        }
        Add("OneHot of floats", X(2, 3).Initializer("d", [1], 5f).Initializer("v", [2], 0.5f, 3f), ["x", "d", "v"], []);
        Add("Expand", X(3, 1).Longs("s", 2, 1, 4), ["x", "s"], []);
        foreach (var axis in new long[] { 0, 2, -1, -3 })
            Add($"Concat {axis}", X(2, 3, 4).Also("b", 2, 3, 4).Weights("c", 2, 3, 4), ["x", "b", "c"], [Int("axis", axis)]);
        foreach (var mode in new[] { "DCR", "CRD" })
        {
            foreach (var size in new[] { 2, 3 })
                Add($"DepthToSpace {mode} {size}", X(2, 2 * size * size, 2, 3), ["x"], [Int("blocksize", size), String("mode", mode)]);
        }
        foreach (var size in new[] { 2, 3 }) Add($"SpaceToDepth {size}", X(2, 3, 6, 12), ["x"], [Int("blocksize", size)]);
        Add("Slice", X(4, 5, 6).Longs("s", 1, -2).Longs("e", 3, -9).Longs("a", 1, -1).Longs("t", 1, -2), ["x", "s", "e", "a", "t"], []);
        Add("Slice of the first axis from the end", X(4, 5).Longs("s", 1).Longs("e", 3).Longs("a", -2), ["x", "s", "e", "a"], []);
        Add("Slice without axes", X(4, 5, 6).Longs("s", 1, 2).Longs("e", 3, 99), ["x", "s", "e"], []);
        Add(
            "Slice of int32 bounds", X(4, 5).Initializer("s", [1], 1).Initializer("e", [1], int.MaxValue).Initializer("a", [1], 1),
            ["x", "s", "e", "a"], []);
        foreach (var (axis, count) in new[] { (0L, 2), (1L, 3), (-1L, 2), (-3L, 2), (2L, 1) })
        {
            string[] outputs = ["y", "z", "w"];
            var model = X(2, 3, 4).Node("Split", ["x"], outputs[..count], Int("axis", axis));
            foreach (var output in outputs[..count]) model.Output(output);
            s_cases.Add($"Split {axis}", model);
        }
    }

    private static void Shapes()
    {
        foreach (var target in new long[][] { [4, -1], [0, -1], [0, 0, 2, 2], [-1], [2, 1, 0, 6] })
        {
            if (target[^1] != 6) Add($"Reshape [{string.Join(',', target)}]", X(2, 3, 4).Longs("s", target), ["x", "s"], []);
        }
        Add("Reshape of zeros", X(2, 0, 4).Longs("s", 0, 3), ["x", "s"], [Int("allowzero", 1)]);
        foreach (var axis in new long[] { 0, 1, 2, 3, -1, -2, -3 }) Add($"Flatten {axis}", X(2, 3, 4), ["x"], [Int("axis", axis)]);
        Add("Flatten", X(2, 3, 4), ["x"], []);
        Add("Squeeze", X(1, 3, 1, 4), ["x"], []);
        foreach (var axis in new long[] { 0, 2, -2, -4 }) Add($"Squeeze {axis}", X(1, 3, 1, 4).Longs("a", axis), ["x", "a"], []);
        foreach (var axes in new long[][] { [0], [3], [-1], [-4], [0, -2], [2, 0] })
            Add($"Unsqueeze [{string.Join(',', axes)}]", X(2, 3, 4).Longs("a", axes), ["x", "a"], []);
        Add("Tile", X(2, 3, 1).Longs("r", 2, 1, 4), ["x", "r"], []);
        Add("Transpose", X(2, 3, 4), ["x"], []);
        Add("Transpose by axes", X(2, 3, 4), ["x"], [Ints("perm", 1, 2, 0)]);
    }

    private static void Padding()
    {
        foreach (var mode in new[] { "constant", "reflect", "edge" })
        {
            Add($"Pad {mode}", X(3, 4).Longs("p", 0, 2, 1, 1), ["x", "p"], [String("mode", mode)]);
            Add($"Pad {mode} beyond", X(3, 4).Longs("p", -1, 2, 1, -1), ["x", "p"], [String("mode", mode)]);
        }
        Add("Pad of a value", X(3, 4).Longs("p", 1, 0, 0, 3).Initializer("v", [], -2.5f), ["x", "p", "v"], []);
        Add("Pad that only cuts", X(3, 4).Longs("p", -1, 0, 0, -2), ["x", "p"], []);
        Add("Pad along axes", On(18, 3, 4, 5).Longs("p", 1, 2, 0, 3).Longs("a", -1, 0), ["x", "p", "", "a"], []);
    }

    private static void Constants()
    {
        void AddTo(string name, OnnxBuilder model, ElementType element = ElementType.Float32) =>
            s_cases.Add(name, model.Node(element == ElementType.Float32 ? "Add" : "Mul", ["x", "c"], ["y"]).Output("y", element));
        AddTo("Constant float", X(3).Node("Constant", [], ["c"], Float("value_float", 2.5f)));
        AddTo(
            "Constant floats",
            X(3).Node("Constant", [], ["c"], new ProtoWriter().Text(1, "value_floats").Varint(20, 6).Float(7, 1).Float(7, 2).Float(7, 4)));
        AddTo("Constant int", Of(ElementType.Int64, 3).Node("Constant", [], ["c"], Int("value_int", 7)), ElementType.Int64);
        AddTo("Constant ints", Of(ElementType.Int64, 3).Node("Constant", [], ["c"], Ints("value_ints", 5, 6, 7)), ElementType.Int64);
        AddTo("Constant tensor", X(3).Node("Constant", [], ["c"], Value(1f, 2f, 3f)));
        AddTo("ConstantOfShape", X(3).Longs("s", 2, 3).Node("ConstantOfShape", ["s"], ["c"]));
        AddTo("ConstantOfShape of a value", X(3).Longs("s", 2, 3).Node("ConstantOfShape", ["s"], ["c"], Value(1.5f)));
        AddTo(
            "Range",
            X(4).Initializer("a", [], 1f).Initializer("b", [], 4.5f).Initializer("d", [], 1f).Node("Range", ["a", "b", "d"], ["c"]));
        AddTo(
            "Range backward",
            Of(ElementType.Int64, 3).Initializer("a", [], 9L).Initializer("b", [], 1L).Initializer("d", [], -3L)
                .Node("Range", ["a", "b", "d"], ["c"]),
            ElementType.Int64);
        foreach (var (start, end) in new (long?, long?)[] { (null, null), (1, null), (null, -1), (-2, 3), (1, 2), (-9, 9), (2, 1) })
        {
            var attributes = new List<ProtoWriter>();
            if (start is { } s) attributes.Add(Int("start", s));
            if (end is { } e) attributes.Add(Int("end", e));
            Add($"Shape {start}…{end}", X(2, 3, 4), ["x"], [.. attributes], ElementType.Int64);
        }
        Add("Size", X(2, 3, 4), ["x"], [], ElementType.Int64);
    }

    private static ProtoWriter Value(params float[] values) =>
        new ProtoWriter().Text(1, "value").Varint(20, 4).Message(5, Tensor("value", [values.Length], values));

    private static void Windows()
    {
        Add("MaxPool", X(1, 2, 7, 6), ["x"], [Ints("kernel_shape", 3, 2)]);
        Add(
            "MaxPool dilated", X(1, 2, 9, 8), ["x"],
            [Ints("kernel_shape", 3, 2), Ints("dilations", 2, 3), Ints("strides", 2, 1), Ints("pads", 1, 0, 2, 1)]);
        Add(
            "MaxPool dilated, with ceiling", X(1, 2, 9, 8), ["x"],
            [Ints("kernel_shape", 3, 2), Ints("dilations", 2, 2), Ints("strides", 3, 2), Int("ceil_mode", 1)]);
        Add("AveragePool", X(1, 2, 7, 6), ["x"], [Ints("kernel_shape", 3, 2)]);
        Add("Conv", X(1, 2, 7, 6).Weights("w", 3, 2, 3, 2), ["x", "w"], []);
        Add(
            "Conv of a given kernel", X(1, 2, 7, 6).Weights("w", 3, 2, 3, 2), ["x", "w"],
            [Ints("kernel_shape", 3, 2), Ints("dilations", 2, 1)]);
        Add("Conv depthwise", X(1, 4, 7, 6).Weights("w", 8, 1, 3, 2).Weights("b", 8), ["x", "w", "b"], [Int("group", 4)]);
        Add(
            "ConvTranspose valid, with output padding", X(1, 4, 3, 5).Weights("w", 4, 2, 3, 2), ["x", "w"],
            [String("auto_pad", "VALID"), Ints("strides", 2, 3), Ints("output_padding", 1, 2)]);
        Add("ConvTranspose", X(1, 4, 3, 5).Weights("w", 4, 2, 3, 2), ["x", "w"], []);
        Add(
            "ConvTranspose other", X(1, 4, 3, 5).Weights("w", 4, 2, 3, 2).Weights("b", 4), ["x", "w", "b"],
            [Int("group", 2), Ints("strides", 2, 3), Ints("pads", 1, 0, 0, 1)]);
    }
}
