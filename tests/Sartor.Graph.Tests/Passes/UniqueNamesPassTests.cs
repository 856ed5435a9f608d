using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class UniqueNamesPassTests
{
    private static Value Named(GraphFixture g, string name, Value x)
    {
        var value = g.Relu(x);
        value.Name = name;
        return value;
    }

    private static string[] Names(ModelGraph graph) =>
        [.. graph.Inputs.Concat(graph.Constants).Concat(graph.Nodes.SelectMany(n => n.Outputs)).Distinct().Select(v => v.Name)];

    [Fact]
    public void Clashing_values_get_names_of_their_own()
    {
        var g = new GraphFixture();
        var x = Named(g, "a_1", Named(g, "a", Named(g, "a", g.Input(2))));
        g.Output(Named(g, "y", g.Add(new Add(), g.Add(new Mul(), x, g.Constant(g.Random(2))), g.Constant(g.Random(2)))));
        g.ShouldKeepResults(new UniqueNamesPass());
        Names(g.Graph).ShouldBeUnique();
        new UniqueNamesPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Inputs_and_outputs_keep_their_names()
    {
        var g = new GraphFixture();
        var x = g.Input(2);
        var inner = Named(g, "y", Named(g, "x", x));
        g.Output(Named(g, "y", inner));
        new UniqueNamesPass().Run(g.Graph).ShouldBeTrue();
        x.Name.ShouldBe("x");
        g.Graph.Outputs[0].Name.ShouldBe("y");
        inner.Name.ShouldNotBe("y");
        Names(g.Graph).ShouldBeUnique();
    }

    [Fact]
    public void Values_without_a_name_get_one()
    {
        var g = new GraphFixture();
        g.Output(Named(g, "y", Named(g, "", Named(g, "", g.Input(2)))));
        new UniqueNamesPass().Run(g.Graph).ShouldBeTrue();
        Names(g.Graph).ShouldBeUnique();
        Names(g.Graph).ShouldAllBe(name => name.Length > 0);
    }

    [Fact]
    public void Unique_names_stay()
    {
        var g = new GraphFixture();
        g.Output(Named(g, "c", Named(g, "b", g.Input(2))));
        new UniqueNamesPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Output_that_is_a_constant_or_listed_twice_keeps_its_name()
    {
        var g = new GraphFixture();
        var y = Named(g, "constant", g.Input(2));
        g.Output(y, g.Constant(Tensor.Scalar(1f)), y);
        new UniqueNamesPass().Run(g.Graph);
        y.Name.ShouldBe("constant");
    }

    [Fact]
    public void Very_many_equal_names_are_told_apart()
    {
        // Trying each number for each value anew would take 10⁹ steps.
        var g = new GraphFixture();
        var x = g.Input(1);
        const int Count = 50_000;
        g.Output([.. Enumerable.Range(0, 2).Select(_ => g.Graph.Add(new Add(), [x, Many(g, x, Count / 2)], "sum").Output)]);
        new UniqueNamesPass().Run(g.Graph).ShouldBeTrue();
        g.Graph.Nodes.Select(n => n.Output).Where(v => !g.Graph.Outputs.Contains(v)).Select(v => v.Name).ToHashSet().Count.ShouldBe(Count);
    }

    private static Value Many(GraphFixture g, Value x, int count)
    {
        for (var i = 0; i < count; i++) x = g.Graph.Add(Clamp.Relu, [x], "same").Output;
        return x;
    }
}
