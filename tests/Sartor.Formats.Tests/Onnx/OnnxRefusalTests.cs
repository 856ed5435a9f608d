using Sartor.Contracts;
using Sartor.Core;
using Sartor.Graph.Ir;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>
/// An operator whose attributes or constants are beyond what its reader understands stays opaque, and the reason says what it is.
/// </summary>
public sealed class OnnxRefusalTests
{
    private static readonly Dictionary<string, (OnnxBuilder Model, string Reason)> s_cases = new();

    static OnnxRefusalTests()
    {
        Numbers();
        Normalizations();
        Resizings();
        Shapes();
        Constants();
        Windows();
        Quantizations();
    }

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void OperatorBeyondItsReader_StaysOpaqueWithTheReason(string name)
    {
        var (model, reason) = s_cases[name];
        using var file = new TemporaryFile(model.Output("y").Build(), ".onnx");
        using var opened = ModelFormats.Open(file.Path);
        opened.Graph.Nodes[^1].Operator.ShouldBeOfType<OpaqueOperator>().Reason.ShouldContain(reason);
    }

    private static OnnxBuilder X(params long[] extents) => On(17, extents);

    private static OnnxBuilder On(long opset, params long[] extents) => new OnnxBuilder { Opset = opset }
        .Input("x", ElementType.Float32, [.. extents.Select(e => (object)e)]);

    private static void Add(string name, string reason, OnnxBuilder model, string type, string[] inputs, params ProtoWriter[] attributes) =>
        s_cases.Add(name, (model.Node(type, inputs, ["y"], attributes), reason));

    private static void Numbers()
    {
        Add("lower bounds", "bound 1 is not a scalar", X(3).Initializer("b", [2], 1f, 2f), "Clip", ["x", "b"]);
        Add("upper bounds", "bound 2 is not a scalar", X(3).Initializer("b", [2], 1f, 2f), "Clip", ["x", "", "b"]);
        Add("cast to text", "a cast to element type 8 is not supported", X(3), "Cast", ["x"], Int("to", 8));
        Add("cast to an unknown type", "a cast to element type 99 is not supported", X(3), "Cast", ["x"], Int("to", 99));
        Add("cast to nothing", "attribute 'to' is missing", X(3), "Cast", ["x"]);
        Add("product of tensors", "are not matrices", X(2, 3, 4).Initializer("w", [4, 1], 1f, 1f, 1f, 1f), "Gemm", ["x", "w"]);
        Add("product by a tensor", "are not matrices", X(3, 1).Initializer("w", [1, 1, 1], 1f), "Gemm", ["x", "w"]);
        Add(
            "product of integers", "a product of int64 is not supported",
            new OnnxBuilder().Input("x", ElementType.Int64, 1, 1).Initializer("w", [1, 1], 1L), "Gemm", ["x", "w"]);
        Add("product of a scalar", "an operand is a scalar", X(3).Initializer("w", [], 1f), "MatMul", ["x", "w"]);
        Add("product by a scalar", "an operand is a scalar", X(3).Initializer("w", [], 1f), "MatMul", ["w", "x"]);
        Add("sum along two axes", "the axis is not a scalar", X(3, 2).Initializer("a", [2], 0L, 1L), "CumSum", ["x", "a"]);
        Add("norm of nothing", "it reduces no axis", On(18, 3), "ReduceL1", ["x"], Int("noop_with_empty_axes", 1));
        Add("axis", "are out of range for [3,2]", X(3, 2), "ReduceMean", ["x"], Ints("axes", 0, 2));
        Add("axis from the end", "are out of range for [3,2]", X(3, 2), "ReduceMean", ["x"], Ints("axes", 0, -3));
        Add("pool of a vector", "has no channel axis", X(3), "GlobalMaxPool", ["x"]);
        Add("axis of the maximum", "axis 2 is out of range", X(3, 2), "ArgMax", ["x"], Int("axis", 2));
        Add("wide axis", "attribute 'axis' does not fit 32 bits", X(3, 2), "ArgMax", ["x"], Int("axis", 1L << 31));
        Add("axis of another type", "attribute 'axis' is a Single, not a Int64", X(3, 2), "ArgMax", ["x"], Float("axis", 1));
    }

    private static void Normalizations()
    {
        OnnxBuilder Statistics(long opset) => On(opset, 1, 1, 2).Initializer("o", [1], 1f);
        string[] inputs = ["x", "o", "o", "o", "o"];
        Add("training", "it is in training mode", Statistics(15), "BatchNormalization", inputs, Int("training_mode", 1));
        Add("not spatial", "spatial = 0 is not supported", Statistics(8), "BatchNormalization", inputs, Int("spatial", 0));
        Add("size 0", "size 0 is out of range", X(1, 3, 1), "LRN", ["x"], Int("size", 0));
        Add("size of 2^31", "size 2147483648 is out of range", X(1, 3, 1), "LRN", ["x"], Int("size", 1L << 31));
        foreach (var axis in new long[] { 2, -3 })
            Add($"softmax along {axis}", $"axis {axis} is out of range for [3,2]", X(3, 2), "Softmax", ["x"], Int("axis", axis));
        Add("old softmax along -3", "axis -3 is out of range for [3,2]", On(12, 3, 2), "Softmax", ["x"], Int("axis", -3));
        Add(
            "dropout in training", "it is in training mode", X(3).Initializer("r", [], 0.5f).Initializer("t", [], true), "Dropout",
            ["x", "r", "t"]);
    }

    private static void Resizings()
    {
        OnnxBuilder Scales(params float[] scales) => On(18, 1, 1, 4, 4).Initializer("s", [scales.Length], scales);
        OnnxBuilder Sizes(params long[] sizes) => On(18, 1, 1, 4, 4).Initializer("s", [sizes.Length], sizes);
        string[] byScale = ["x", "", "s"], bySize = ["x", "", "", "s"];
        Add("sizes of 0", "sizes [1,1,0,4] are out of range", Sizes(1, 1, 0, 4), "Resize", bySize);
        Add(
            "antialias", "antialiasing is not supported", Scales(1, 1, 2, 2), "Resize", byScale, Int("antialias", 1),
            String("mode", "linear"));
        Add("quintic", "mode 'quintic' is not supported", Scales(1, 1, 2, 2), "Resize", byScale, String("mode", "quintic"));
        Add(
            "aspect", "keep_aspect_ratio_policy is not supported", Sizes(1, 1, 2, 2), "Resize", bySize,
            String("keep_aspect_ratio_policy", "not_larger"));
        Add("three sizes", "3 sizes do not fit [1,1,4,4]", Sizes(1, 4, 4), "Resize", bySize);
        Add("three scales", "scales [1,2,2] do not fit", Scales(1, 2, 2), "Resize", byScale);
        Add("scale 0", "scales [1,1,0,1] do not fit", Scales(1, 1, 0, 1), "Resize", byScale);
        Add("infinite scale", "do not fit [1,1,4,4]", Scales(1, 1, float.PositiveInfinity, 1), "Resize", byScale);
        Add(
            "coordinates", "coordinate_transformation_mode 'odd' is not supported", Scales(1, 1, 2, 2), "Resize", byScale,
            String("coordinate_transformation_mode", "odd"));
        Add("rounding", "nearest_mode 'odd' is not supported", Scales(1, 1, 2, 2), "Resize", byScale, String("nearest_mode", "odd"));
    }

    private static void Shapes()
    {
        OnnxBuilder Longs(params long[] values) => X(2, 3).Initializer("s", [values.Length], values);
        Add("expansion", "does not broadcast to [2,2]", Longs(2, 2), "Expand", ["x", "s"]);
        Add("copied axis", "copies an axis that [2,3] does not have", Longs(2, 3, 0), "Reshape", ["x", "s"]);
        foreach (var axis in new long[] { 3, -3 })
            Add($"flatten at {axis}", $"axis {axis} is out of range for [2,3]", X(2, 3), "Flatten", ["x"], Int("axis", axis));
        Add("new axis", "axes [3] do not fit [2,3]", Longs(3), "Unsqueeze", ["x", "s"]);
        Add("new axis from the end", "axes [-4] do not fit [2,3]", Longs(-4), "Unsqueeze", ["x", "s"]);
        Add("new axis twice", "axes [0,-4] do not fit [2,3]", Longs(0, -4), "Unsqueeze", ["x", "s"]);
        Add("pad mode", "mode 'mirror' is not supported", Longs(0, 1, 0, 1), "Pad", ["x", "s"], String("mode", "mirror"));
        Add("pads", "3 pads do not fit 2 axes", Longs(0, 1, 0), "Pad", ["x", "s"]);
        Add("pads that cut all", "negative pads cut more than there is", Longs(0, -2, 0, -2), "Pad", ["x", "s"]);
        Add("pads of two values", "the value is not a scalar", Longs(0, 1, 0, 1).Initializer("v", [2], 1f, 2f), "Pad", ["x", "s", "v"]);
        OnnxBuilder Range(long[] starts, long[] ends, long[] axes, long[] steps) => X(2, 3).Initializer("s", [starts.Length], starts)
            .Initializer("e", [ends.Length], ends).Initializer("a", [axes.Length], axes).Initializer("t", [steps.Length], steps);
        string[] range = ["x", "s", "e", "a", "t"];
        Add("ends", "do not fit [2,3]", Range([0, 0], [1], [0, 1], [1, 1]), "Slice", range);
        Add("axes", "do not fit [2,3]", Range([0, 0], [1, 1], [0], [1, 1]), "Slice", range);
        Add("steps", "do not fit [2,3]", Range([0, 0], [1, 1], [0, 1], [1]), "Slice", range);
        Add("axes twice", "do not fit [2,3]", Range([0, 0], [1, 1], [1, -1], [1, 1]), "Slice", range);
        Add("step 0", "a step is 0", Range([0, 0], [1, 1], [0, 1], [1, 0]), "Slice", range);
        Add("parts", "2 parts do not fit 1 outputs", Longs(1, 1), "Split", ["x", "s"]);
        Add("parts below 0", "are out of range", Longs(-1), "Split", ["x", "s"]);
        Add("blocks of 0", "blocksize 0 is out of range", X(1, 4, 2, 2), "DepthToSpace", ["x"], Int("blocksize", 0));
        Add("blocks below 0", "blocksize -1 is out of range", X(1, 4, 2, 2), "SpaceToDepth", ["x"], Int("blocksize", -1));
        Add(
            "scattered means", "reduction 'mean' is not supported",
            X(3).Initializer("i", [1, 1], 0L).Initializer("u", [1], 1f), "ScatterND",
            ["x", "i", "u"], String("reduction", "mean"));
    }

    private static void Constants()
    {
        Add("no value", "it has no value", X(3), "Constant", []);
        Add("text as value", "(value_string) is a string or sparse", X(3), "Constant", [], String("value_string", "a"));
        Add(
            "two values", "its value is not one element", X(3).Initializer("s", [1], 2L), "ConstantOfShape", ["s"],
            new ProtoWriter().Text(1, "value").Varint(20, 4).Message(5, Tensor("value", [2], 1f, 2f)));
        OnnxBuilder Range(float limit) => X(3).Initializer("a", [], 0f).Initializer("b", [], limit).Initializer("d", [], 1f);
        Add("long range", "is too long", Range((1 << 20) + 1), "Range", ["a", "b", "d"]);
        Add("range of NaN", "is too long", Range(float.NaN), "Range", ["a", "b", "d"]);
        Add("range of a vector", "input 1 is not a scalar", Range(3).Initializer("v", [2], 1f, 2f), "Range", ["a", "v", "d"]);
        Add("computed shape", "input 1 ('s') has to be constant", X(3).Input("s", ElementType.Int64, 1L), "Reshape", ["x", "s"]);
    }

    private static void Windows()
    {
        OnnxBuilder Image(params long[] kernel) => X(1, 2, 4, 4).Initializer("w", kernel, new float[kernel.Aggregate(1L, (a, b) => a * b)]);
        foreach (var type in new[] { "Conv", "ConvTranspose" })
        {
            Add($"{type} of no groups", "group 0 is out of range", Image(2, 2, 1, 1), type, ["x", "w"], Int("group", 0));
            Add($"{type} of a matrix", "has no spatial axis", Image(2, 2), type, ["x", "w"]);
            Add(
                $"{type} of another kernel", "contradicts the kernel", Image(2, 2, 1, 1), type, ["x", "w"], Ints("kernel_shape", 1, 2));
            Add($"{type} of one axis", "a window of 1 axes does not fit", Image(2, 2, 1), type, ["x", "w"]);
        }
        ProtoWriter kernel = Ints("kernel_shape", 2, 2);
        void Pool(string name, string reason, params ProtoWriter[] attributes) =>
            Add(name, reason, X(1, 2, 4, 4), "MaxPool", ["x"], attributes);
        Pool("kernel of 0", "is out of range", Ints("kernel_shape", 2, 0));
        Pool("kernel of 2^31", "is out of range", Ints("kernel_shape", 2, 1L << 31));
        Pool("automatic pads", "auto_pad 'SAME' is not in the specification", kernel, String("auto_pad", "SAME"));
        Pool("three strides", "'strides' has 3 entries, expected 2", kernel, Ints("strides", 1, 1, 1));
        Pool("no strides", "'strides' has 0 entries, expected 2", kernel, Ints("strides"));
        Pool("no pads", "'pads' has 0 entries, expected 4", kernel, Ints("pads"));
        Pool("stride 0", "'strides' [1,0] is out of range", kernel, Ints("strides", 1, 0));
        Pool("dilation 0", "'dilations' [0,1] is out of range", kernel, Ints("dilations", 0, 1));
        Pool("two pads", "'pads' has 2 entries, expected 4", kernel, Ints("pads", 1, 1));
        Pool("pads below 0", "'pads' [0,0,0,-1] is out of range", kernel, Ints("pads", 0, 0, 0, -1));
        Pool("wide pads", "'pads' [0,0,0,2147483648] is out of range", kernel, Ints("pads", 0, 0, 0, 1L << 31));
        Add("output padding", "has the wrong length", Image(2, 2, 1, 1), "ConvTranspose", ["x", "w"], Ints("output_padding", 0));
        Add("output shape", "has the wrong length", Image(2, 2, 1, 1), "ConvTranspose", ["x", "w"], Ints("output_shape", 4));
    }

    private static void Quantizations()
    {
        OnnxBuilder Scales(params float[] scales) => X(2, 3).Initializer("s", [scales.Length], scales);
        Add("blocks", "blocked quantization is not supported", Scales(1), "QuantizeLinear", ["x", "s"], Int("block_size", 2));
        Add(
            "scales in a matrix", "blocked quantization is not supported", X(2, 3).Initializer("s", [1, 1], 1f), "QuantizeLinear",
            ["x", "s"]);
        Add("scale of 0", "a scale is not positive", Scales(0), "QuantizeLinear", ["x", "s"]);
        Add("one scale of 0", "a scale is not positive", Scales(1, 0, 1), "QuantizeLinear", ["x", "s"]);
        Add("infinite scale of one", "a scale is not positive", Scales(float.PositiveInfinity), "QuantizeLinear", ["x", "s"]);
        Add("no scales", "0 scales and 0 zero points", Scales(), "QuantizeLinear", ["x", "s"]);
        Add(
            "zero points", "3 scales and 2 zero points do not fit", Scales(1, 1, 1).Initializer("z", [2], (sbyte)0, (sbyte)0),
            "QuantizeLinear", ["x", "s", "z"]);
        Add("scales of an axis", "2 scales do not fit axis 1 of [2,3]", Scales(1, 1), "QuantizeLinear", ["x", "s"]);
        Add("floats back", "dequantization of float32 is not supported", Scales(1), "DequantizeLinear", ["x", "s"]);
        Add(
            "to floats", "quantization to float16 is not supported", On(21, 2, 3).Initializer("s", [1], 1f), "QuantizeLinear", ["x", "s"],
            Int("output_dtype", 10));
    }
}
