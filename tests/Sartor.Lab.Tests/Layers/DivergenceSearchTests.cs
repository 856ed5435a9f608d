using Sartor.Contracts.Targets;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Lab.Layers;

namespace Sartor.Lab.Tests.Layers;

public sealed class DivergenceSearchTests
{
    private readonly ModelGraph _source = Chain();
    private readonly ModelGraph _variant = Chain();

    [Fact]
    public void ErrorThatComesAtOnce_IsNamedWhereItComes()
    {
        var found = Find(1e-6, 0.4, 0.5, 0.6).ShouldNotBeNull();

        found.Pair.Variant.ShouldBe(Value(_variant, 1));
        found.VariantNodes.ShouldBe([_variant.Nodes[1]]);
        found.SourceNodes.ShouldBe([_source.Nodes[1]]);
        (found.Before, found.After, found.IsAtOnce).ShouldBe((1e-6, 0.4, true));
    }

    [Fact]
    public void TensorWithoutCounterpart_IsPartOfTheRegion()
    {
        var found = Find(1e-6, null, 0.5, 0.6).ShouldNotBeNull();

        found.VariantNodes.ShouldBe([_variant.Nodes[1], _variant.Nodes[2]]);
        found.Before.ShouldBe(1e-6);
    }

    [Fact]
    public void LookAlike_WhoseFollowersAgree_IsPassedOver()
    {
        Find(1e-6, 0.9, 1e-6, 1e-6).ShouldBeNull();
        Find(0.9, 1e-6, 1e-6, 0.6)!.Pair.Variant.ShouldBe(Value(_variant, 3));
    }

    [Fact]
    public void ErrorThatGrows_IsNotBlamedOnOneNode()
    {
        var found = Find(0.05, 0.06, 0.14, 0.2).ShouldNotBeNull();

        found.IsAtOnce.ShouldBeFalse();
        // 0.14 ÷ 0.06 is the largest step of those above the limit.
        found.Pair.Variant.ShouldBe(Value(_variant, 2));
    }

    [Fact]
    public void ValuesThatAreNotFinite_PartAtOnce()
    {
        Find(1e-6, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity)!.Pair.Variant.ShouldBe(Value(_variant, 1));
    }

    // The errors of the four tensors of the chain; null for one without a counterpart.
    private Divergence? Find(params double?[] errors) => new DivergenceSearch(0.1).Find(
        [
            .. errors.Index().Where(e => e.Item is not null)
                .Select(e => (new TensorPair(Value(_source, e.Index), Value(_variant, e.Index), null), e.Item!.Value)),
        ], _source, _variant);

    private static Value Value(ModelGraph graph, int node) => graph.Nodes[node].Output;

    private static ModelGraph Chain()
    {
        var graph = new ModelGraph("chain");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(4)));
        foreach (var op in (Graph.Ir.Operator[])[new Sin(), new Cos(), new Exp(), new Neg()]) x = TargetNetworks.Node(graph, op, x);
        graph.Outputs.Add(x);
        return graph;
    }
}
