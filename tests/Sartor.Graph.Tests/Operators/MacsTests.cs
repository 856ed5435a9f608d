using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Operators;

/// <summary>Multiply-accumulate operations, worked out by hand from the definition of each operator (fvcore's count).</summary>
public sealed class MacsTests
{
    private const ChannelLayout First = ChannelLayout.ChannelsFirst, Last = ChannelLayout.ChannelsLast;

    private static readonly Dictionary<string, (Operator Op, long[][] Inputs, long Macs)> s_cases = new()
    {
        // Each of 10·5 result positions of each of 6 outputs sums 4 inputs under 3·2 taps.
        ["convolution"] = (Conv(First, KernelLayout.OutputInputSpatial, 1), [[1, 4, 21, 10], [6, 4, 3, 2]], 10 * 5 * 6 * 4 * 6),
        ["convolution, channels last"] =
            (Conv(Last, KernelLayout.OutputSpatialInput, 1), [[1, 21, 10, 4], [6, 3, 2, 4]], 10 * 5 * 6 * 4 * 6),
        ["grouped convolution"] = (Conv(First, KernelLayout.OutputInputSpatial, 2), [[1, 4, 21, 10], [6, 2, 3, 2]], 10 * 5 * 6 * 2 * 6),
        ["depthwise convolution"] = (Conv(Last, KernelLayout.InputSpatialOutput, 4), [[1, 21, 10, 4], [1, 3, 2, 8]], 10 * 5 * 8 * 6),
        ["batch of convolutions"] =
            (Conv(First, KernelLayout.OutputInputSpatial, 1), [[3, 4, 21, 10], [6, 4, 3, 2]], 3 * 10 * 5 * 6 * 4 * 6),
        // Each of 4·5·3 input elements goes into 6 outputs under 3·2 taps, whatever the stride.
        ["transposed convolution"] =
            (Transposed(First, KernelLayout.OutputInputSpatial, 1), [[1, 3, 4, 5], [3, 6, 3, 2]], 4 * 5 * 3 * 6 * 6),
        ["transposed convolution, channels last"] =
            (Transposed(Last, KernelLayout.InputSpatialOutput, 1), [[1, 4, 5, 3], [6, 3, 2, 3]], 4 * 5 * 3 * 6 * 6),
        ["grouped transposed convolution"] =
            (Transposed(First, KernelLayout.OutputInputSpatial, 3), [[1, 3, 4, 5], [3, 2, 3, 2]], 4 * 5 * 3 * 2 * 6),
        ["linear layer"] = (new FullyConnected(WeightLayout.OutputInput), [[7, 5, 4], [3, 4]], 7 * 5 * 3 * 4),
        ["linear layer, weights transposed"] = (new FullyConnected(WeightLayout.InputOutput), [[7, 5, 4], [4, 3]], 7 * 5 * 3 * 4),
        ["matrix product"] = (new MatMul(), [[2, 5, 3, 4], [5, 4, 7]], 2 * 5 * 3 * 7 * 4),
        ["matrix product, left transposed"] = (new MatMul(LeftTransposed: true), [[5, 4, 3], [5, 4, 7]], 5 * 3 * 7 * 4),
        ["matrix product, right transposed"] = (new MatMul(RightTransposed: true), [[5, 3, 4], [5, 7, 4]], 5 * 3 * 7 * 4),
        ["pooling"] = (new MaxPool(First, [2, 2], [2, 2], [1, 1], [0, 0], [0, 0]), [[1, 3, 4, 4]], 0),
        ["sum"] = (new Add(), [[1, 3], [1, 3]], 0),
    };

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Macs_AreThoseOfTheDefinition(string name)
    {
        var (op, shapes, macs) = s_cases[name];
        var graph = new ModelGraph("macs");
        var node = graph.Add(
            op, [.. shapes.Select((s, i) => graph.AddInput($"x{i}", new TensorType(ElementType.Float32, new Shape(s))))], "node");
        op.Macs(node.InputTypes, node.OutputTypes).ShouldBe(macs);
    }

    private static Convolution Conv(ChannelLayout layout, KernelLayout kernel, long groups) =>
        new(layout, kernel, groups, [2, 2], [1, 1], [0, 0], [0, 0]);

    private static TransposeConvolution Transposed(ChannelLayout layout, KernelLayout kernel, long groups) =>
        new(layout, kernel, groups, [2, 2], [1, 1], [0, 0], [0, 0]);
}
