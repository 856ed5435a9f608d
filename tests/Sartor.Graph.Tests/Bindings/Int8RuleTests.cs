using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Bindings;

/// <summary>
/// What int8 kernels ask of their tensors, by TFLite's 8-bit quantization specification; operators that it does not name, and kernels that
/// the runtime 2.9 computes wrongly, stay in float32.
/// </summary>
public sealed class Int8RuleTests
{
    private const ChannelLayout Last = ChannelLayout.ChannelsLast;

    private static readonly Dictionary<Int8Rule, Operator[]> s_rules = new()
    {
        [Int8Rule.Weighted] =
        [
            new Convolution(Last, KernelLayout.OutputSpatialInput, 1, [1, 1], [1, 1], [0, 0], [0, 0]),
            new TransposeConvolution(Last, KernelLayout.InputSpatialOutput, 1, [1, 1], [1, 1], [0, 0], [0, 0]),
            new FullyConnected(WeightLayout.OutputInput),
        ],
        [Int8Rule.SameAsInput] =
        [
            new MaxPool(Last, [1, 1], [1, 1], [1, 1], [0, 0], [0, 0]), new AveragePool(Last, [1, 1], [1, 1], [1, 1], [0, 0], [0, 0], false),
            new Gather(0), new Split(0, [1, 1]), new Slice([0], [1], [1]), new Reshape([1]), new Transpose(new Permutation([1, 0])),
            new Tile([1]), new BroadcastTo([1]), new DepthToSpace(Last, 2), new SpaceToDepth(Last, 2),
            new Resize(ResizeMode.Linear, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [1], [1]),
            new Pad(PadMode.Constant, [1], [0], 0), new Pad(PadMode.Reflect, [1], [0], 0),
            new Pad(PadMode.Constant, [1], [0], float.MinValue),
            new Reduce(ReductionKind.Max, [0], true), new Reduce(ReductionKind.Min, [0], true),
        ],
        [Int8Rule.SameAsOutput] = [new Concat(0), new Maximum(), new Minimum(), new Pad(PadMode.Constant, [1], [0], 0.5)],
        [Int8Rule.UnitInterval] = [new Logistic(), new Softmax(0)],
        [Int8Rule.SignedUnitInterval] = [new Tanh()],
        [Int8Rule.Free] =
        [
            new Add(), new Sub(), new Mul(), new MatMul(), new Reduce(ReductionKind.Mean, [0], true), Clamp.Relu, Clamp.Relu6,
            new Clamp(-1, 1), new LeakyRelu(0.1f), new PRelu(), new HardSwish(), new Elu(1), new Gelu(false), new Abs(), new Rsqrt(),
        ],
        [Int8Rule.Float] =
        [
            new Clamp(-0.5f, 0.5f), new Clamp(0, 1), new Reduce(ReductionKind.Sum, [0], true), new Reduce(ReductionKind.Product, [0], true),
            new Div(), new Pow(),
            new Exp(), new Log(), new Sin(), new Floor(), new CumulativeSum(0, false, false), new Cast(ElementType.Int32), new Select(),
            new LocalResponseNormalization(Last, 3, 1, 1, 1), new ArgMax(0, false), new Less(), new Sqrt(), new Square(), new Neg(),
        ],
    };

    public static TheoryData<Int8Rule> Rules => [.. s_rules.Keys];

    [Theory, MemberData(nameof(Rules))]
    public void Operator_HasTheRuleOfItsKernel(Int8Rule rule)
    {
        foreach (var op in s_rules[rule]) WrittenNodes.Binding(op).Int8(op).ShouldBe(rule, $"{op}");
    }
}
