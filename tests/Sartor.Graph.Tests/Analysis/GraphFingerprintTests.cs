using Sartor.Core;
using Sartor.Graph.Analysis;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Analysis;

public sealed class GraphFingerprintTests
{
    [Fact]
    public void Names_DoNotMatter() => Of(prefix: "other-").Model.ShouldBe(Of().Model);

    [Fact]
    public void Weights_Matter()
    {
        var (one, two) = (Of(), Of(weight: 2));
        two.Model.ShouldNotBe(one.Model);
        two.Layers[0].ShouldNotBe(one.Layers[0]);
        two.Layers[1..].ShouldBe(one.Layers[1..]);
    }

    [Fact]
    public void Attributes_Matter()
    {
        var (one, two) = (Of(), Of(epsilon: 1e-3f));
        two.Model.ShouldNotBe(one.Model);
        two.Layers[0].ShouldBe(one.Layers[0]);
        two.Layers[1].ShouldNotBe(one.Layers[1]);
    }

    [Fact]
    public void OrderOfIndependentNodes_DoesNotMatter() => Branches(exchanged: true).Model.ShouldBe(Branches(exchanged: false).Model);

    [Fact]
    public void Wiring_Matters()
    {
        GraphFingerprint Of(bool swapped)
        {
            var graph = new ModelGraph("wires");
            var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2)));
            var y = graph.AddInput("y", new TensorType(ElementType.Float32, new Shape(2)));
            graph.Outputs.Add(graph.Add(new Sub(), swapped ? [y, x] : [x, y], "difference").Output);
            return GraphFingerprint.Of(graph);
        }
        Of(swapped: true).Model.ShouldNotBe(Of(swapped: false).Model);
    }

    private static GraphFingerprint Of(float weight = 1, string prefix = "", float epsilon = 1e-5f) =>
        GraphFingerprint.Of(GraphAnalysisTests.Network(weight, prefix, epsilon).Graph);

    private static GraphFingerprint Branches(bool exchanged)
    {
        var graph = new ModelGraph("branches");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2)));
        Value? left = exchanged ? null : graph.Add(new Exp(), [x], "left").Output;
        var right = graph.Add(new Sin(), [x], "right").Output;
        left ??= graph.Add(new Exp(), [x], "left").Output;
        graph.Outputs.Add(graph.Add(new Sub(), [left, right], "difference").Output);
        return GraphFingerprint.Of(graph);
    }
}
