using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Operators;

/// <summary>At least one case for each operator; a new operator is added here.</summary>
internal static class OperatorCases
{
    private const ChannelLayout First = ChannelLayout.ChannelsFirst, Last = ChannelLayout.ChannelsLast;

    public static IEnumerable<OperatorCase> All =>
        [
            .. Unary(), .. Binary(), .. Selections(), .. Reductions(), .. Shapes(), .. Movements(), .. Products(), .. Windows(),
            .. Normalizations()];

    private static IEnumerable<OperatorCase> Unary() => new Operator[]
    {
        new Abs(), new Acos(), new Acosh(), new Asin(), new Asinh(), new Atan(), new Atanh(),
        new Cosh(), new Sinh(),
        new Ceil(), new Celu(0.5f), new Clamp(-0.5f, 1), new Cos(), new Elu(1.5f), new Erf(), new Exp(), new Floor(),
        new Gelu(false), new Gelu(true),
        new HardSigmoid(0.2f, 0.5f), new HardSwish(), new LeakyRelu(0.1f), new Log(), new Logistic(), new Mish(), new Neg(),
        new Reciprocal(), new Round(),
        new Rsqrt(), new Selu(1.6f, 1.1f), new Sign(), new Sin(), new Softplus(), new Softsign(), new Sqrt(), new Square(), new Tan(),
        new Tanh(),
        new ThresholdedRelu(0.3f), new Cast(ElementType.Int32), new Quantize(ElementType.Int8), new Dequantize(ElementType.Float64),
    }.Select(op => new OperatorCase(op, [Floats(2, 3, 4)], 6)).Append(new OperatorCase(new LogicalNot(), [Bools(2, 3)], 2));

    private static IEnumerable<OperatorCase> Binary() => new Operator[]
    {
        new Add(), new Add(Activation.Relu), new Sub(), new Mul(Activation.Relu6), new Div(Activation.Tanh), new Pow(), new Maximum(),
        new Minimum(), new Modulo(true),
        new Modulo(false), new PRelu(), new Equal(), new NotEqual(), new Greater(), new GreaterOrEqual(), new Less(), new LessOrEqual(),
    }.SelectMany(op => new OperatorCase[]
    {
        new(op, [Floats(2, 3, 4), Positive(2, 3, 4)], 6),
        new(op, [Floats(2, 3, 4), Floats(1, 3, 1)], 6),
        new(op, [Floats(2, 3, 4), Floats()], 6),
        new(op, [Floats(2, 3, 4), Floats(4)], 0),
        new(op, [Floats(1, 3, 1), Floats(2, 3, 4)], 6),
    }).Concat(
    [
        new(new LogicalAnd(), [Bools(2, 3), Bools(1, 3)], 2),
        new(new LogicalOr(), [Bools(2, 3), Bools(2, 1)], 2),
        new(new LogicalXor(), [Bools(2, 3), Bools(2, 3)], 2),
        new(new Add(), [Ints(9, 2, 3), Ints(9, 2, 3)], 2),
    ]);

    private static IEnumerable<OperatorCase> Selections() =>
    [
        new(new Select(), [Bools(2, 3, 4), Floats(2, 3, 4), Floats(1, 1, 4)], 6),
        new(new Select(), [Bools(1, 3, 1), Floats(2, 3, 4), Floats()], 6),
        new(new Gather(1), [Floats(2, 3, 4), Ints(3, 5)], 6),
        new(new Gather(1), [Floats(2, 3, 4), Ints(3, 2, 2)], 6),
        new(new Gather(2), [Floats(2, 3, 4), Ints(4)], 6),
        new(new Gather(1, 1), [Floats(2, 3, 4), Ints(3, 2, 2)], 0),
        new(new GatherElements(1), [Floats(2, 3, 4), Ints(3, 2, 5, 4)], 6),
        new(new TopK(2, ElementType.Int32), [Floats(2, 3, 4)], 2),
        new(new NonMaxSuppression(3, 0.25f, -1), [Floats(6, 4), Floats(6)], 0),
        new(new DetectionPostProcess(4, 2, 3, false, -1, 0.5f, 3, 10, 10, 5, 5), [Floats(1, 6, 4), Floats(1, 6, 4), Positive(6, 4)], 0),
        new(new DetectionPostProcess(4, 1, 3, true, -1, 0.5f, 3, 10, 10, 5, 5), [Floats(1, 6, 4), Floats(1, 6, 3), Positive(6, 4)], 0),
        new(new ScatterSum(5), [Tensor.Create(new Shape(2, 1), [2, 0]), Floats(2, 4)], 0),
        new(new ScatterND(), [Floats(3, 4), Tensor.Create(new Shape(2, 1), [2L, 0L]), Floats(2, 4)], 0),
        new(new ArgMax(1, KeepAxis: true), [Floats(2, 3, 4)], 6),
        new(new ArgMax(1, KeepAxis: false, SelectsLast: true), [Floats(2, 3, 4)], 6),
        new(new ArgMin(2, KeepAxis: false, Index: ElementType.Int32), [Floats(2, 3, 4)], 6),
    ];

    private static IEnumerable<OperatorCase> Reductions() =>
        from kind in new[] { ReductionKind.Sum, ReductionKind.Mean, ReductionKind.Max, ReductionKind.Min, ReductionKind.Product }
        from keep in new[] { true, false }
        from axes in new EquatableArray<int>[] { [1], [0, 2], [0, 1, 2, 3], [] }
        select new OperatorCase(new Reduce(kind, axes, keep), [Floats(2, 3, 4, 2)], 24);

    private static IEnumerable<OperatorCase> Shapes() =>
    [
        new(new Reshape([2, 3, 2, 2]), [Floats(2, 3, 4)], 6),
        new(new Reshape([6, 4]), [Floats(2, 3, 4)], 2),
        new(new Reshape([2, 12]), [Floats(2, 3, 4)], 2),
        new(new Reshape([24]), [Floats(2, 3, 4)], 1),
        new(new Transpose(new Permutation([2, 0, 1])), [Floats(2, 3, 4)], 6),
        new(new BroadcastTo([2, 3, 4]), [Floats(2, 1, 4)], 6),
        new(new BroadcastTo([2, 3, 4]), [Floats(3, 1)], 0),
    ];

    private static IEnumerable<OperatorCase> Movements() =>
    [
        new(new Concat(1), [Floats(2, 3, 4), Floats(2, 1, 4), Floats(2, 2, 4)], 6),
        new(new Split(2, [1, 3]), [Floats(2, 3, 4)], 6),
        new(new Slice([1, 0, 3], [1, 2, 2], [1, 2, -2]), [Floats(2, 3, 4)], 6),
        new(new Tile([2, 1, 3]), [Floats(2, 3, 2)], 6),
        new(new Pad(PadMode.Constant, [0, 1, 2], [1, 0, 0], -3), [Floats(2, 3, 4)], 6),
        new(new Pad(PadMode.Reflect, [0, 1, 2], [1, 2, 0], 0), [Floats(2, 3, 4)], 6),
        new(new Pad(PadMode.Symmetric, [0, 1, 2], [2, 2, 0], 0), [Floats(2, 3, 4)], 6),
        new(new Pad(PadMode.Edge, [0, 1, 2], [1, 2, 0], 0), [Floats(2, 3, 4)], 6),
        new(new Pad(PadMode.Wrap, [0, 1, 2], [1, 5, 0], 0), [Floats(2, 3, 4)], 6),
        new(new CumulativeSum(1, Exclusive: true, Reverse: false), [Floats(2, 3, 4)], 6),
        new(new DepthToSpace(First, 2), [Floats(1, 8, 2, 3)], 2),
        new(new DepthToSpace(Last, 2, ChannelMajor: true), [Floats(2, 2, 3, 8)], 2),
        new(new SpaceToDepth(First, 2), [Floats(2, 3, 4, 6)], 2),
        new(new SpaceToDepth(Last, 2), [Floats(2, 4, 6, 3)], 2),
        new(
            new Resize(ResizeMode.Linear, ResizeCoordinates.HalfPixel, ResizeRounding.HalfDown, [1, 2, 6, 5], [1, 1, 2, 1.7f]),
            [Floats(1, 2, 3, 3)], 24),
        new(
            new Resize(ResizeMode.Nearest, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [1, 2, 6, 4], [1, 1, 2, 1.5f]),
            [Floats(1, 2, 3, 3)], 24),
    ];

    private static IEnumerable<OperatorCase> Products() =>
    [
        new(new MatMul(), [Floats(2, 3, 4), Floats(2, 4, 5)], 2),
        new(new MatMul(), [Floats(2, 3, 2, 4), Floats(2, 1, 4, 5)], 4),
        new(new MatMul(LeftTransposed: true), [Floats(2, 4, 3), Floats(2, 4, 5)], 2),
        new(new MatMul(RightTransposed: true), [Floats(2, 3, 4), Floats(1, 5, 4)], 2),
        new(new MatMul(), [Floats(2, 3, 4), Floats(4, 5)], 0),
        new(new FullyConnected(WeightLayout.OutputInput), [Floats(2, 3, 4), Floats(5, 4), Floats(5)], 2),
        new(new FullyConnected(WeightLayout.InputOutput, Activation.Relu), [Floats(2, 4), Floats(4, 5), null], 1),
    ];

    private static IEnumerable<OperatorCase> Windows() =>
    [
        new(
            new Convolution(First, KernelLayout.OutputInputSpatial, 1, [2, 1], [1, 2], [1, 0], [0, 2]),
            [Floats(2, 3, 5, 6), Floats(4, 3, 3, 2), Floats(4)], 2),
        new(
            new Convolution(First, KernelLayout.OutputInputSpatial, 2, [1, 1], [1, 1], [1, 1], [1, 1], Activation.Relu),
            [Floats(1, 4, 5, 4), Floats(6, 2, 3, 3), null], 2),
        new(
            new Convolution(Last, KernelLayout.OutputSpatialInput, 1, [1, 2], [1, 1], [0, 0], [0, 0]),
            [Floats(2, 5, 6, 3), Floats(4, 2, 2, 3), Floats(4)], 2),
        new(
            new TransposeConvolution(First, KernelLayout.OutputInputSpatial, 1, [2, 2], [1, 1], [1, 0], [0, 1]),
            [Floats(2, 3, 4, 5), Floats(3, 4, 3, 3), Floats(4)], 2),
        new(new MaxPool(First, [2, 3], [2, 1], [1, 2], [1, 0], [0, 1]), [Floats(2, 3, 5, 6)], 2),
        new(new AveragePool(Last, [2, 2], [1, 2], [1, 1], [1, 0], [0, 1], CountsPadding: true), [Floats(2, 5, 6, 3)], 2),
        new(new AveragePool(First, [3, 3], [1, 1], [1, 1], [1, 1], [1, 1], CountsPadding: false), [Floats(2, 3, 5, 6)], 2),
    ];

    private static IEnumerable<OperatorCase> Normalizations() =>
    [
        new(new Softmax(1, 2), [Floats(2, 3, 4)], 6),
        new(new LogSoftmax(2), [Floats(2, 3, 4)], 6),
        new(new BatchNormalization(First, 0.1f), [Floats(2, 3, 4, 5), Floats(3), Floats(3), Floats(3), Positive(3)], 2),
        new(new BatchNormalization(Last, 0.1f), [Floats(2, 4, 5, 3), Floats(3), Floats(3), Floats(3), Positive(3)], 2),
        new(new InstanceNormalization(First, 0.1f), [Floats(2, 3, 4, 5), Floats(3), Floats(3)], 2),
        new(new InstanceNormalization(Last, 0.1f), [Floats(2, 4, 5, 3), Floats(3), Floats(3)], 2),
        new(new LayerNormalization(2, 0.1f), [Floats(2, 3, 4, 5), Floats(4, 5), Floats(5)], 2),
        new(new LayerNormalization(3, 0.1f), [Floats(2, 3, 4, 5), Floats(5), null], 6),
        new(new LocalResponseNormalization(First, 3, 0.5f, 0.75f, 1), [Floats(2, 5, 3, 4)], 2),
    ];

    private static Tensor Floats(params long[] extents) => Make(extents, random => (random.NextSingle() * 4) - 2);

    private static Tensor Positive(params long[] extents) => Make(extents, random => random.NextSingle() + 0.5f);

    private static Tensor Bools(params long[] extents) => Make(extents, random => random.Next(2) == 1);

    private static Tensor Ints(int end, params long[] extents) => Make(extents, random => (long)random.Next(end));

    private static Tensor Make<T>(long[] extents, Func<Random, T> next) where T : unmanaged
    {
        var random = new Random(extents.Length + 17);
        var shape = new Shape(extents);
        return Tensor.Create(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => next(random))]);
    }
}
