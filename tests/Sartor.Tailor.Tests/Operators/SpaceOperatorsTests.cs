using Sartor.Graph.Ir;
using Sartor.Tailor.Codes;
using Sartor.Tailor.Operators;
using Sartor.Tailor.Operators.Fusions;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Tests.SubNets;

namespace Sartor.Tailor.Tests.Operators;

/// <summary>The steps of a space against those of the graphs of its networks, which are made whole and divided anew.</summary>
public sealed class SpaceOperatorsTests
{
    public static TheoryData<string, int, int, int, int, bool> Small => new()
    {
        // Resolutions, widths, depths, values of blocks; whether every network is made, or 500 of them.
        { "resnet50", 2, 2, 2, 1, true },
        { "resnet50", 1, 1, 3, 2, false },
        { "mobilenet_v2", 2, 1, 2, 2, false },
        { "convnext_tiny", 1, 2, 2, 1, true },
        { "vit_b_16", 2, 1, 2, 2, false },
        { "ofa_mobilenet_v3", 3, 1, 2, 1, true },
        { "proxyless", 2, 1, 2, 1, true },
        { "levit", 2, 1, 2, 1, true },
    };

    [Theory]
    [MemberData(nameof(Small))]
    public void Of_SmallSpace_AreThoseOfAllItsNetworks(string name, int resolutions, int widths, int depths, int ofBlocks, bool hasAll)
    {
        using var network = PublishedSuperNets.Open(name, file => SmallSpaces.Of(file, resolutions, widths, depths, ofBlocks));
        var networks = hasAll
            ? SubNetCode.All(network.Space)
            : Enumerable.Range(0, 500).Select(seed => SubNetCode.Random(network.Space, new Random(seed)));
        if (hasAll) network.Space.DistinctCount.ShouldBeLessThan(5000);
        foreach (var rules in (FusionRules[])[FusionRules.OnnxRuntime, FusionRules.TFLite, FusionRules.None])
        {
            var groups = new KernelGroups(rules);
            var expected = networks.SelectMany(code => Keys(network.SubNet(code).Graph, groups)).ToHashSet();

            var found = SpaceOperators.Of(network, new UnitForms(network, rules)).Kernels.Select(kernel => kernel.Key).ToHashSet();

            if (hasAll) found.SetEquals(expected).ShouldBeTrue($"{found.Count} found, {expected.Count} expected");
            else expected.Except(found).ShouldBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(PublishedSuperNets.Names), MemberType = typeof(PublishedSuperNets))]
    public void Forms_OfARandomNetwork_HaveItsStepsEachAsOftenAsTheyAreThere(string name)
    {
        using var network = PublishedSuperNets.Open(name);
        var forms = new UnitForms(network, FusionRules.OnnxRuntime);
        var groups = new KernelGroups(FusionRules.OnnxRuntime);
        for (var seed = 0; seed < 50; seed++)
        {
            var code = SubNetCode.Random(network.Space, new Random(seed));
            var found = new List<string>();
            var walk = new UnitVisit(new UnitWalk(network, forms, (_, form) => found.AddRange(form.Kernels)));

            CodeWalk.Sum(code, walk);

            found.Order(StringComparer.Ordinal).ShouldBe(Keys(network.SubNet(code).Graph, groups).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Graph_OfAStep_IsThatStepAlone()
    {
        using var network = PublishedSuperNets.Open("ofa_mobilenet_v3", file => SmallSpaces.Of(file, 1, 1, 2, 1));
        var forms = new UnitForms(network, FusionRules.OnnxRuntime);
        foreach (var kernel in SpaceOperators.Of(network, forms).Kernels)
        {
            var graph = forms.Graph(kernel);

            graph.Outputs.Count.ShouldBe(1, kernel.Key);
            KernelKey.Of([.. graph.Nodes]).ShouldBe(kernel.Key);
        }
    }

    private static IEnumerable<string> Keys(ModelGraph graph, KernelGroups groups) =>
        groups.Of(MainPath.Parts(graph.Nodes, graph.Inputs[0], graph.Outputs[0])).Select(group => KernelKey.Of([.. group]));
}
