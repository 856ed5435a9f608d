using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Bindings;

/// <summary>
/// The raw nodes that stand for each operator in a TFLite file: names, options and constants by the schema (schema.fbs) and by what the
/// runtime's kernels take, versions by op_version.cc.
/// </summary>
public sealed class WrittenFormTests
{
    private const ElementType F32 = ElementType.Float32, I8 = ElementType.Int8, I32 = ElementType.Int32, I64 = ElementType.Int64;
    private const ChannelLayout Last = ChannelLayout.ChannelsLast;
    private const float Infinity = float.PositiveInfinity;

    private static readonly TensorType s_x = Of(F32, 2, 3), s_image = Of(F32, 1, 4, 5, 2);

    private static readonly Dictionary<string, (Operator Op, object?[] Inputs, string[] Lines)> s_cases = new()
    {
        ["lower bound"] = (new Clamp(0.5f, Infinity), [s_x], ["MAXIMUM 1 (x, float32 0.5) → n"]),
        ["upper bound"] = (new Clamp(-Infinity, 0.5f), [s_x], ["MINIMUM 1 (x, float32 0.5) → n"]),
        ["bounds"] = (new Clamp(-0.5f, 0.25f), [s_x], ["MAXIMUM 1 (x, float32 -0.5) → n/lower", "MINIMUM 1 (n/lower, float32 0.25) → n"]),
        ["no bounds"] = (new Clamp(-Infinity, Infinity), [s_x], ["MINIMUM 1 (x, float32 Infinity) → n"]),
        ["relu"] = (Clamp.Relu, [s_x], ["RELU 1 (x) → n"]),
        ["relu6"] = (Clamp.Relu6, [s_x], ["RELU6 1 (x) → n"]),
        ["relu between −1 and 1"] = (new Clamp(-1, 1), [s_x], ["RELU_N1_TO_1 1 (x) → n"]),
        ["relu of integers"] = (Clamp.Relu, [Of(I32, 2)], ["MAXIMUM 1 (x, int32 0) → n"]),
        ["relu6 of wide integers"] = (Clamp.Relu6, [Of(I64, 2)], ["MAXIMUM 1 (x, int64 0) → n/lower", "MINIMUM 1 (n/lower, int64 6) → n"]),
        ["fractions bound integers inward"] =
            (new Clamp(-2.5f, 5.5f), [Of(I32, 2)], ["MAXIMUM 1 (x, int32 -2) → n/lower", "MINIMUM 1 (n/lower, int32 5) → n"]),
        ["bounds beyond int32"] = (new Clamp(-3e9f, 5), [Of(I32, 2)], ["MINIMUM 1 (x, int32 5) → n"]),
        ["upper bound at the end of int32"] = (new Clamp(-5, 2147483648f), [Of(I32, 2)], ["MAXIMUM 1 (x, int32 -5) → n"]),
        ["lower bound at the end of int32"] = (new Clamp(-2147483648f, 5), [Of(I32, 2)], ["MINIMUM 1 (x, int32 5) → n"]),
        ["exact bounds of integers"] = (
            new Clamp(-16777216, 16777216), [Of(I64, 2)],
            ["MAXIMUM 1 (x, int64 -16777216) → n/lower", "MINIMUM 1 (n/lower, int64 16777216) → n"]),
        ["gelu"] = (new Gelu(false), [s_x], ["GELU 1 {approximate=0} (x) → n"]),
        ["gelu by tanh"] = (new Gelu(true), [s_x], ["GELU 1 {approximate=1} (x) → n"]),
        ["leaky relu"] = (new LeakyRelu(0.25f), [s_x], ["LEAKY_RELU 1 {alpha=0.25} (x) → n"]),
        ["one slope"] = (new PRelu(), [s_x, Tensor.Vector(0.5f)], ["LEAKY_RELU 1 {alpha=0.5} (x) → n"]),
        ["slopes"] = (new PRelu(), [s_x, Tensor.Vector(0.5f, 1, 2)], ["PRELU 1 (x, float32[3] 0.5,1,2) → n"]),
        ["one slope that makes the result larger"] =
            (new PRelu(), [s_x, Tensor.Create(new Shape(1, 1, 1), [0.5f])], ["PRELU 1 (x, float32[1,1,1] 0.5) → n"]),
        ["absolute integers"] = (new Abs(), [Of(I64, 2)], ["NEG 1 (x) → n/negative", "MAXIMUM 1 (x, n/negative) → n"]),
        ["sum"] = (new Add(Activation.Relu6), [s_x, Of(F32, 3)], ["ADD 1 {fused_activation_function=3} (x, y) → n"]),
        ["sum of int16"] = (new Add(), [Of(ElementType.Int16, 2), Of(ElementType.Int16, 2)], ["ADD 3 {pot_scale_int16=0} (x, y) → n"]),
        ["difference of int16"] = (
            new Sub(Activation.Relu), [Of(ElementType.Int16, 2), Of(ElementType.Int16, 2)],
            ["SUB 5 {fused_activation_function=1 pot_scale_int16=0} (x, y) → n"]),
        ["product"] = (new Mul(Activation.ReluN1To1), [s_x, Of(F32, 3)], ["MUL 1 {fused_activation_function=2} (x, y) → n"]),
        ["quotient"] = (new Div(Activation.Tanh), [s_x, Of(F32, 3)], ["DIV 1 {fused_activation_function=4} (x, y) → n"]),
        ["power"] = (new Pow(), [s_x, s_x], ["POW 1 (x, y) → n"]),
        ["power of whole exponents"] = (new Pow(), [s_x, Tensor.Vector(2, 3, 4)], ["POW 1 (x, float32[3] 2,3,4) → n"]),
        ["power of computed whole exponents"] =
            (new Pow(), [s_x, Of(I32, 3)], ["CAST 1 {in_data_type=2 out_data_type=0} (y) → n/exponent", "POW 1 (x, n/exponent) → n"]),
        ["power of integers"] = (new Pow(), [Of(I32, 3), Tensor.Vector(2f, 0, 4)], ["POW 1 (x, int32[3] 2,0,4) → n"]),
        ["square of int32"] = (new Pow(), [Of(I32, 3), Tensor.Scalar(2)], ["MUL 1 (x, x) → n"]),
        ["square of int64"] = (new Pow(), [Of(I64, 3), Tensor.Scalar(2f)], ["MUL 5 (x, x) → n"]),
        ["cube of int32"] = (new Pow(), [Of(I32, 3), Tensor.Scalar(3)], ["POW 1 (x, int32 3) → n"]),
        ["remainder"] = (new Modulo(false), [s_x, s_x], ["FLOOR_MOD 1 (x, y) → n"]),
        ["softmax"] = (new Softmax(1, 0.5f), [s_x], ["SOFTMAX 1 {beta=0.5} (x) → n"]),
        ["log softmax"] = (new LogSoftmax(1), [s_x], ["LOG_SOFTMAX 1 (x) → n"]),
        ["mean"] = (new Reduce(ReductionKind.Mean, [0, 1], true), [s_x], ["MEAN 1 {keep_dims=1} (x, int32[2] 0,1) → n"]),
        ["maximum"] = (new Reduce(ReductionKind.Max, [1], false), [s_x], ["REDUCE_MAX 1 {keep_dims=0} (x, int32[1] 1) → n"]),
        ["index of the maximum"] =
            (new ArgMax(1, false), [s_x], ["ARG_MAX 1 {output_type=4} (x, int32 1) → n"]),
        ["index of the minimum that keeps its axis"] = (
            new ArgMin(1, true, Index: I32), [s_x],
            ["ARG_MIN 1 {output_type=2} (x, int32 1) → n/index", "RESHAPE 1 {new_shape=[2,1]} (n/index, int32[2] 2,1) → n"]),
        ["cumulative sum"] = (new CumulativeSum(0, true, false), [s_x], ["CUMSUM 1 {exclusive=1 reverse=0} (x, int32 0) → n"]),
        ["cumulative sum backward"] = (new CumulativeSum(1, false, true), [s_x], ["CUMSUM 1 {exclusive=0 reverse=1} (x, int32 1) → n"]),
        ["local response"] = (
            new LocalResponseNormalization(Last, 5, 0.5f, 0.75f, 2), [s_image],
            ["LOCAL_RESPONSE_NORMALIZATION 1 {alpha=0.1 beta=0.75 bias=2 radius=2} (x) → n"]),
        ["concatenation"] =
            (new Concat(1, Activation.Relu), [s_x, s_x], ["CONCATENATION 1 {axis=1 fused_activation_function=1} (x, y) → n"]),
        ["equal parts"] = (new Split(1, [1, 1, 1]), [s_x], ["SPLIT 1 {num_splits=3} (int32 1, x) → n:0, n:1, n:2"]),
        ["parts"] = (new Split(1, [1, 2]), [s_x], ["SPLIT_V 1 {num_splits=2} (x, int32[2] 1,2, int32 1) → n:0, n:1"]),
        ["slice"] = (new Slice([0, 1], [2, 2], [1, 1]), [s_x], ["SLICE 1 (x, int32[2] 0,1, int32[2] 2,2) → n"]),
        ["slice with steps"] = (
            new Slice([0, 0], [1, 2], [1, 2]), [s_x], ["STRIDED_SLICE 1 {end_mask=0} (x, int32[2] 0,0, int32[2] 1,4, int32[2] 1,2) → n"]),
        ["slice backward to the first"] = (
            new Slice([1, 2], [1, 3], [1, -1]), [s_x],
            ["STRIDED_SLICE 1 {end_mask=2} (x, int32[2] 1,2, int32[2] 2,0, int32[2] 1,-1) → n"]),
        ["slice backward to the second"] = (
            new Slice([1, 2], [2, 2], [-1, -1]), [s_x],
            ["STRIDED_SLICE 1 {end_mask=1} (x, int32[2] 1,2, int32[2] 0,0, int32[2] -1,-1) → n"]),
        ["choice"] = (new Gather(1), [s_x, Tensor.Vector(2, 0)], ["GATHER 1 {axis=1 batch_dims=0} (x, int32[2] 2,0) → n"]),
        ["choice by wide integers"] =
            (new Gather(1), [s_x, Tensor.Vector(2L, 0L)], ["GATHER 1 {axis=1 batch_dims=0} (x, int64[2] 2,0) → n"]),
        ["choice from the end"] =
            (new Gather(1), [s_x, Tensor.Vector(-1L, 0L, -3L)], ["GATHER 1 {axis=1 batch_dims=0} (x, int32[3] 2,0,0) → n"]),
        ["pads"] = (new Pad(PadMode.Constant, [1, 0], [0, 2], 0), [s_x], ["PAD 1 (x, int32[2,2] 1,0,0,2) → n"]),
        ["pads of a value"] =
            (new Pad(PadMode.Constant, [1, 0], [0, 2], -1.5), [s_x], ["PADV2 1 (x, int32[2,2] 1,0,0,2, float32 -1.5) → n"]),
        ["pads by reflection"] =
            (new Pad(PadMode.Reflect, [1, 0], [0, 2], 0), [s_x], ["MIRROR_PAD 1 {mode=0} (x, int32[2,2] 1,0,0,2) → n"]),
        ["pads by symmetry"] =
            (new Pad(PadMode.Symmetric, [1, 0], [0, 2], 0), [s_x], ["MIRROR_PAD 1 {mode=1} (x, int32[2,2] 1,0,0,2) → n"]),
        ["shape"] = (new Reshape([-1, 2]), [s_x], ["RESHAPE 1 {new_shape=[3,2]} (x, int32[2] 3,2) → n"]),
        ["repeats"] = (new Tile([2, 1]), [s_x], ["TILE 1 (x, int32[2] 2,1) → n"]),
        ["broadcast"] = (new BroadcastTo([4, 2, 3]), [s_x], ["BROADCAST_TO 2 (x, int32[3] 4,2,3) → n"]),
        ["transpose"] = (new Transpose(new Permutation([1, 0])), [s_x], ["TRANSPOSE 1 (x, int32[2] 1,0) → n"]),
        ["transpose of rank 6"] = (
            new Transpose(new Permutation([4, 5, 0, 1, 2, 3])), [Of(F32, 2, 3, 1, 4, 5, 2)],
            [
                "RESHAPE 1 {new_shape=[24,10]} (x, int32[2] 24,10) → n/merged", "TRANSPOSE 3 (n/merged, int32[2] 1,0) → n/moved",
                "RESHAPE 1 {new_shape=[5,2,2,3,1,4]} (n/moved, int32[6] 5,2,2,3,1,4) → n",
            ]),
        ["depth to space"] = (new DepthToSpace(Last, 2), [Of(F32, 1, 2, 2, 4)], ["DEPTH_TO_SPACE 1 {block_size=2} (x) → n"]),
        ["space to depth"] = (new SpaceToDepth(Last, 2), [Of(F32, 1, 2, 2, 4)], ["SPACE_TO_DEPTH 1 {block_size=2} (x) → n"]),
        ["matrices"] = (new MatMul(true, false), [Of(F32, 3, 2), Of(F32, 3, 4)], ["BATCH_MATMUL 1 {adj_x=1 adj_y=0} (x, y) → n"]),
        ["matrices, right transposed"] =
            (new MatMul(false, true), [Of(F32, 2, 3), Of(F32, 4, 3)], ["BATCH_MATMUL 1 {adj_x=0 adj_y=1} (x, y) → n"]),
        ["hybrid matrices"] =
            (new MatMul(), [Of(F32, 2, 3), Of(I8, 3, 4)], ["BATCH_MATMUL 4 {adj_x=0 adj_y=0 asymmetric_quantize_inputs=1} (x, y) → n"]),
        ["linear layer"] = (
            new FullyConnected(WeightLayout.OutputInput, Activation.Relu), [s_x, Of(F32, 4, 3), Of(F32, 4)],
            ["FULLY_CONNECTED 1 {fused_activation_function=1} (x, y, z) → n"]),
        ["linear layer without bias"] = (
            new FullyConnected(WeightLayout.OutputInput), [Of(F32, 1, 2, 3), Of(F32, 2, 3), null],
            ["FULLY_CONNECTED 5 {keep_num_dims=1} (x, y, float32[2] 0,0) → n"]),
        ["hybrid linear layer"] = (
            new FullyConnected(WeightLayout.OutputInput), [s_x, Of(I8, 2, 3), Of(F32, 2)],
            ["FULLY_CONNECTED 9 {asymmetric_quantize_inputs=1} (x, y, z) → n"]),
        ["convolution"] = (
            new Convolution(Last, KernelLayout.OutputSpatialInput, 1, [2, 1], [1, 3], [0, 0], [0, 0], Activation.Relu6),
            [Of(F32, 1, 9, 9, 2), Of(F32, 3, 2, 2, 2), Of(F32, 3)],
            [
                "CONV_2D 1 {dilation_h_factor=1 dilation_w_factor=3 fused_activation_function=3 padding=1 stride_h=2 stride_w=1} "
                + "(x, y, z) → n",
            ]),
        ["depthwise convolution"] = (
            new Convolution(Last, KernelLayout.InputSpatialOutput, 2, [1, 1], [1, 1], [0, 1], [1, 1]),
            [s_image, Of(F32, 1, 2, 3, 6), null],
            [
                "DEPTHWISE_CONV_2D 1 {depth_multiplier=3 dilation_h_factor=1 dilation_w_factor=1 fused_activation_function=0 padding=0 "
                + "stride_h=1 stride_w=1} (x, y, float32[6] 0,0,0,0,0,0) → n",
            ]),
        ["transposed convolution"] = (
            new TransposeConvolution(Last, KernelLayout.InputSpatialOutput, 1, [2, 3], [1, 1], [0, 0], [0, 0]),
            [s_image, Of(F32, 3, 2, 4, 2)],
            ["TRANSPOSE_CONV 1 {padding=1 stride_h=2 stride_w=3} (int32[4] 1,8,16,3, y, x) → n"]),
        ["transposed convolution, same"] = (
            new TransposeConvolution(Last, KernelLayout.InputSpatialOutput, 1, [2, 2], [1, 1], [0, 0], [1, 1]),
            [s_image, Of(F32, 3, 3, 3, 2), Of(F32, 3)],
            ["TRANSPOSE_CONV 3 {padding=0 stride_h=2 stride_w=2} (int32[4] 1,8,10,3, y, x, z) → n"]),
        ["greatest of windows"] = (
            new MaxPool(Last, [2, 3], [1, 2], [1, 1], [0, 0], [0, 0], Activation.Relu), [s_image],
            ["MAX_POOL_2D 1 {filter_height=2 filter_width=3 fused_activation_function=1 padding=1 stride_h=1 stride_w=2} (x) → n"]),
        ["mean of windows"] = (
            new AveragePool(Last, [2, 3], [1, 1], [1, 1], [0, 1], [1, 1], false), [s_image],
            ["AVERAGE_POOL_2D 1 {filter_height=2 filter_width=3 fused_activation_function=0 padding=0 stride_h=1 stride_w=1} (x) → n"]),
        ["linear resizing"] = (
            new Resize(ResizeMode.Linear, ResizeCoordinates.HalfPixel, ResizeRounding.Floor, [1, 8, 5, 2], [1, 2, 1, 1]), [s_image],
            ["RESIZE_BILINEAR 3 {align_corners=0 half_pixel_centers=1} (x, int32[2] 8,5) → n"]),
        ["nearest resizing"] = (
            new Resize(ResizeMode.Nearest, ResizeCoordinates.AlignCorners, ResizeRounding.HalfUp, [1, 7, 7, 2], [1, 1.75f, 1.4f, 1]),
            [s_image], ["RESIZE_NEAREST_NEIGHBOR 3 {align_corners=1 half_pixel_centers=0} (x, int32[2] 7,7) → n"]),
        ["nearest resizing of integers"] = (
            new Resize(ResizeMode.Nearest, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [2, 6], [1, 2]), [Of(I32, 2, 3)],
            ["GATHER 1 {axis=1 batch_dims=0} (x, int32[6] 0,0,1,1,2,2) → n"]),
        ["nearest resizing of integers along two axes"] = (
            new Resize(ResizeMode.Nearest, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [4, 2], [2, 2 / 3f]), [Of(I32, 2, 3)],
            [
                "GATHER 1 {axis=0 batch_dims=0} (x, int32[4] 0,0,1,1) → n/axis0",
                "GATHER 1 {axis=1 batch_dims=0} (n/axis0, int32[2] 0,1) → n",
            ]),
        ["nearest resizing of integers to the same size"] = (
            new Resize(ResizeMode.Nearest, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [2, 3], [1, 1.5f]), [Of(I32, 2, 3)],
            ["GATHER 1 {axis=1 batch_dims=0} (x, int32[3] 0,0,1) → n"]),
        ["nearest resizing of integers to a part"] = (
            new Resize(ResizeMode.Nearest, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [2, 2], [1, 1]), [Of(I32, 2, 3)],
            ["GATHER 1 {axis=1 batch_dims=0} (x, int32[2] 0,1) → n"]),
        ["resizing of integers to the same"] = (
            new Resize(ResizeMode.Nearest, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [2, 3], [1, 1]), [Of(I32, 2, 3)],
            ["GATHER 1 {axis=0 batch_dims=0} (x, int32[2] 0,1) → n"]),
    };

    private static readonly Dictionary<string, (Operator Op, object?[] Inputs, string Problem)> s_refused = new()
    {
        ["bounds of int8"] = (new Clamp(-0.5f, 0.25f), [Of(I8, 2)], "is written in float32, int32 and int64, not in int8"),
        ["bound of integers above 2^24"] = (new Clamp(0, 16777218), [Of(I64, 2)], "takes bounds of up to 2^24"),
        ["bound of integers below −2^24"] = (new Clamp(-16777218, 0), [Of(I64, 2)], "takes bounds of up to 2^24"),
        ["lower bound of integers above 2^24"] = (new Clamp(16777218, Infinity), [Of(I64, 2)], "takes bounds of up to 2^24"),
        ["upper bound of integers below −2^24"] = (new Clamp(-Infinity, -16777218), [Of(I64, 2)], "takes bounds of up to 2^24"),
        ["ELU"] = (new Elu(2), [s_x], "has alpha 1, not 2"),
        ["truncated remainder"] = (new Modulo(true), [s_x, s_x], "has the sign of the divisor"),
        ["fractions as exponents of integers"] = (new Pow(), [Of(I32, 2), Tensor.Vector(0.5f, 2)], "exponents that are not whole numbers"),
        ["softmax along another axis"] = (new Softmax(0), [s_x], "runs along the last axis, not 0"),
        ["log softmax along another axis"] = (new LogSoftmax(0), [s_x], "runs along the last axis, not 0"),
        ["last of equal elements"] = (new ArgMax(0, false, true), [s_x], "selects the first of equal elements"),
        ["local response, channels first"] =
            (new LocalResponseNormalization(ChannelLayout.ChannelsFirst, 3, 1, 1, 1), [s_image], "takes channels last and an odd size"),
        ["local response, even size"] =
            (new LocalResponseNormalization(Last, 4, 1, 1, 1), [s_image], "takes channels last and an odd size"),
        ["border"] = (new Pad(PadMode.Edge, [1, 0], [0, 0], 0), [s_x], "no padding that repeats the border"),
        ["transposed weights"] = (new FullyConnected(WeightLayout.InputOutput), [s_x, Of(F32, 3, 4)], "takes weights [O,K]"),
        ["convolution, channels first"] = (
            new Convolution(ChannelLayout.ChannelsFirst, KernelLayout.OutputSpatialInput, 1, [1, 1], [1, 1], [0, 0], [0, 0]),
            [s_image, Of(F32, 3, 1, 1, 4)], "CONV_2D takes 2 spatial axes"),
        ["convolution, one axis"] = (
            new Convolution(Last, KernelLayout.OutputSpatialInput, 1, [1], [1], [0], [0]), [Of(F32, 1, 4, 2), Of(F32, 3, 1, 2)],
            "CONV_2D takes 2 spatial axes"),
        ["convolution of groups"] = (
            new Convolution(Last, KernelLayout.OutputSpatialInput, 2, [1, 1], [1, 1], [0, 0], [0, 0]), [s_image, Of(F32, 4, 1, 1, 1)],
            "one group or one a channel"),
        ["convolution, other pads"] = (
            new Convolution(Last, KernelLayout.OutputSpatialInput, 1, [1, 1], [1, 1], [1, 0], [0, 0]), [s_image, Of(F32, 3, 2, 1, 2)],
            "pads [1,0]/[0,0] are neither SAME nor VALID"),
        ["pool, dilated"] = (new MaxPool(Last, [2, 2], [1, 1], [1, 2], [0, 0], [0, 0]), [s_image], "no dilation"),
        ["pool, channels first"] =
            (new MaxPool(ChannelLayout.ChannelsFirst, [1, 1], [1, 1], [1, 1], [0, 0], [0, 0]), [s_image], "channels last"),
        ["pool, one axis"] = (new MaxPool(Last, [2], [1], [1], [0], [0]), [Of(F32, 1, 4, 2)], "MAX_POOL_2D takes 2 spatial axes"),
        ["pool, other pads"] =
            (new MaxPool(Last, [2, 2], [1, 1], [1, 1], [1, 0], [0, 0]), [s_image], "are neither SAME nor VALID"),
        ["mean that counts pads"] =
            (new AveragePool(Last, [2, 2], [1, 1], [1, 1], [0, 0], [0, 1], true), [s_image], "AVERAGE_POOL_2D does not count padding"),
        ["transposed convolution, activation"] = (
            new TransposeConvolution(Last, KernelLayout.InputSpatialOutput, 1, [1, 1], [1, 1], [0, 0], [0, 0], Activation.Relu),
            [s_image, Of(F32, 3, 2, 2, 2)], "no dilation and no activation"),
        ["transposed convolution, dilated"] = (
            new TransposeConvolution(Last, KernelLayout.InputSpatialOutput, 1, [1, 1], [2, 1], [0, 0], [0, 0]),
            [s_image, Of(F32, 3, 2, 2, 2)], "no dilation and no activation"),
        ["transposed convolution, channels first"] = (
            new TransposeConvolution(ChannelLayout.ChannelsFirst, KernelLayout.InputSpatialOutput, 1, [1, 1], [1, 1], [0, 0], [0, 0]),
            [s_image, Of(F32, 3, 2, 2, 4)], "channels last"),
        ["transposed convolution, other pads"] = (
            new TransposeConvolution(Last, KernelLayout.InputSpatialOutput, 1, [2, 2], [1, 1], [2, 0], [0, 0]),
            [s_image, Of(F32, 3, 3, 3, 2)], "are neither SAME nor VALID"),
        ["depth to space, channel major"] =
            (new DepthToSpace(Last, 2, ChannelMajor: true), [Of(F32, 1, 2, 2, 4)], "blocks before channels"),
        ["space to depth, channels first"] =
            (new SpaceToDepth(ChannelLayout.ChannelsFirst, 2), [Of(F32, 1, 4, 2, 2)], "takes channels last"),
        ["resizing, channels"] = (
            new Resize(ResizeMode.Linear, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [1, 4, 5, 4], [1, 1, 1, 2]), [s_image],
            "resizes the middle axes"),
        ["resizing, batch"] = (
            new Resize(ResizeMode.Linear, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [2, 4, 5, 2], [2, 1, 1, 1]), [s_image],
            "resizes the middle axes"),
        ["resizing, rank"] = (
            new Resize(ResizeMode.Linear, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [1, 4, 2], [1, 2, 1]), [Of(F32, 1, 2, 2)],
            "resizes the middle axes"),
        ["resizing, places"] = (
            new Resize(ResizeMode.Linear, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [1, 7, 5, 2], [1, 1.9f, 1, 1]), [s_image],
            "TFLite has no Linear resizing"),
        ["transpose of many groups"] = (
            new Transpose(new Permutation([5, 4, 3, 2, 1, 0])), [Of(F32, 2, 3, 2, 4, 5, 2)], "moves 6 groups of axes"),
    };

    public static TheoryData<string> Names => [.. s_cases.Keys];

    public static TheoryData<string> Refused => [.. s_refused.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Operator_StandsAsTheRawNodesThatComputeIt(string name)
    {
        var (op, inputs, lines) = s_cases[name];
        WrittenNodes.Of(op, inputs).ShouldBe(lines);
    }

    [Theory, MemberData(nameof(Refused))]
    public void OperatorWithoutACounterpart_IsRefused(string name)
    {
        var (op, inputs, problem) = s_refused[name];
        Should.Throw<UnsupportedModelException>(() => WrittenNodes.Of(op, inputs)).Message.ShouldContain(problem);
    }

    /// <summary>A mean that counts pads of nothing is one that does not count them.</summary>
    [Fact]
    public void MeanThatCountsNoPads_IsWritten() =>
        WrittenNodes.Of(new AveragePool(Last, [2, 2], [1, 1], [1, 1], [0, 0], [0, 0], true), s_image).Count.ShouldBe(1);

    /// <summary>The codes of types are those of the schema's enum TensorType.</summary>
    [Fact]
    public void Cast_StatesBothTypes()
    {
        (ElementType Element, long Code, int Version)[] types =
        [
            (F32, 0, 1), (ElementType.Float16, 1, 5), (I32, 2, 1), (ElementType.UInt8, 3, 1), (I64, 4, 1), (ElementType.Bool, 6, 1),
            (ElementType.Int16, 7, 1), (I8, 9, 3), (ElementType.Float64, 10, 5), (ElementType.UInt64, 12, 1), (ElementType.UInt32, 15, 2),
            (ElementType.UInt16, 16, 4),
        ];
        foreach (var from in types)
        {
            foreach (var to in types)
            {
                var version = Math.Max(from.Version, to.Version);
                WrittenNodes.Of(new Cast(to.Element), Of(from.Element, 2)).ShouldBe(
                    [$"CAST {version} {{in_data_type={from.Code} out_data_type={to.Code}}} (x) → n"]);
            }
        }
    }

    /// <summary>The value has the input's parameters: real value / scale, halves to even, + zero point.</summary>
    [Theory]
    [InlineData(0.375, 7)]
    [InlineData(0.625, 7)]
    [InlineData(0.5, 7)]
    [InlineData(-0.375, 3)]
    [InlineData(1, 9)]
    public void PadOfAQuantizedValue_IsRoundedInTheInputsParameters(double value, int expected)
    {
        var node = WrittenNodes.Node(new Pad(PadMode.Constant, [1], [0], value), Of(I8, 3));
        node.Input(0).Quantization = QuantizationParameters.PerTensor(0.25f, 5);
        WrittenNodes.Of(node).ShouldBe([$"PADV2 2 (x, int32[1,2] 1,0, int8 {expected}) → n"]);
    }

    [Fact]
    public void OneQuantizedSlope_IsALeakyReluOfItsRealValue()
    {
        var slope = ModelGraph.NewConstant("slope", Tensor.Vector<sbyte>(6), QuantizationParameters.PerTensor(0.25f, 2));
        WrittenNodes.Of(new PRelu(), Of(I8, 3), slope).ShouldBe(["LEAKY_RELU 1 {alpha=1} (x) → n"]);
    }

    /// <summary>A bias of zeros has the scale of the products (TFLite's 8-bit quantization specification).</summary>
    [Fact]
    public void QuantizedLayerWithoutBias_GetsOneOfTheProductsScale()
    {
        var node = WrittenNodes.Node(new FullyConnected(WeightLayout.OutputInput), Of(I8, 1, 3), Of(I8, 2, 3));
        node.Input(0).Quantization = QuantizationParameters.PerTensor(0.5f, 1);
        node.Input(1).Quantization = new QuantizationParameters([0.25f, 2], [0, 0], 0);
        var bias = TFLiteBias.Inputs(node, new WrittenNodes(), 2)[2].ShouldNotBeNull();
        bias.Quantization.ShouldBe(new QuantizationParameters([0.125f, 1], [0, 0]));
        bias.Constant!.ToInt64s().ShouldBe([0, 0]);
        bias.Type.Element.ShouldBe(I32);
    }

    private static TensorType Of(ElementType element, params long[] extents) => new(element, new Shape(extents));
}
