using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>Operators without an int8 kernel between DEQUANTIZE and QUANTIZE.</summary>
public sealed class Int8PassIslandTests
{
    private readonly Int8Network _net = new();

    private static string[] Operators(ModelGraph graph) => [.. graph.Nodes.Select(n => n.Operator.Name)];

    [Fact]
    public void Island_stands_between_conversions_and_is_reported()
    {
        var island = _net.Add(new Log(), 0, 2, _net.Add(new Exp(), 0, 9, _net.Conv(_net.Input(-1, 1, 1, 4, 4, 2), -1, 1)));
        _net.Run(_net.Conv(island, -4, 4));
        Operators(_net.Graph).ShouldBe(["Convolution", "Dequantize", "Exp", "Log", "Quantize", "Convolution"]);
        _net.Graph.Nodes[4].Output.Quantization.ShouldBe(Int8Network.Of(0, 2));
        var diagnostic = _net.Graph.Diagnostics.ShouldHaveSingleItem();
        diagnostic.Code.ShouldBe("int8-partial");
        diagnostic.Severity.ShouldBe(Severity.Warning);
        diagnostic.Message.ShouldContain("1 × Exp");
        diagnostic.Message.ShouldContain("1 × Log");
    }

    // Add and Mul have int8 kernels: the variance of a normalisation would be lost in them.
    [Fact]
    public void Steps_that_need_float_are_an_island_and_are_counted()
    {
        var moved = _net.Add(new Add(), 0, 2, _net.Conv(_net.Input(-1, 1, 1, 4, 4, 2), -1, 1), _net.Input(0, 1, 1, 4, 4, 2));
        moved.Producer!.NeedsFloat = true;
        _net.Run(_net.Conv(moved, -4, 4));
        Operators(_net.Graph).ShouldContain("Dequantize");
        moved.Type.Element.ShouldBe(ElementType.Float32);
        var diagnostic = _net.Graph.Diagnostics.ShouldHaveSingleItem();
        diagnostic.Code.ShouldBe("int8-partial");
        diagnostic.Severity.ShouldBe(Severity.Note);
        diagnostic.Message.ShouldContain("1 steps");
    }

    [Fact]
    public void Two_islands_share_the_dequantisation_of_what_they_read()
    {
        var x = _net.Conv(_net.Input(-1, 1, 1, 4, 4, 2), -1, 1);
        _net.Run(_net.Add(new Exp(), 0, 9, x), _net.Add(new Exp(), 0, 9, x), _net.Add(new Abs(), 0, 1, x));
        _net.Count<Dequantize>().ShouldBe(1);
        _net.Graph.Outputs.Select(o => o.Type.Element).ShouldBe([ElementType.Float32, ElementType.Float32, ElementType.Int8]);
        _net.Graph.Diagnostics.Single().Message.ShouldContain("2 × Exp");
    }

    [Fact]
    public void Two_readers_of_an_island_share_its_quantisation()
    {
        var island = _net.Add(new Exp(), 0, 9, _net.Conv(_net.Input(-1, 1, 1, 4, 4, 2), -1, 1));
        _net.Run(_net.Add(new Abs(), 0, 9, island), _net.Add(new Add(), 0, 18, island, island), island);
        _net.Count<Quantize>().ShouldBe(1);
        _net.Graph.Outputs[2].Type.Element.ShouldBe(ElementType.Float32);
    }

    [Fact]
    public void Input_that_both_kinds_read_is_int8()
    {
        var x = _net.Input(-1, 3, 1, 4, 4, 2);
        _net.Run(_net.Add(new Exp(), 0, 9, x), _net.Conv(x, -1, 1));
        x.Type.Element.ShouldBe(ElementType.Int8);
        x.Quantization.ShouldBe(Int8Network.Of(-1, 3));
        _net.Count<Dequantize>().ShouldBe(1);
    }

    [Fact]
    public void Input_that_only_islands_read_stays_float32()
    {
        var x = _net.Input(-1, 3, 1, 4, 4, 2);
        _net.Run(_net.Conv(_net.Add(new Exp(), 0, 9, x), -1, 1));
        x.Type.Element.ShouldBe(ElementType.Float32);
        x.Quantization.ShouldBeNull();
        Operators(_net.Graph).ShouldBe(["Exp", "Quantize", "Convolution"]);
    }

    [Fact]
    public void Input_that_nobody_reads_stays_as_it_is()
    {
        var x = _net.Input(-1, 3, 1, 4, 4, 2);
        var unread = _net.Input(0, 1, 3);
        _net.Run(_net.Conv(x, -1, 1), unread);
        unread.Type.Element.ShouldBe(ElementType.Float32);
    }

    [Fact]
    public void Integers_pass_and_are_not_reported()
    {
        var x = _net.Conv(_net.Input(-1, 1, 1, 4, 4, 2), -1, 1);
        var index = _net.Graph.Add(new ArgMax(3, KeepAxis: false), [x], "argmax").Output;
        _net.Run(index);
        index.Type.Element.ShouldBe(ElementType.Int64);
        index.Quantization.ShouldBeNull();
        Operators(_net.Graph).ShouldBe(["Convolution", "Dequantize", "ArgMax"]);
        _net.Graph.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void Network_of_one_island_keeps_everything()
    {
        var x = _net.Input(-1, 1, 2, 3);
        _net.Run(_net.Add(new Exp(), 0, 9, x));
        Operators(_net.Graph).ShouldBe(["Exp"]);
        x.Type.Element.ShouldBe(ElementType.Float32);
    }

    [Fact]
    public void Chain_of_one_set_of_parameters_begins_behind_the_island()
    {
        var island = _net.Add(new Exp(), 0, 9, _net.Input(-1, 2, 1, 4, 4, 2));
        var y = _net.Add(new Reshape([4, 8]), 0, 5, _net.Add(new Reshape([32]), 0, 7, island));
        _net.Run(y);
        y.Quantization.ShouldBe(Int8Network.Of(0, 9));
        _net.Count<Quantize>().ShouldBe(1);
    }
}
