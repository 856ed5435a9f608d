using Sartor.Contracts;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>Subgraphs that cannot take the place of the node that runs them; AttributeCases has those that can.</summary>
public sealed class OnnxControlFlowTests
{
    /// <summary>Loops in loops in loops, each of 1,000 runs, are not written out.</summary>
    [Fact]
    public void LoopsInLoops_StayOpaqueAndTakeNoTime()
    {
        var innermost = Body("v2", new ProtoWriter().Text(1, "v2").Text(2, "w2").Text(3, "neg").Text(4, "Neg"), "w2", 2);
        var middle = Body("v1", Loop("v1", "w1", innermost), "w1", 1);
        var model = Counted().Graph(graph => graph.Message(1, Loop("x", "y", middle))).Output("y").Build();

        var graph = Read(model);

        var node = graph.Nodes.ShouldHaveSingleItem();
        node.Operator.ShouldBeOfType<OpaqueOperator>().Reason.ShouldContain("20000 nodes");
        graph.Source.OperatorCounts.ShouldBe(new Dictionary<string, int> { ["Loop"] = 1 });
    }

    [Fact]
    public void LoopWhoseNumberOfRunsIsComputed_SaysSo()
    {
        var body = Body("v", new ProtoWriter().Text(1, "v").Text(2, "w").Text(3, "neg").Text(4, "Neg"), "w", 0);
        var model = new OnnxBuilder().Input("x", ElementType.Float32, 2L).Input("n", ElementType.Int64)
            .Graph(graph => graph.Message(1, Loop("x", "y", body))).Output("y").Build();

        Read(model).Nodes.ShouldHaveSingleItem().Operator.ShouldBeOfType<OpaqueOperator>().Reason
            .ShouldBe("how often it runs is computed; fix that before the export");
    }

    [Theory]
    [InlineData(null, "the lengths of its sequences are computed; fix them before the export")]
    [InlineData(4L, "the lengths [4,1] do not fit 2 sequences of 1 to 3")]
    [InlineData(0L, "the lengths [0,1] do not fit 2 sequences of 1 to 3")]
    public void BatchedScanOfOtherLengths_SaysSo(long? first, string reason)
    {
        var body = new ProtoWriter().Text(1, "body").Varint(20, 5).Message(6, new ProtoWriter()
            .Message(1, new ProtoWriter().Text(1, "r").Text(2, "z").Text(3, "neg").Text(4, "Neg"))
            .Message(11, new ProtoWriter().Text(1, "r")).Message(12, new ProtoWriter().Text(1, "z")));
        var model = new OnnxBuilder { Opset = 8 }.Input("x", ElementType.Float32, 2L, 3L, 2L);
        model = first is { } length ? model.Initializer("n", [2], length, 1L) : model.Input("n", ElementType.Int64, 2L);

        Read(model.Node("Scan", ["n", "x"], ["y"], body, OnnxBuilder.Int("num_scan_inputs", 1)).Output("y").Build())
            .Nodes.ShouldHaveSingleItem().Operator.ShouldBeOfType<OpaqueOperator>().Reason.ShouldBe(reason);
    }

    [Fact]
    public void ComputedIfWithBranchesOfDifferentShapes_SaysSo()
    {
        ProtoWriter Branch(string name, string input) => new ProtoWriter().Text(1, name).Varint(20, 5).Message(6, new ProtoWriter()
            .Message(1, new ProtoWriter().Text(1, input).Text(2, name).Text(3, name).Text(4, "Neg"))
            .Message(12, new ProtoWriter().Text(1, name)));
        var model = new OnnxBuilder().Input("a", ElementType.Float32, 2L).Input("b", ElementType.Float32, 3L).Input("c", ElementType.Bool)
            .Node("If", ["c"], ["y"], Branch("then_branch", "a"), Branch("else_branch", "b")).Output("y").Build();

        Read(model).Nodes.ShouldHaveSingleItem().Operator.ShouldBeOfType<OpaqueOperator>().Reason
            .ShouldContain("its branches give different shapes; fix the condition before the export");
    }

    /// <summary>A name inside a subgraph hides one outside, and ends with it.</summary>
    [Fact]
    public void NameInsideASubgraph_EndsWithIt()
    {
        var branch = new ProtoWriter().Text(1, "then_branch").Varint(20, 5).Message(6, new ProtoWriter()
            .Message(1, new ProtoWriter().Text(1, "x").Text(2, "inner").Text(3, "n1").Text(4, "Neg"))
            .Message(1, new ProtoWriter().Text(1, "inner").Text(2, "out").Text(3, "n2").Text(4, "Abs"))
            .Message(12, new ProtoWriter().Text(1, "out")));
        var model = new OnnxBuilder().Input("x", ElementType.Float32, 2L).Initializer("c", [], true)
            .Node("Exp", ["x"], ["inner"]).Node("If", ["c"], ["chosen"], branch).Node("Add", ["inner", "chosen"], ["y"])
            .Output("y").Build();

        var graph = Read(model);

        graph.Nodes.Select(n => n.Operator.Name).ShouldBe(["Exp", "Neg", "Abs", "Add"]);
        graph.Nodes[3].Input(0).Producer.ShouldBe(graph.Nodes[0]);
        graph.Nodes[3].Input(1).Producer.ShouldBe(graph.Nodes[2]);
        graph.Source.OperatorCounts["If"].ShouldBe(1);
    }

    private static OnnxBuilder Counted() => new OnnxBuilder().Input("x", ElementType.Float32, 2L).Initializer("n", [], 1000L);

    private static ProtoWriter Loop(string input, string output, ProtoWriter body) => new ProtoWriter()
        .Text(1, "n").Text(1, "").Text(1, input).Text(2, output).Text(3, output).Text(4, "Loop")
        .Message(5, new ProtoWriter().Text(1, "body").Varint(20, 5).Message(6, body));

    private static ProtoWriter Body(string input, ProtoWriter node, string output, int level) => new ProtoWriter()
        .Message(1, node)
        .Message(1, new ProtoWriter().Text(1, $"go{level}").Text(2, $"on{level}").Text(3, $"on{level}").Text(4, "Identity"))
        .Message(11, new ProtoWriter().Text(1, $"i{level}")).Message(11, new ProtoWriter().Text(1, $"go{level}"))
        .Message(11, new ProtoWriter().Text(1, input))
        .Message(12, new ProtoWriter().Text(1, $"on{level}")).Message(12, new ProtoWriter().Text(1, output));

    private static ModelGraph Read(byte[] model)
    {
        using var file = new TemporaryFile(model, ".onnx");
        using var opened = ModelFormats.Open(file.Path);
        return opened.Graph;
    }
}
