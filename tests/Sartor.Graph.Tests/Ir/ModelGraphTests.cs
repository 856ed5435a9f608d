using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Ir;

public sealed class ModelGraphTests
{
    private readonly ModelGraph _graph = new("test");

    private Value Input() => _graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2)));

    // The oracle is a plain list.
    [Fact]
    public void Order_AfterManyInsertionsAndRemovals_IsThatOfAList()
    {
        var x = Input();
        var random = new Random(3);
        var expected = new List<Node> { _graph.Add(new Neg(), [x], "first") };
        for (var i = 0; i < 3000; i++)
        {
            var at = random.Next(expected.Count + 1);
            if (random.Next(3) > 0 || expected.Count == 1)
                expected.Insert(at, _graph.Add(new Neg(), [x], $"n{i}", before: at < expected.Count ? expected[at] : null));
            else
            {
                at = Math.Min(at, expected.Count - 1);
                _graph.Remove(expected[at]);
                expected.RemoveAt(at);
            }
            var probe = random.Next(expected.Count);
            _graph.NodeAfter(expected[probe]).ShouldBe(probe + 1 < expected.Count ? expected[probe + 1] : null);
        }
        _graph.Nodes.ShouldBe(expected);
        _graph.IsBefore(expected[0], expected[^1]).ShouldBeTrue();
        GraphCheck.Verify(_graph);
    }

    [Fact]
    public void NodeOfAnotherGraph_IsRefused()
    {
        var other = new ModelGraph("other");
        var stranger = other.Add(new Neg(), [other.AddInput("x", new TensorType(ElementType.Float32, new Shape(2)))], "stranger");
        _graph.Add(new Neg(), [Input()], "own");
        Should.Throw<InvalidOperationException>(() => _graph.NodeAfter(stranger)).Message.ShouldContain("stranger");
    }

    [Fact]
    public void ReplaceUses_KeepsTheOrderOfUses()
    {
        var (x, other) = (Input(), Input());
        var mul = _graph.Add(new Mul(), [x, x], "mul");
        var add = _graph.Add(new Add(), [other, x], "add");
        _graph.ReplaceUses(x, other);
        x.Uses.ShouldBeEmpty();
        other.Uses.ShouldBe([new Use(add, 0), new Use(mul, 0), new Use(mul, 1), new Use(add, 1)]);
        GraphCheck.Verify(_graph);
    }

    [Fact]
    public void ReplaceUses_WithItself_ChangesNothing()
    {
        var x = Input();
        var node = _graph.Add(new Neg(), [x], "neg");
        _graph.ReplaceUses(x, x);
        x.Uses.ShouldBe([new Use(node, 0)]);
    }

    [Fact]
    public void Outputs_ListedTwice_StayOutputsUntilBothAreGone()
    {
        var (x, y) = (Input(), Input());
        _graph.Outputs.AddRange([x, y, x]);
        _graph.Outputs.RemoveAt(0);
        _graph.IsUsed(x).ShouldBeTrue();
        _graph.Outputs[1] = y;
        _graph.IsUsed(x).ShouldBeFalse();
        _graph.Outputs.Clear();
        _graph.IsUsed(y).ShouldBeFalse();
    }

    [Fact]
    public void Value_GivesUpItsUsesInAnyOrder()
    {
        var x = Input();
        var nodes = Enumerable.Range(0, 40).Select(i => _graph.Add(new Neg(), [x], $"n{i}")).ToArray();
        var left = nodes.ToList();
        var random = new Random(5);
        while (left.Count > 0)
        {
            var node = left[random.Next(left.Count)];
            _graph.Remove(node);
            left.Remove(node);
            x.Uses.Select(u => u.Node).ShouldBe(left);
        }
    }

    /// <summary>What is used stays, in whatever way it is.</summary>
    [Fact]
    public void RemoveUnused_KeepsWhatOutputsNeed()
    {
        var x = Input();
        var kept = _graph.Add(new Neg(), [x], "kept");
        var spare = _graph.Add(new Neg(), [kept.Output], "spare");
        _graph.Add(new Neg(), [spare.Output], "further");
        _graph.Outputs.Add(kept.Output);
        Should.Throw<InvalidOperationException>(() => _graph.Remove(kept)).Message.ShouldContain("kept is still used");
        _graph.RemoveUnused().ShouldBe(2);
        _graph.Nodes.ShouldBe([kept]);
        kept.Output.Uses.ShouldBeEmpty();
        _graph.RemoveUnused().ShouldBe(0);
    }

    [Fact]
    public void HasOneUse_CountsSlotsAndOutputs()
    {
        var (x, y, z) = (Input(), Input(), Input());
        _graph.Add(new Add(), [x, y], "sum");
        _graph.Add(new Mul(), [z, z], "square");
        _graph.HasOneUse(x).ShouldBeTrue();
        _graph.HasOneUse(z).ShouldBeFalse();
        _graph.Outputs.Add(x);
        _graph.HasOneUse(x).ShouldBeFalse();
        _graph.IsUsed(z).ShouldBeTrue();
    }

    [Fact]
    public void ReplaceUses_OfAnOutput_KeepsItsPermutation()
    {
        var x = Input();
        var (first, second) = (_graph.Add(new Neg(), [x], "first").Output, _graph.Add(new Neg(), [x], "second").Output);
        _graph.Outputs.AddRange([x, first, first]);
        first.BoundaryPermutation = Permutation.ToChannelsLast;
        _graph.ReplaceUses(first, second);
        _graph.Outputs.ShouldBe([x, second, second]);
        second.BoundaryPermutation.ShouldBe(Permutation.ToChannelsLast);
        _graph.ReplaceUses(second, first);
        first.BoundaryPermutation.ShouldBe(Permutation.ToChannelsLast);
        var third = _graph.Add(new Neg(), [x], "third").Output;
        third.BoundaryPermutation = Permutation.ToChannelsFirst;
        second.BoundaryPermutation = null;
        _graph.Outputs.Add(second);
        _graph.ReplaceUses(second, third);
        third.BoundaryPermutation.ShouldBe(Permutation.ToChannelsFirst, "one that has none gives none");
    }

    [Fact]
    public void InsertBefore_FeedsOneSlotAlone()
    {
        var (x, y) = (Input(), Input());
        var sum = _graph.Add(new Add(), [x, x], "sum");
        var made = _graph.InsertBefore(new Use(sum, 1), new Mul(), "product", y);
        sum.Inputs.ShouldBe([x, made.Output]);
        made.Inputs.ShouldBe([x, y]);
        _graph.Nodes.ShouldBe([made, sum]);
        _graph.IsBefore(made, sum).ShouldBeTrue();
        _graph.IsBefore(sum, made).ShouldBeFalse();
        _graph.NodeAfter(sum).ShouldBeNull();
    }

    [Fact]
    public void Constants_AreThoseOfNodesAndOutputsOnce()
    {
        Value One(string name) => ModelGraph.NewConstant(name, Tensor.Vector(1f, 2));
        var (a, b) = (One("a"), One("b"));
        var sum = _graph.Add(new Add(), [a, Input()], "sum");
        _graph.Add(new Mul(), [sum.Output, a], "product");
        _graph.Outputs.AddRange([b, sum.Output, b]);
        _graph.Constants.ShouldBe([a, b]);
    }

    [Fact]
    public void InferTypes_FollowsANewInputType()
    {
        var x = Input();
        var node = _graph.Add(new Neg(), [x], "neg");
        x.Type = x.Type with { Shape = new Shape(5) };
        _graph.InferTypes();
        node.Output.Type.Shape.ShouldBe(new Shape(5));
    }

    [Fact]
    public void Check_NamesWhatIsBroken()
    {
        void Broken(Action<ModelGraph, Node, Node> spoil, string problem)
        {
            var graph = new ModelGraph("broken");
            var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2)));
            var first = graph.Add(new Add(), [x, ModelGraph.NewConstant("c", Tensor.Vector(1f, 2))], "first");
            var second = graph.Add(new Neg(), [first.Output], "second");
            graph.Outputs.Add(second.Output);
            GraphCheck.Verify(graph);
            spoil(graph, first, second);
            Should.Throw<InvalidOperationException>(() => GraphCheck.Verify(graph)).Message.ShouldContain(problem);
        }
        Broken((g, _, _) => g.Inputs.Clear(), "input 0 'x' is not defined before it");
        Broken((_, f, _) => f.Input(1).Type = new TensorType(ElementType.Float32, new Shape(1, 2)), "constant 'c' is");
        Broken((_, f, _) => f.Output.Type = new TensorType(ElementType.Float32, new Shape(3)), "output 0 is");
        Broken((_, _, s) => s.Output.Producer = null, "output 0 has another producer");
        Broken((_, f, _) => f.Output.ProducerIndex = 1, "output 0 has another producer");
        Broken((_, f, _) => f.Input(0).RemoveUse(new Use(f, 0)), "input 0 'x' does not know its use");
        Broken((_, _, s) => s.Output.AddUse(new Use(new Node("gone", new Neg(), []), 0)), "output 0 is used by a removed node");
        var stranger = new ModelGraph("other").AddInput("y", new TensorType(ElementType.Float32, new Shape(2)));
        Broken((g, _, _) => g.Outputs.Add(stranger), "output 'y' is not defined");
    }
}
