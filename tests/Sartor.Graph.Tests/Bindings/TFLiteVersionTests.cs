using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Bindings;

/// <summary>
/// The version of each written operator by the element type and the rank of its operand: the lowest that has the kernel, by TensorFlow's
/// tensorflow/lite/tools/versioning/op_version.cc.
/// </summary>
public sealed class TFLiteVersionTests
{
    private const ElementType F32 = ElementType.Float32, I8 = ElementType.Int8, U8 = ElementType.UInt8, I16 = ElementType.Int16,
        U32 = ElementType.UInt32, I32 = ElementType.Int32, I64 = ElementType.Int64, Bool = ElementType.Bool;

    // Elements that are not named have version 1; of int16 EQUAL and NOT_EQUAL the table's states differ.
    private static readonly (Operator Op, (ElementType Element, int Version)[] Versions)[] s_table =
    [
        (Clamp.Relu, [(F32, 1), (I8, 2), (U8, 2), (I16, 3)]),
        (Clamp.Relu6, [(F32, 1), (I8, 2), (U8, 1), (I16, 3)]),
        (new Clamp(-1, 1), [(F32, 1), (I8, 1)]),
        (new Logistic(), [(F32, 1), (I8, 2), (U8, 1), (I16, 3)]),
        (new Tanh(), [(F32, 1), (I8, 2), (U8, 1), (I16, 3)]),
        (new HardSwish(), [(F32, 1), (I8, 1)]),
        (new Elu(1), [(F32, 1), (I8, 1)]),
        (new Gelu(false), [(F32, 1), (I8, 2), (U8, 2), (I16, 1)]),
        (new LeakyRelu(0.5f), [(F32, 1), (I8, 1), (U8, 1), (I16, 2)]),
        (new Abs(), [(F32, 1), (I8, 2), (U8, 2), (I16, 3)]),
        (new Ceil(), [(F32, 1)]), (new Cos(), [(F32, 1)]), (new Sin(), [(F32, 1)]), (new Floor(), [(F32, 1)]), (new Neg(), [(F32, 1)]),
        (new Round(), [(F32, 1)]), (new Square(), [(F32, 1)]), (new LogicalNot(), [(Bool, 1)]),
        (new Exp(), [(F32, 1), (I8, 2), (I16, 2)]),
        (new Log(), [(F32, 1), (I8, 2), (I16, 2)]),
        (new Rsqrt(), [(F32, 1), (I8, 2), (I16, 3)]),
        (new Sign(), [(F32, 1), (I32, 2)]),
        (new Softmax(1), [(F32, 1), (I8, 2), (U8, 1), (I16, 3)]),
        (new LogSoftmax(1), [(F32, 1), (I8, 2), (I16, 1)]),
        (new ArgMax(0, false), [(F32, 1), (I8, 2), (U8, 1), (Bool, 3), (I32, 1)]),
        (new ArgMin(0, false), [(F32, 1), (I8, 2), (Bool, 3)]),
        (new Reduce(ReductionKind.Mean, [0], true), [(F32, 1), (I8, 2), (U8, 1), (I16, 3)]),
        (new Reduce(ReductionKind.Sum, [0], true), [(F32, 1), (I8, 2), (I16, 1)]),
        (new Reduce(ReductionKind.Max, [0], true), [(F32, 1), (I8, 2), (I16, 3)]),
        (new Reduce(ReductionKind.Min, [0], true), [(F32, 1), (I8, 2), (I16, 3)]),
        (new Reduce(ReductionKind.Product, [0], true), [(F32, 1), (I8, 2), (I16, 2)]),
        (new Reduce(ReductionKind.Any, [0], true), [(Bool, 1)]),
        (new Reduce(ReductionKind.All, [0], true), [(Bool, 1)]),
        (new Pad(PadMode.Constant, [1, 0], [0, 1], 0), [(F32, 1), (I8, 2), (U8, 1), (I16, 3), (I32, 1)]),
        (new Pad(PadMode.Constant, [1, 0], [0, 1], 2), [(F32, 1), (I8, 2), (I16, 3), (I64, 1)]),
        (new Pad(PadMode.Reflect, [1, 0], [0, 1], 0), [(F32, 1), (I8, 2), (I16, 3)]),
        (new Slice([1, 0], [1, 1], [1, 1]), [(F32, 1), (I8, 2), (U8, 1), (I16, 4), (U32, 6), (I32, 1)]),
        (new Slice([1, 0], [1, 1], [-1, 1]), [(F32, 1), (I8, 2), (U8, 1), (Bool, 3), (U32, 7), (I32, 1)]),
        (new Split(1, [1, 1, 1]), [(F32, 1), (I8, 2), (U8, 1), (I16, 4), (I32, 3), (I64, 1)]),
        (new Split(1, [1, 2]), [(F32, 1), (I8, 2), (I16, 1)]),
        (new Tile([2, 1]), [(F32, 1), (I8, 3), (U8, 1)]),
        (new BroadcastTo([4, 2, 3]), [(F32, 2), (I8, 3), (I16, 3), (U8, 2)]),
        (new Transpose(new Permutation([1, 0])), [(F32, 1), (I8, 2), (U8, 1), (Bool, 3), (I16, 5)]),
        (new Reshape([6]), [(F32, 1), (I8, 1), (I64, 1)]),
        (new CumulativeSum(1, false, false), [(F32, 1), (I32, 1), (I64, 1)]),
    ];

    private static readonly (Operator Op, (ElementType Element, int Version)[] Versions)[] s_pairs =
    [
        (new Add(), [(F32, 1), (I8, 2), (U8, 1), (I16, 3), (I32, 1), (I64, 4)]),
        (new Sub(), [(F32, 1), (I8, 2), (U8, 1), (I16, 5), (I32, 1), (I64, 4)]),
        (new Mul(), [(F32, 1), (I8, 2), (U8, 1), (I16, 4), (U32, 7), (I32, 1), (I64, 5)]),
        (new Div(), [(F32, 1), (U8, 1), (I32, 1)]),
        (new Maximum(), [(F32, 1), (I8, 2), (U8, 1), (I16, 4), (I64, 1)]),
        (new Minimum(), [(F32, 1), (I8, 2), (U8, 1), (I16, 4), (I64, 1)]),
        (new Pow(), [(F32, 1)]),
        (new PRelu(), [(F32, 1), (I8, 1)]),
        (new Modulo(false), [(F32, 1), (I8, 2), (I16, 2), (I32, 1)]),
        (new Equal(), [(F32, 1), (I8, 2), (U8, 1), (Bool, 1)]),
        (new NotEqual(), [(F32, 1), (I8, 2), (U8, 1)]),
        (new Less(), [(F32, 1), (I8, 2), (U8, 1), (I16, 3)]),
        (new GreaterOrEqual(), [(F32, 1), (I8, 2), (U8, 1), (I16, 3)]),
        (new Greater(), [(F32, 1), (I8, 2), (I16, 1)]),
        (new LessOrEqual(), [(F32, 1), (I8, 2), (I16, 1)]),
        (new LogicalAnd(), [(Bool, 1)]),
        (new LogicalOr(), [(Bool, 1)]),
        (new Concat(1), [(F32, 1), (I8, 2), (U8, 1), (I16, 3), (U32, 4), (I64, 1)]),
    ];

    // Versions for rank 5 and for operands that broadcast there.
    private static readonly (Operator Op, int Same, int Broadcast)[] s_highRank =
    [
        (new Maximum(), 1, 3), (new Minimum(), 1, 3), (new Sub(), 1, 3), (new Div(), 1, 2), (new Less(), 1, 1),
    ];

    public static TheoryData<int> Unary => [.. Enumerable.Range(0, s_table.Length)];

    public static TheoryData<int> Pairs => [.. Enumerable.Range(0, s_pairs.Length)];

    [Theory, MemberData(nameof(Unary))]
    public void OperandOfEachType_HasTheLowestVersion(int index)
    {
        var (op, versions) = s_table[index];
        foreach (var (element, version) in versions) Version(op, Of(element, 2, 3)).ShouldBe(version, $"{op} of {element}");
    }

    [Theory, MemberData(nameof(Pairs))]
    public void PairOfEachType_HasTheLowestVersion(int index)
    {
        var (op, versions) = s_pairs[index];
        foreach (var (element, version) in versions)
        {
            var x = Of(element, 2, 3);
            Version(op, x, x).ShouldBe(version, $"{op} of {element}");
        }
    }

    [Fact]
    public void OperandsAboveRank4_NeedTheVersionThatBroadcastsThem()
    {
        TensorType x = new(F32, new Shape(1, 2, 1, 2, 3)), y = new(F32, new Shape(3)), z = new(F32, new Shape(2, 1, 2, 3));
        foreach (var (op, same, broadcast) in s_highRank)
        {
            Version(op, x, x).ShouldBe(same, $"{op} of the same rank 5");
            Version(op, x, y).ShouldBe(broadcast, $"{op} of rank 5 and 1");
            Version(op, z, y).ShouldBe(1, $"{op} of rank 4 and 1");
        }
    }

    [Fact]
    public void MovesAboveRank4_HaveTheirVersions()
    {
        TensorType four = new(F32, new Shape(1, 2, 1, 3)), five = new(F32, new Shape(1, 2, 1, 2, 3));
        EquatableArray<long> zeros = [0, 0, 0, 0, 0], ones = [1, 1, 1, 1, 1];
        Version(new Pad(PadMode.Constant, ones, zeros, 0), five).ShouldBe(4);
        Version(new Pad(PadMode.Constant, ones, zeros, 3), five).ShouldBe(4);
        Version(new Slice(zeros, ones, ones), five).ShouldBe(5);
        Version(new Slice([0, 1, 0, 0, 0], ones, [1, -1, 1, 1, 1]), five).ShouldBe(4);
        Version(new Transpose(new Permutation([4, 3, 2, 1, 0])), five).ShouldBe(4);
        Version(new Transpose(new Permutation([3, 2, 1, 0])), four).ShouldBe(1);
        Version(new Clamp(0.5f, float.PositiveInfinity), five).ShouldBe(3);
        Version(new Clamp(float.NegativeInfinity, 0.5f), five).ShouldBe(3);
        Version(new Clamp(0.5f, float.PositiveInfinity), four).ShouldBe(1);
    }

    [Fact]
    public void DepthAndSpace_HaveTheirVersions()
    {
        foreach (var (element, version) in new[] { (F32, 1), (I8, 2), (U8, 1) })
        {
            TensorType x = new(element, new Shape(1, 4, 4, 8));
            Version(new DepthToSpace(ChannelLayout.ChannelsLast, 2), x).ShouldBe(version);
            Version(new SpaceToDepth(ChannelLayout.ChannelsLast, 2), x).ShouldBe(version);
            EquatableArray<long> two = [2, 2], one = [1, 1], none = [0, 0];
            Version(new MaxPool(ChannelLayout.ChannelsLast, two, one, one, none, none), x).ShouldBe(version);
            Version(new AveragePool(ChannelLayout.ChannelsLast, two, one, one, none, none, false), x).ShouldBe(version);
            Version(new Gather(1), x, Tensor.Vector(0, 1)).ShouldBe(version);
        }
        Version(new MaxPool(ChannelLayout.ChannelsLast, [2, 2], [1, 1], [1, 1], [0, 0], [0, 0]), Of(I16, 1, 4, 4, 8)).ShouldBe(3);
        Version(new Gather(1), Of(I16, 4, 4), Tensor.Vector(0, 1)).ShouldBe(4);
        Version(new Gather(1), Of(Bool, 4, 4), Tensor.Vector(0, 1)).ShouldBe(3);
        Version(new Gather(1, 1), Of(F32, 4, 4), Tensor.Create(new Shape(4, 1), [0, 1, 2, 3])).ShouldBe(5);
    }

    [Fact]
    public void Selection_HasTheVersionOfWhatIsSelected()
    {
        TensorType condition = new(Bool, new Shape(2));
        Version(new Select(), condition, Of(U32, 2), Of(U32, 2)).ShouldBe(2);
        Version(new Select(), condition, Of(F32, 2), Of(F32, 2)).ShouldBe(1);
    }

    /// <summary>A product whose scales exceed that of the result needs version 3; one scale that is not known does not.</summary>
    [Theory]
    [InlineData(0.5f, 0.5f, 0.25f, 3)]
    [InlineData(0.5f, 0.5f, 0.5f, 2)]
    [InlineData(2f, 0.5f, 0.5f, 3)]
    public void QuantizedProduct_HasVersion3WhereItsScaleShrinks(float left, float right, float result, int version)
    {
        var type = Of(I8, 2);
        var node = WrittenNodes.Node(new Mul(), type, type);
        node.Input(0).Quantization = QuantizationParameters.PerTensor(left, 0);
        node.Input(1).Quantization = QuantizationParameters.PerTensor(right, 0);
        Version(node).ShouldBe(2, "no scale of the result");
        node.Output.Quantization = QuantizationParameters.PerTensor(result, 0);
        Version(node).ShouldBe(version);
    }

    [Fact]
    public void Quantization_HasTheVersionOfItsTypeAndAxis()
    {
        foreach (var (element, perAxis, version) in new[] { (I8, false, 1), (I8, true, 3), (I16, false, 2), (U8, false, 1) })
        {
            var node = WrittenNodes.Node(new Quantize(element), Of(F32, 2, 2));
            node.Output.Quantization = Parameters(perAxis);
            Version(node).ShouldBe(version, $"{element}, {perAxis}");
        }
        (ElementType, bool, int)[] from = [(I8, false, 2), (I8, true, 5), (I16, false, 3), (U8, false, 1), (ElementType.Float16, false, 3)];
        foreach (var (element, perAxis, version) in from)
        {
            var node = WrittenNodes.Node(new Dequantize(), Of(element, 2, 2));
            node.Input(0).Quantization = Parameters(perAxis);
            Version(node).ShouldBe(version, $"{element}, {perAxis}");
        }
    }

    /// <summary>Float inputs with int8 weights are computed in hybrid kernels, which have versions of their own.</summary>
    [Theory]
    [InlineData(F32, F32, false, 1, 1, 1)]
    [InlineData(I8, I8, true, 3, 3, 4)]
    [InlineData(F32, I8, false, 2, 4, 9)]
    [InlineData(F32, I8, true, 5, 6, 9)]
    public void WeightedLayers_HaveTheVersionsOfTheirTypes(ElementType x, ElementType w, bool perAxis, int conv, int depthwise, int dense)
    {
        var image = Of(x, 1, 4, 4, 2);
        Version(Weighted(Conv(KernelLayout.OutputSpatialInput, 1, 1), image, Of(w, 2, 1, 1, 2), perAxis)).ShouldBe(conv);
        Version(Weighted(Conv(KernelLayout.InputSpatialOutput, 2, 1), image, Of(w, 1, 1, 1, 2), perAxis)).ShouldBe(depthwise);
        var linear = new FullyConnected(WeightLayout.OutputInput);
        Version(Weighted(linear, Of(x, 3, 2), Of(w, 2, 2), perAxis)).ShouldBe(dense);
    }

    [Fact]
    public void WeightedLayers_HaveTheVersionsOfTheirForm()
    {
        var image = Of(F32, 1, 4, 4, 2);
        Version(Weighted(Conv(KernelLayout.InputSpatialOutput, 2, 2), image, Of(F32, 1, 1, 1, 2), false)).ShouldBe(2);
        Version(Weighted(Conv(KernelLayout.OutputSpatialInput, 1, 2), image, Of(F32, 2, 1, 1, 2), false)).ShouldBe(1);
        var linear = new FullyConnected(WeightLayout.OutputInput);
        Version(Weighted(linear, Of(F32, 3, 3, 2), Of(F32, 2, 2), false)).ShouldBe(5);
        Version(new MatMul(), Of(F32, 2, 2), Of(I8, 2, 2)).ShouldBe(4);
        Version(new MatMul(), Of(F32, 2, 2), Of(F32, 2, 2)).ShouldBe(1);
        Version(new MatMul(), Of(I8, 2, 2), Of(I8, 2, 2)).ShouldBe(2);
        Version(new MatMul(), Of(I16, 2, 2), Of(I16, 2, 2)).ShouldBe(3);
    }

    [Theory]
    [InlineData(F32, false, 1)]
    [InlineData(F32, true, 3)]
    [InlineData(I8, false, 2)]
    [InlineData(I8, true, 3)]
    public void TransposedConvolution_HasVersion3WithABias(ElementType element, bool hasBias, int version)
    {
        var op = new TransposeConvolution(ChannelLayout.ChannelsLast, KernelLayout.InputSpatialOutput, 1, [1, 1], [1, 1], [0, 0], [0, 0]);
        object?[] bias = hasBias ? [new TensorType(element == I8 ? I32 : F32, new Shape(3))] : [];
        Version(op, [Of(element, 1, 4, 4, 2), Of(element, 3, 1, 1, 2), .. bias]).ShouldBe(version);
    }

    /// <summary>Half-pixel centres, and aligned corners of the nearest neighbour, came with version 3.</summary>
    [Theory]
    [InlineData(ResizeMode.Linear, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, F32, 1)]
    [InlineData(ResizeMode.Linear, ResizeCoordinates.HalfPixel, ResizeRounding.Floor, F32, 3)]
    [InlineData(ResizeMode.Linear, ResizeCoordinates.AlignCorners, ResizeRounding.Floor, F32, 1)]
    [InlineData(ResizeMode.Linear, ResizeCoordinates.AlignCorners, ResizeRounding.Floor, I8, 2)]
    [InlineData(ResizeMode.Linear, ResizeCoordinates.HalfPixel, ResizeRounding.Floor, I8, 3)]
    [InlineData(ResizeMode.Linear, ResizeCoordinates.HalfPixel, ResizeRounding.Floor, I16, 4)]
    [InlineData(ResizeMode.Nearest, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, F32, 1)]
    [InlineData(ResizeMode.Nearest, ResizeCoordinates.AlignCorners, ResizeRounding.HalfUp, F32, 3)]
    public void Resizing_HasTheVersionOfItsCoordinates(
        ResizeMode mode, ResizeCoordinates coordinates, ResizeRounding rounding, ElementType element, int version) =>
        Version(new Resize(mode, coordinates, rounding, [1, 7, 9, 2], [1, 7 / 4f, 9 / 5f, 1]), Of(element, 1, 4, 5, 2))
            .ShouldBe(version);

    private static TensorType Of(ElementType element, params long[] extents) => new(element, new Shape(extents));

    private static QuantizationParameters Parameters(bool perAxis) => perAxis
        ? new QuantizationParameters([0.5f, 0.25f], [0, 0], 0)
        : QuantizationParameters.PerTensor(0.5f, 0);

    private static Convolution Conv(KernelLayout kernel, long groups, long dilation) =>
        new(ChannelLayout.ChannelsLast, kernel, groups, [1, 1], [dilation, dilation], [0, 0], [0, 0]);

    private static Node Weighted(Operator op, TensorType x, TensorType weights, bool perAxis)
    {
        var node = WrittenNodes.Node(op, x, weights, new TensorType(x.Element == I8 ? I32 : F32, new Shape(2)));
        if (weights.Element == I8) node.Input(1).Quantization = Parameters(perAxis);
        return node;
    }

    private static int Version(Operator op, params object?[] inputs) => Version(WrittenNodes.Node(op, inputs));

    // Of the first raw node.
    private static int Version(Node node) => int.Parse(
        WrittenNodes.Of(node)[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
}
