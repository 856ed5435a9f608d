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
}
