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
        ["layer normalisation"] = (new LayerNormalization(1, 0.1f), [[1, 3, 2], [3, 2], [3]], "input 2, [3], does not broadcast to [3,2]"),
    };

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Inputs_ThatDoNotFit_AreRefusedWithTheProblem(string name)
    {
        var (op, shapes, problem) = s_cases[name];
        var graph = new ModelGraph("unfit");
        var inputs = shapes.Select((s, i) => graph.AddInput($"x{i}", new TensorType(ElementType.Float32, new Shape(s)))).ToArray();
        var message = Should.Throw<UnsupportedModelException>(() => graph.Add(op, inputs, "here")).Message;
        message.ShouldContain($"node 'here' ({op.Name})");
        message.ShouldContain(problem);
    }

    private static Convolution Conv(long groups) => new(First, KernelLayout.OutputInputSpatial, groups, [1, 1], [1, 1], [0, 0], [0, 0]);

    private static TransposeConvolution Transposed(long groups, long pads) =>
        new(First, KernelLayout.OutputInputSpatial, groups, [1, 1], [1, 1], [pads, pads], [pads, pads]);
}
