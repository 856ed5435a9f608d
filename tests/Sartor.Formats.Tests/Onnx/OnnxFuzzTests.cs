using Sartor.Core;
using Sartor.Graph.Analysis;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Formats.Tests.Onnx;

[Collection(nameof(AllocationTests))]
public sealed class OnnxFuzzTests
{
    [Fact]
    public void Mutants_EndInOneSentenceOrAreRead() => new MutationFuzzer(20, MutationFuzzer.Count).Run(Corpus(), path =>
    {
        using var model = ModelFormats.Open(path);
        GraphAnalysis.Of(model.Graph);
        GraphFingerprint.Of(model.Graph);
    }).ShouldBeEmpty();

    [Fact]
    public void Mutants_ArePlacedOrEndInOneSentence() => new MutationFuzzer(23, MutationFuzzer.Count).Run(Corpus(), path =>
    {
        foreach (var report in ModelFormats.PlaceOnAll(path))
        {
            if (report.Taken + report.Fallbacks.Count != report.Operators) throw new InvalidOperationException("operators are lost");
        }
    }).ShouldBeEmpty();

    private static List<(string Name, byte[] Content)> Corpus()
    {
        var corpus = new List<(string, byte[])>
        {
            ("convolutions", Convolutions().Build()),
            ("shapes", Shapes().Build()),
            ("typed", Typed().Build()),
        };
        var installed = "/usr/share/libonnx-testdata/data";
        if (!Directory.Exists(installed)) return corpus;
        string[] names =
        [
            "node/test_if", "node/test_loop11", "node/test_scan9_sum", "node/test_slice", "node/test_resize_upsample_sizes_nearest",
            "simple/test_sequence_model1", "node/test_layer_normalization_2d_axis0_expanded",
        ];
        foreach (var name in names)
        {
            var path = Path.Combine(installed, name, "model.onnx");
            if (File.Exists(path)) corpus.Add((name, File.ReadAllBytes(path)));
        }
        return corpus;
    }

    private static OnnxBuilder Convolutions() => new OnnxBuilder().Input("x", ElementType.Float32, "n", 3, 8, 8)
        .Initializer("w", [4, 3, 3, 3], new float[108]).Initializer("s", [4], new float[4]).Initializer("fc", [4, 10], new float[40])
        .Node("Conv", ["x", "w"], ["a"], Ints("pads", 1, 1, 1, 1), Ints("strides", 2, 2), Int("group", 1))
        .Node("BatchNormalization", ["a", "s", "s", "s", "s"], ["b"], Float("epsilon", 1e-5f)).Node("Relu", ["b"], ["c"])
        .Node("MaxPool", ["c"], ["d"], Ints("kernel_shape", 2, 2), Ints("strides", 2, 2), Int("ceil_mode", 1))
        .Node("GlobalAveragePool", ["d"], ["e"]).Node("Flatten", ["e"], ["f"], Int("axis", 1)).Node("Gemm", ["f", "fc"], ["g"])
            .Node("Softmax", ["g"], ["y"]).Output("y");

    private static OnnxBuilder Shapes() => new OnnxBuilder().Input("x", ElementType.Float32, 2, 6, 4)
        .Initializer("zero", [], 0L).Initializer("axes", [1], 0L).Initializer("rest", [2], 3L, -1L).Initializer("starts", [1], 1L)
            .Initializer("ends", [1], long.MaxValue)
        .Node("Shape", ["x"], ["s"]).Node("Gather", ["s", "zero"], ["n"]).Node("Unsqueeze", ["n", "axes"], ["n1"])
            .Node("Concat", ["n1", "rest"], ["t"], Int("axis", 0))
        .Node("Reshape", ["x", "t"], ["r"]).Node("Slice", ["r", "starts", "ends"], ["l"])
            .Node("Transpose", ["l"], ["p"], Ints("perm", 1, 2, 0))
        .Node("ConstantOfShape", ["t"], ["k"]).Node("Expand", ["p", "s"], ["q"]).Node("Split", ["r"], ["u", "v"], Int("axis", 2))
            .Output("u");

    private static OnnxBuilder Typed() => new OnnxBuilder().Input("x", ElementType.Float32, 2, 2)
        .Initializer(
            TensorHead("a", ElementType.Float32, [2, 2]).Float(4, 1).Float(4, 2).Float(4, 3)
                .Float(4, 4)).Initializer(TensorHead("h", ElementType.Float16, [2]).Packed(5, 0x3C00, 0x4000))
        .Initializer(
            TensorHead("e", ElementType.Float32, [2]).Varint(14, 1).Message(
                13, new ProtoWriter().Text(1, "location").Text(2, "mutant")).Message(13, new ProtoWriter().Text(1, "offset").Text(2, "16")))
        .Node("Add", ["x", "a"], ["b"]).Node("Mul", ["b", "e"], ["c"]).Node("Cast", ["h"], ["i"], Int("to", 1))
            .Node("Add", ["c", "i"], ["y"]).Output("y");
}
