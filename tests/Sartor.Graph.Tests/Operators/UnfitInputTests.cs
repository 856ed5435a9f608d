using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Operators;

/// <summary>Inputs that do not fit an operator are refused, with the node, the operator and what does not fit.</summary>
public sealed class UnfitInputTests
{
    private const ChannelLayout First = ChannelLayout.ChannelsFirst;

    private static readonly Dictionary<string, (Operator Op, long[][] Inputs, string Problem)> s_cases = new()
    {
        ["convolution, channels"] = (Conv(1), [[1, 3, 5, 5], [4, 2, 3, 3]], "has 3 channels"),
        ["convolution, channels of groups"] = (Conv(2), [[1, 4, 5, 5], [4, 4, 3, 3]], "takes 8"),
        ["convolution, outputs and groups"] = (Conv(2), [[1, 4, 5, 5], [3, 2, 3, 3]], "3 output channels do not divide into 2 groups"),
        ["convolution, bias"] = (Conv(1), [[1, 3, 5, 5], [4, 3, 3, 3], [3]], "the bias is [3] for 4 output channels"),
        ["convolution, kernel"] = (Conv(1), [[1, 3, 5, 2], [4, 3, 3, 3]], "does not fit into the size 2 of axis 3"),
        ["convolution, rank"] = (Conv(1), [[1, 3, 5], [4, 3, 3, 3]], "of rank 3; expected 4"),
        ["transposed convolution, channels"] = (Transposed(1, 0), [[1, 3, 5, 5], [4, 2, 3, 3]], "has 3 channels"),
        ["transposed convolution, channels and groups"] = (Transposed(2, 0), [[1, 3, 5, 5], [3, 2, 3, 3]], "in 2 groups"),
        ["transposed convolution, bias"] = (Transposed(1, 0), [[1, 3, 5, 5], [3, 2, 3, 3], [3]], "the bias is [3] for 2 output channels"),
        ["transposed convolution, pads"] = (Transposed(1, 4), [[1, 3, 5, 5], [3, 2, 3, 3]], "leave nothing of axis 2"),
        ["pooling, window"] =
            (new MaxPool(First, [3, 3], [1, 1], [1, 1], [0, 0], [0, 0]), [[1, 3, 5, 2]], "does not fit into the size 2 of axis 3"),
        ["linear layer, features"] = (new FullyConnected(WeightLayout.OutputInput), [[2, 4], [3, 5]], "has 4 features"),
        ["linear layer, bias"] = (new FullyConnected(WeightLayout.OutputInput), [[2, 4], [3, 4], [4]], "the bias is [4] for 3 outputs"),
        ["matrix product, inner extents"] = (new MatMul(), [[2, 3, 4], [2, 3, 4]], "the inner dimensions are 4 and 3"),
        ["matrix product, batch"] = (new MatMul(), [[2, 3, 4], [3, 4, 5]], "the batch axes"),
        ["sum"] = (new Add(), [[2, 3], [2]], "do not broadcast"),
        ["selection of parts"] = (new Gather(1, 1), [[2, 3], [3, 1]], "the first 1 axes"),
        ["gather, axis"] = (new Gather(2), [[2, 3], [3]], "axis 2 is out of range"),
        ["gather of elements"] = (new GatherElements(1), [[2, 3], [3, 3]], "reach beyond [2,3]"),
        ["depth to space"] = (new DepthToSpace(First, 2), [[1, 6, 2, 2]], "6 channels do not divide"),
        ["space to depth, rows"] = (new SpaceToDepth(First, 2), [[1, 6, 3, 2]], "does not divide into blocks of 2×2"),
        ["space to depth, columns"] = (new SpaceToDepth(First, 2), [[1, 6, 2, 3]], "does not divide into blocks of 2×2"),
        ["concatenation, other axes"] = (new Concat(1), [[2, 3], [3, 3]], "do not line up along axis 1"),
        ["concatenation, rank"] = (new Concat(1), [[2, 3], [2, 3, 1]], "do not line up along axis 1"),
        ["slice, start"] = (new Slice([3], [1], [1]), [[3]], "are not inside [3]"),
        ["slice, end"] = (new Slice([0], [3], [2]), [[4]], "elements 0 to 4 of axis 0"),
        ["slice, end backward"] = (new Slice([2], [3], [-2]), [[4]], "elements 2 to -2 of axis 0"),
        ["reshape, count"] = (new Reshape([4, 2]), [[3, 3]], "[3,3] does not reshape to"),
        ["reshape, remainder"] = (new Reshape([-1, 2]), [[3, 3]], "[3,3] does not reshape to"),
        ["split"] = (new Split(0, [1, 1]), [[3]], "do not add up to the size 3 of axis 0"),
        ["transpose"] = (new Transpose(new Permutation([1, 0])), [[1, 2, 3]], "does not permute [1,2,3]"),
        ["broadcast"] = (new BroadcastTo([2, 3]), [[2]], "does not broadcast to [2,3]"),
        ["reflection, before"] = (new Pad(PadMode.Reflect, [3], [0], 0), [[3]], "too short for Reflect padding"),
        ["reflection, after"] = (new Pad(PadMode.Symmetric, [0], [4], 0), [[3]], "too short for Symmetric padding"),
        ["reduction"] = (new Reduce(ReductionKind.Sum, [2], true), [[1, 2]], "axis 2 is out of range"),
        ["maximum of nothing"] = (new ArgMax(1, true), [[2, 0]], "axis 1 of [2,0] is empty"),
        ["softmax"] = (new Softmax(2), [[1, 2]], "axis 2 is out of range"),
        ["batch normalisation"] = (new BatchNormalization(First, 0.1f), [[1, 3, 2], [3], [3], [3], [2]], "input 4 is [2] for 3 channels"),
        ["instance normalisation"] = (new InstanceNormalization(First, 0.1f), [[1, 3, 2], [3], [2]], "do not fit the channels"),
        ["axis of a scalar"] = (new Softmax(0), [[]], "of rank 0; expected at least 1"),
        ["running sum, axis"] = (new CumulativeSum(1, false, false), [[3]], "axis 1 is out of range for rank 1"),
        ["maximum of a scalar"] = (new ArgMax(0, true), [[]], "of rank 0; expected at least 1"),
        ["maximum, axis"] = (new ArgMax(2, true), [[1, 2]], "axis 2 is out of range for rank 2"),
        ["minimum, axis"] = (new ArgMin(-3, false), [[1, 2]], "axis -3 is out of range for rank 2"),
        ["gather of a scalar"] = (new Gather(0), [[], [1]], "of rank 0; expected at least 1"),
        ["gather, more axes in step than indices"] = (new Gather(2, 2), [[2, 3, 4], [2]], "of rank 1; expected at least 2"),
        ["gather, axes in step behind the axis"] = (new Gather(0, 1), [[2, 3], [2, 1]], "the first 1 axes of [2,3] and [2,1] differ"),
        ["gather, axes in step below 0"] = (new Gather(1, -1), [[2, 3], [2, 1]], "the first -1 axes"),
        ["elements of a scalar"] = (new GatherElements(0), [[], []], "of rank 0; expected at least 1"),
        ["elements, axis"] = (new GatherElements(2), [[2, 3], [2, 3]], "axis 2 is out of range for rank 2"),
        ["elements, rank of the indices"] = (new GatherElements(1), [[2, 3], [2]], "of rank 1; expected 2"),
        ["elements, other axes"] = (new GatherElements(0), [[2, 3], [9, 4]], "the indices [9,4] reach beyond [2,3]"),
        ["scatter into a scalar"] = (new ScatterND(), [[], [1, 1], [1]], "of rank 0; expected at least 1"),
        ["scatter by a scalar"] = (new ScatterND(), [[2], [], []], "of rank 0; expected at least 1"),
        ["scatter, depth"] = (new ScatterND(), [[2, 3], [4, 3], [4]], "do not fit [2,3]"),
        ["scatter, updates"] = (new ScatterND(), [[2, 3], [4, 1], [4, 2]], "indices [4,1] and updates [4,2] do not fit [2,3]"),
        ["concatenation of scalars"] = (new Concat(0), [[], []], "of rank 0; expected at least 1"),
        ["concatenation, axis"] = (new Concat(2), [[2, 3], [2, 3]], "axis 2 is out of range for rank 2"),
        ["concatenation, third operand"] = (new Concat(1), [[2, 3], [2, 1], [3, 3]], "[2,3] and [3,3] do not line up"),
        ["split of a scalar"] = (new Split(0, [1]), [[]], "of rank 0; expected at least 1"),
        ["split, axis"] = (new Split(1, [1]), [[1]], "axis 1 is out of range for rank 1"),
        ["linear layer of a scalar"] = (new FullyConnected(WeightLayout.OutputInput), [[], [3, 1]], "of rank 0; expected at least 1"),
        ["linear layer, weights of rank 1"] = (new FullyConnected(WeightLayout.OutputInput), [[4], [4]], "of rank 1; expected 2"),
        ["linear layer, weights of rank 3"] = (new FullyConnected(WeightLayout.OutputInput), [[4], [3, 4, 1]], "of rank 3; expected 2"),
        ["linear layer, other order"] = (new FullyConnected(WeightLayout.InputOutput), [[2, 4], [3, 4]], "has 4 features"),
        ["linear layer, bias of the other order"] =
            (new FullyConnected(WeightLayout.InputOutput), [[2, 3], [3, 4], [3]], "the bias is [3] for 4 outputs"),
        ["matrix product of vectors"] = (new MatMul(), [[3], [3, 4]], "of rank 1; expected at least 2"),
        ["matrix product by a vector"] = (new MatMul(), [[3, 4], [4]], "of rank 1; expected at least 2"),
        ["matrix product, left transposed"] = (new MatMul(true), [[3, 4], [4, 3]], "the inner dimensions are 3 and 4"),
        ["matrix product, right transposed"] = (new MatMul(false, true), [[3, 4], [4, 3]], "the inner dimensions are 4 and 3"),
        ["local response of a vector"] = (new LocalResponseNormalization(First, 3, 1, 1, 1), [[3]], "of rank 1; expected at least 2"),
        ["batch normalisation of a vector"] =
            (new BatchNormalization(First, 0.1f), [[3], [3], [3], [3], [3]], "of rank 1; expected at least 2"),
        ["batch normalisation, scale"] =
            (new BatchNormalization(First, 0.1f), [[1, 3, 2], [2], [3], [3], [3]], "input 1 is [2] for 3 channels"),
        ["batch normalisation, mean"] =
            (new BatchNormalization(First, 0.1f), [[1, 3, 2], [3], [3], [1], [3]], "input 3 is [1] for 3 channels"),
        ["instance normalisation of a matrix"] =
            (new InstanceNormalization(First, 0.1f), [[1, 3], [3], [3]], "of rank 2; expected at least 3"),
        ["instance normalisation, scale"] = (new InstanceNormalization(First, 0.1f), [[1, 3, 2], [2], [3]], "do not fit the channels"),
        ["layer normalisation of a scalar"] = (new LayerNormalization(0, 0.1f), [[], []], "of rank 0; expected at least 1"),
        ["layer normalisation, axis"] = (new LayerNormalization(3, 0.1f), [[1, 3, 2], [2]], "axis 3 is out of range for rank 3"),
        ["layer normalisation, scale"] = (new LayerNormalization(1, 0.1f), [[1, 3, 2], [3, 3]], "input 1, [3,3], does not broadcast"),
        ["depth to space of rank 3"] = (new DepthToSpace(First, 2), [[4, 2, 2]], "of rank 3; expected 4"),
        ["space to depth of rank 5"] = (new SpaceToDepth(First, 2), [[1, 1, 4, 2, 2]], "of rank 5; expected 4"),
        ["pool, rank"] = (new MaxPool(First, [3, 3], [1, 1], [1, 1], [0, 0], [0, 0]), [[3, 5, 5]], "of rank 3; expected 4"),
        ["transposed convolution, rank"] = (Transposed(1, 0), [[1, 3, 5], [3, 2, 3, 3]], "of rank 3; expected 4"),
        ["transposed convolution, kernel rank"] = (Transposed(1, 0), [[1, 3, 5, 5], [3, 2, 3]], "of rank 3; expected 4"),
        ["convolution, kernel rank"] = (Conv(1), [[1, 3, 5, 5], [4, 3, 3]], "of rank 3; expected 4"),
        ["convolution, rows"] = (Conv(1), [[1, 3, 2, 5], [4, 3, 3, 3]], "does not fit into the size 2 of axis 2"),
        ["pads of another rank"] = (new Pad(PadMode.Constant, [1], [0], 0), [[3, 3]], "of rank 2; expected 1"),
        ["border of nothing"] = (new Pad(PadMode.Edge, [1], [0], 0), [[0]], "too short for Edge padding"),
        ["repetition of nothing"] = (new Pad(PadMode.Wrap, [1], [0], 0), [[0]], "too short for Wrap padding"),
        ["reflection of one"] = (new Pad(PadMode.Reflect, [0], [1], 0), [[1]], "too short for Reflect padding"),
        ["repeats of another rank"] = (new Tile([1, 2]), [[3]], "of rank 1; expected 2"),
        ["slice of another rank"] = (new Slice([0], [1], [1]), [[3, 3]], "of rank 2; expected 1"),
        ["slice, start below 0"] = (new Slice([-1], [1], [1]), [[3]], "are not inside [3]"),
        ["reshape with two open extents"] = (new Reshape([-1, -1]), [[4]], "[4] does not reshape to"),
        ["reshape of nothing to an open extent"] = (new Reshape([-1, 0]), [[0, 3]], "[0,3] does not reshape to"),
        ["reshape below −1"] = (new Reshape([-2, -2]), [[4]], "[4] does not reshape to"),
        ["resizing of nothing"] =
            (new Resize(ResizeMode.Linear, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [2], [1]), [[0]], "[0] is empty"),
        ["resizing of another rank"] =
            (new Resize(ResizeMode.Linear, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [2], [1]), [[2, 2]], "rank 2; expected 1"),
        ["selection, condition"] = (new Select(), [[2], [3], [3]], "[2], [3] and [3] do not broadcast"),
        ["selection, last"] = (new Select(), [[3], [3], [2]], "[3], [3] and [2] do not broadcast"),
        ["left-out operand"] = (new Add(), [[2], null!], "input 1 is missing"),
        ["too few operands"] = (new Select(), [[2], [2]], "input 2 is missing"),
        ["layer normalisation"] = (new LayerNormalization(1, 0.1f), [[1, 3, 2], [3, 2], [3]], "input 2, [3], does not broadcast to [3,2]"),
    };

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Inputs_ThatDoNotFit_AreRefusedWithTheProblem(string name)
    {
        var (op, shapes, problem) = s_cases[name];
        var graph = new ModelGraph("unfit");
        var inputs = shapes.Select((s, i) => s is null ? null : graph.AddInput($"x{i}", Floats(s))).ToArray();
        var message = Should.Throw<UnsupportedModelException>(() => graph.Add(op, inputs, "here")).Message;
        message.ShouldContain($"node 'here' ({op.Name})");
        message.ShouldContain(problem);
    }

    /// <summary>At the limits of what fits.</summary>
    [Fact]
    public void Inputs_ThatJustFit_AreTaken()
    {
        (Operator Op, long[][] Inputs, long[] Result)[] cases =
        [
            (Conv(1), [[1, 3, 3, 3], [4, 3, 3, 3], [4]], [1, 4, 1, 1]),
            (Conv(3), [[1, 3, 3, 3], [6, 1, 3, 3]], [1, 6, 1, 1]),
            (Transposed(1, 1), [[1, 3, 1, 1], [3, 2, 3, 3], [2]], [1, 2, 1, 1]),
            (new MaxPool(First, [3, 3], [1, 1], [1, 1], [0, 0], [0, 0]), [[1, 3, 3, 3]], [1, 3, 1, 1]),
            (new Pad(PadMode.Reflect, [2], [2], 0), [[3]], [7]),
            (new Pad(PadMode.Symmetric, [3], [3], 0), [[3]], [9]),
            (new Pad(PadMode.Edge, [9], [0], 0), [[1]], [10]),
            (new Pad(PadMode.Edge, [0], [0], 0), [[0]], [0]),
            (new Slice([2], [1], [1]), [[3]], [1]),
            (new Slice([9], [0], [1]), [[3]], [0]),
            (new Slice([2], [3], [-1]), [[3]], [3]),
            (new Gather(1, 1), [[2, 3], [2, 5]], [2, 5]),
            (new Gather(0), [[2], []], []),
            (new GatherElements(1), [[2, 3], [2, 9]], [2, 9]),
            (new ScatterND(), [[2, 3], [4, 2], [4]], [2, 3]),
            (new Reshape([]), [[1, 1]], []),
            (new Reshape([-1, 2]), [[0, 2]], [0, 2]),
            (new FullyConnected(WeightLayout.OutputInput), [[4], [3, 4]], [3]),
            (new FullyConnected(WeightLayout.InputOutput), [[4], [4, 3], [3]], [3]),
            (new MatMul(true, true), [[2, 4, 3], [1, 5, 4]], [2, 3, 5]),
            (new ArgMax(1, false), [[2, 1]], [2]),
            (new Reduce(ReductionKind.Max, [0, 1], false), [[2, 1]], []),
            (new LayerNormalization(2, 1), [[2, 3, 4], [4], [1]], [2, 3, 4]),
            (new BroadcastTo([2, 3]), [[]], [2, 3]),
            (new Tile([0, 2]), [[2, 3]], [0, 6]),
        ];
        foreach (var (op, shapes, result) in cases)
        {
            var graph = new ModelGraph("fit");
            var node = graph.Add(op, [.. shapes.Select((s, i) => graph.AddInput($"x{i}", Floats(s)))], "here");
            node.Output.Type.Shape.ShouldBe(new Shape(result), $"{op}");
        }
    }

    [Fact]
    public void Operands_OfDifferentTypes_AreRefused()
    {
        var floats = Floats([2]);
        TensorType integers = floats with { Element = ElementType.Int32 }, bools = floats with { Element = ElementType.Bool };
        (Operator Op, TensorType[] Inputs)[] cases =
        [
            (new Add(), [floats, integers]), (new Equal(), [floats, integers]), (new Concat(0), [floats, floats, integers]),
            (new Select(), [bools, floats, integers]),
        ];
        foreach (var (op, types) in cases)
        {
            var graph = new ModelGraph("unfit");
            var inputs = types.Select((t, i) => graph.AddInput($"x{i}", t)).ToArray();
            Should.Throw<UnsupportedModelException>(() => graph.Add(op, inputs, "here")).Message
                .ShouldContain("element types float32 and int32 differ");
        }
        var mixed = new ModelGraph("fit");
        mixed.Add(new Pow(), [mixed.AddInput("x", floats), mixed.AddInput("y", integers)], "power").Output.Type.ShouldBe(floats);
        mixed.Add(new Less(), [mixed.AddInput("x", floats), mixed.AddInput("y", floats)], "less").Output.Type.ShouldBe(bools);
    }

    private static TensorType Floats(long[] extents) => new(ElementType.Float32, new Shape(extents));

    private static Convolution Conv(long groups) => new(First, KernelLayout.OutputInputSpatial, groups, [1, 1], [1, 1], [0, 0], [0, 0]);

    private static TransposeConvolution Transposed(long groups, long pads) =>
        new(First, KernelLayout.OutputInputSpatial, groups, [1, 1], [1, 1], [pads, pads], [pads, pads]);
}
