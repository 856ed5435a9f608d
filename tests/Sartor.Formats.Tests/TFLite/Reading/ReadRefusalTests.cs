using Sartor.Contracts;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite.Reading;

/// <summary>
/// An operator whose options or constants are beyond what its reader understands stays opaque, and the reason says what it is.
/// </summary>
public sealed class ReadRefusalTests
{
    private const ElementType I16 = ElementType.Int16, I8 = ElementType.Int8;

    private static readonly Dictionary<string, (TFLiteNode Node, string Reason)> s_cases = new()
    {
        ["convolution of rank 3"] = (Conv().Input(4, 4, 2).Weights(3, 1, 1, 2), "are not of rank 4"),
        ["convolution with a kernel of rank 3"] = (Conv().Input(1, 4, 4, 2).Weights(3, 1, 2), "are not of rank 4"),
        ["convolution with an empty kernel"] = (Conv().Input(1, 4, 4, 2).Weights(3, 0, 1, 2), "is empty"),
        ["convolution of few channels"] = (Conv().Input(1, 4, 4, 1).Weights(3, 1, 1, 2), "fewer channels than the kernel"),
        ["convolution without strides"] =
            (new TFLiteNode("CONV_2D", ("stride_w", 1L)).Input(1, 4, 4, 2).Weights(3, 1, 1, 2), "out of range"),
        ["convolution, dilated by 0"] = (
            new TFLiteNode("CONV_2D", ("stride_h", 1L), ("stride_w", 1L), ("dilation_w_factor", 0L)).Input(1, 4, 4, 2).Weights(3, 1, 1, 2),
            "dilations 1×0 are out of range"),
        ["padding"] = (
            new TFLiteNode("CONV_2D", ("stride_h", 1L), ("stride_w", 1L), ("padding", 2L)).Input(1, 4, 4, 2).Weights(3, 1, 1, 2),
            "padding 2 is not in the schema"),
        ["activation"] =
            (new TFLiteNode("ADD", ("fused_activation_function", 6L)).Input(2).Input(2), "fused activation 6 is not in the schema"),
        ["activation below 0"] = (new TFLiteNode("ADD", ("fused_activation_function", -1L)).Input(2).Input(2), "fused activation -1"),
        ["pool of rank 3"] = (Pool(1, 1, 1, 1).Input(4, 4, 2), "is not of rank 4"),
        ["pool of height 0"] = (Pool(0, 1, 1, 1).Input(1, 4, 4, 2), "window 0×1"),
        ["pool of width 0"] = (Pool(1, 0, 1, 1).Input(1, 4, 4, 2), "window 1×0"),
        ["pool of stride 0"] = (Pool(1, 1, 1, 0).Input(1, 4, 4, 2), "strides 1×0 are out of range"),
        ["transposed convolution to rank 3"] = (Transposed(1, 1).Ints(4, 4, 2).Weights(2, 1, 1, 3).Input(1, 4, 4, 3), "are not of rank 4"),
        ["transposed convolution of rank 3"] = (Transposed(1, 1).Ints(1, 4, 4, 2).Weights(2, 1, 1, 3).Input(4, 4, 3), "are not of rank 4"),
        ["transposed convolution, kernel"] = (Transposed(1, 1).Ints(1, 4, 4, 2).Weights(2, 1, 3).Input(1, 4, 4, 3), "are not of rank 4"),
        ["transposed convolution, stride"] =
            (Transposed(1, 0).Ints(1, 4, 4, 2).Weights(2, 1, 1, 3).Input(1, 4, 4, 3), "strides 1×0 are out of range"),
        ["shuffled weights"] =
            (new TFLiteNode("FULLY_CONNECTED", ("weights_format", 1L)).Input(2, 3).Weights(4, 3), "its weights are shuffled"),
        ["weights of rank 3"] = (new TFLiteNode("FULLY_CONNECTED").Input(2, 3).Weights(4, 3, 1), "are not a matrix"),
        ["weights of nothing"] = (new TFLiteNode("FULLY_CONNECTED").Input(2, 3).Weights(4, 0), "are not a matrix"),
        ["rows"] = (new TFLiteNode("FULLY_CONNECTED").Input(2, 3).Weights(4, 4), "does not divide into rows of 4"),
        ["resizing to three sizes"] = (new TFLiteNode("RESIZE_BILINEAR").Input(1, 2, 2, 1).Ints(2, 2, 2), "a size of [2,2,2]"),
        ["resizing to nothing"] = (new TFLiteNode("RESIZE_BILINEAR").Input(1, 2, 2, 1).Ints(2, 0), "a size of [2,0]"),
        ["resizing of rank 3"] = (new TFLiteNode("RESIZE_BILINEAR").Input(2, 2, 1).Ints(2, 2), "a size of [2,2] for"),
        ["resizing of nothing"] = (new TFLiteNode("RESIZE_BILINEAR").Input(1, 2, 2, 0).Ints(2, 2), "a size of [2,2] for"),
        ["resizing by both coordinates"] = (
            new TFLiteNode("RESIZE_BILINEAR", ("align_corners", 1L), ("half_pixel_centers", 1L)).Input(1, 2, 2, 1).Ints(2, 2),
            "exclude each other"),
        ["pads of one axis"] = (new TFLiteNode("PAD").Input(2, 3).Ints(1, 1), "pads [1,1] do not fit"),
        ["pads below 0"] = (new TFLiteNode("PAD").Input(2, 3).Ints(1, 1, -1, 0), "pads [1,1,-1,0] do not fit"),
        ["pads of two values"] =
            (new TFLiteNode("PADV2").Input(2, 3).Ints(1, 1, 1, 0).Constant(Tensor.Vector(1f, 2)), "its value is [2], not a scalar"),
        ["computed pads"] =
            (new TFLiteNode("PAD").Input(1).Feed(Tensor.Create(new Shape(1, 2), [1, 1])), "input 1 ('in1') has to be constant"),
        ["starts"] = (new TFLiteNode("SLICE").Input(2, 3).Ints(1).Ints(1, 1), "1 starts and 2 sizes"),
        ["sizes"] = (new TFLiteNode("SLICE").Input(2, 3).Ints(1, 1).Ints(1, 1, 1), "2 starts and 3 sizes"),
        ["strided, ends"] = (Strided().Input(2, 3).Ints(0, 0).Ints(1).Ints(1, 1), "do not fit"),
        ["strided, steps"] = (Strided().Input(2, 3).Ints(0, 0).Ints(1, 1).Ints(1), "do not fit"),
        ["strided, step 0"] = (Strided().Input(2, 3).Ints(0, 0).Ints(1, 1).Ints(1, 0), "do not fit"),
        ["strided, many indices"] = (Strided().Input(2, 3).Ints(0, 0, 0).Ints(1, 1, 1).Ints(1, 1, 1), "3 indices for [2,3]"),
        ["strided, 33 indices"] = (Many(33), "do not fit"),
        ["strided, index beyond"] =
            (Strided(("shrink_axis_mask", 2L)).Input(2, 3).Ints(0, 3).Ints(1, 4).Ints(1, 1), "index 3 is out of range for size 3"),
        ["strided, index before"] =
            (Strided(("shrink_axis_mask", 2L)).Input(2, 3).Ints(0, -4).Ints(1, 0).Ints(1, 1), "index -1 is out of range for size 3"),
        ["reversed axis"] = (new TFLiteNode("REVERSE_V2").Input(2, 3).Ints(2), "axis 2 is out of range for [2,3]"),
        ["parts of another number"] = (Parts("SPLIT", 3, ("num_splits", 2L)).Int(1).Input(2, 3), "size 3 does not split into 3 parts"),
        ["parts of a rest"] = (Parts("SPLIT", 2, ("num_splits", 2L)).Int(1).Input(2, 3), "size 3 does not split into 2 parts"),
        ["parts of two axes"] = (Parts("SPLIT", 3, ("num_splits", 3L)).Ints(1, 0).Input(2, 3), "2 axes"),
        ["sizes of parts"] = (Parts("SPLIT_V", 2, ("num_splits", 2L)).Input(2, 3).Ints(1, 1, 1).Int(1), "do not fit 2 outputs"),
        ["two open parts"] = (Parts("SPLIT_V", 3, ("num_splits", 3L)).Input(2, 3).Ints(1, -1, -1).Int(1), "do not fit 3 outputs"),
        ["unpacked parts"] = (Parts("UNPACK", 2, ("num", 2L), ("axis", 1L)).Input(2, 3), "has 3 parts for 2 outputs"),
        ["packed axis"] = (new TFLiteNode("PACK", ("axis", 3L)).Input(2, 3), "axis 3 is out of range"),
        ["packed axis from the end"] = (new TFLiteNode("PACK", ("axis", -4L)).Input(2, 3), "axis -4 is out of range"),
        ["new axis"] = (new TFLiteNode("EXPAND_DIMS").Input(2, 3).Int(3), "axis [3] is out of range"),
        ["new axis from the end"] = (new TFLiteNode("EXPAND_DIMS").Input(2, 3).Int(-4), "axis [-4] is out of range"),
        ["two new axes"] = (new TFLiteNode("EXPAND_DIMS").Input(2, 3).Ints(0, 1), "axis [0,1] is out of range"),
        ["squeezed axis"] = (
            new TFLiteNode("SQUEEZE", ("squeeze_dims", new long[] { 0, 1 }.ToEquatableArray())).Input(1, 3),
            "the axes 0,1 of [1,3] are not all 1"),
        ["index of two axes"] =
            (new TFLiteNode("ARG_MAX", ("output_type", 2L)) { Element = ElementType.Int32 }.Input(2, 3).Ints(0, 1), "2 axes"),
        ["index of a small type"] = (new TFLiteNode("ARG_MAX") { Element = I16 }.Input(2, 3).Int(0), "an index of type int16"),
        ["sum along two axes"] = (new TFLiteNode("CUMSUM").Input(2, 3).Ints(0, 1), "2 axes"),
        ["radius"] = (new TFLiteNode("LOCAL_RESPONSE_NORMALIZATION", ("radius", -1L)).Input(1, 1, 1, 3), "radius -1 is out of range"),
        ["rows by condition"] = (
            new TFLiteNode("SELECT") { Element = ElementType.Float32 }.Input(ElementType.Bool, 2).Input(2, 3).Input(2, 3),
            "its condition selects rows"),
        ["repeats of one axis"] = (new TFLiteNode("TILE").Input(2, 3).Ints(2), "repeats [2] do not fit"),
        ["repeats below 0"] = (new TFLiteNode("TILE").Input(2, 3).Ints(2, -1), "repeats [2,-1] do not fit"),
        ["broadcast below 0"] = (new TFLiteNode("BROADCAST_TO") { Version = 2 }.Input(1, 3).Ints(-1, 3), "has a negative dimension"),
        ["quotient of integers"] =
            (new TFLiteNode("FLOOR_DIV").Input(ElementType.Int32, 2).Input(ElementType.Int32, 2), "no operator does"),
        ["norm of int8"] = (new TFLiteNode("L2_NORMALIZATION").Input(I8, 2), "it is quantized as a whole"),
        ["sum of int16"] = (new TFLiteNode("ADD").Input(I16, 2).Input(I16, 2), "scales that are powers of two"),
        ["difference of int16"] = (new TFLiteNode("SUB").Input(I16, 2).Input(I16, 2), "scales that are powers of two"),
        ["quantization to floats"] = (new TFLiteNode("QUANTIZE").Input(2), "its result is float32, not integers"),
        ["cast to text"] = (new TFLiteNode("CAST") { Element = ElementType.String }.Input(2), "a cast to string is not supported"),
        ["softmax of a scalar"] = (new TFLiteNode("SOFTMAX").Feed(Tensor.Scalar(1f)), "its input is a scalar"),
        ["log softmax of a scalar"] = (new TFLiteNode("LOG_SOFTMAX").Feed(Tensor.Scalar(1f)), "its input is a scalar"),
        ["blocks of 0"] = (new TFLiteNode("DEPTH_TO_SPACE").Input(1, 2, 2, 4), "block size 0 is out of range"),
        ["blocks below 0"] = (new TFLiteNode("SPACE_TO_DEPTH", ("block_size", -1L)).Input(1, 2, 2, 4), "block size -1 is out of range"),
        ["densified computed values"] = (new TFLiteNode("DENSIFY").Input(2), "input 0 ('in0') has to be constant"),
        ["operand left out"] = (new TFLiteNode("ADD").Input(2).Nothing(), "input 1 is missing"),
        ["axis that is too wide"] = (new TFLiteNode("GATHER", ("axis", 2L)).Input(2, 3).Ints(0), "axis 2 is out of range for [2,3]"),
    };

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void OperatorBeyondItsReader_StaysOpaqueWithTheReason(string name)
    {
        var (node, reason) = s_cases[name];
        Read(node.File()).ShouldBeOfType<OpaqueOperator>().Reason.ShouldContain(reason);
    }

    /// <summary>int16 sums whose scales may be any are read.</summary>
    [Theory, InlineData("ADD"), InlineData("SUB")]
    public void SumOfInt16WithAnyScale_IsRead(string type) => Read(
        new TFLiteNode(type, ("pot_scale_int16", 0L)) { Version = 3 }.Input(I16, 2).Input(I16, 2).File([new TensorType(I16, new Shape(2))]))
        .ShouldNotBeOfType<OpaqueOperator>();

    /// <summary>A clamp to [0, 1] is newer than the runtime 2.9, so it has no other oracle than the schema.</summary>
    [Fact]
    public void ReluBetween0And1_IsRead() =>
        Read(new TFLiteNode("RELU_0_TO_1").Input(2).File([new TensorType(ElementType.Float32, new Shape(2))])).ShouldBe(new Clamp(0, 1));

    private static Operator Read(byte[] content)
    {
        using var file = new TemporaryFile(content, ".tflite");
        using var model = ModelFormats.Open(file.Path);
        return model.Graph.Nodes[^1].Operator;
    }

    private static TFLiteNode Conv() => new("CONV_2D", ("stride_h", 1L), ("stride_w", 1L));

    private static TFLiteNode Pool(long height, long width, long down, long across) => new(
        "MAX_POOL_2D", ("filter_height", height), ("filter_width", width), ("stride_h", down), ("stride_w", across));

    private static TFLiteNode Transposed(long down, long across) =>
        new("TRANSPOSE_CONV", ("stride_h", down), ("stride_w", across)) { Element = ElementType.Float32 };

    private static TFLiteNode Strided(params (string, object)[] masks) => new("STRIDED_SLICE", masks);

    // Indices that are all new axes.
    private static TFLiteNode Many(int count) => Strided(("new_axis_mask", -1L)).Input(2)
        .Ints(new int[count]).Ints([.. Enumerable.Repeat(1, count)]).Ints([.. Enumerable.Repeat(1, count)]);

    private static TFLiteNode Parts(string type, int count, params (string, object)[] options) =>
        new(type, options) { OutputCount = count, Element = ElementType.Float32 };
}
