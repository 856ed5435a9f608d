using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Verification;

public sealed class InputDomainsTests
{
    private static ModelGraph Embedding(bool moved, params long[] tables)
    {
        var graph = new ModelGraph("embedding");
        var ids = graph.AddInput("ids", new TensorType(ElementType.Int64, new Shape(1, 4)));
        var value = ids;
        if (moved)
        {
            value = graph.Add(new Cast(ElementType.Int32), [value], "cast").Output;
            value = graph.Add(new Reshape([4]), [value], "flat").Output;
        }
        foreach (var (i, rows) in tables.Index())
        {
            var table = ModelGraph.NewConstant($"table{i}", Tensor.Create(new Shape(rows, 2), new float[rows * 2]));
            graph.Outputs.Add(graph.Add(new Gather(0), [table, value], $"y{i}").Output);
        }
        return graph;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Indices_take_the_whole_of_the_shortest_axis(bool moved)
    {
        InputDomains.Of(Embedding(moved, 10)).ShouldBe([new InputDomain(0, 9, DomainOrigin.Graph)]);
        InputDomains.Of(Embedding(moved, 10, 7, 12), negativeIndices: true).ShouldBe([new InputDomain(-7, 6, DomainOrigin.Graph)]);
    }

    /// <summary>Beyond what the first step holds, saturation would be compared: 8 bits of scale 1/255 from −128 cover 0 to 1.</summary>
    [Fact]
    public void Float_that_is_quantized_at_once_takes_the_range_of_its_integers()
    {
        var graph = new ModelGraph("int8");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 4)));
        InputDomain.OfQuantized(x).ShouldBeNull();
        var step = graph.Add(new Quantize(ElementType.Int8), [x], "q").Output;
        step.Quantization = QuantizationParameters.PerTensor(1f / 255, -128);
        var domain = InputDomain.OfQuantized(x).ShouldNotBeNull();
        (domain.Low, domain.High, domain.Origin).ShouldBe((0, 1, DomainOrigin.Quantization));
        // Somebody else reads the real values.
        graph.Add(new Abs(), [x], "r");
        InputDomain.OfQuantized(x).ShouldBeNull();
    }

    [Fact]
    public void Integers_that_are_computed_with_are_no_indices()
    {
        var graph = new ModelGraph("sum");
        var ids = graph.AddInput("ids", new TensorType(ElementType.Int64, new Shape(4)));
        graph.Outputs.Add(graph.Add(new Add(), [ids, ids], "y").Output);
        InputDomains.Of(graph).ShouldBe([new InputDomain(0, 1, DomainOrigin.Assumed)]);
    }

    private static TensorMapping Of(ElementType element, params long[] shape) =>
        new("x", new Shape(shape), new TensorType(element, new Shape(shape)), null, null);

    [Theory]
    [InlineData(InputPattern.Noise)]
    [InlineData(InputPattern.Extremes)]
    [InlineData(InputPattern.Ramp)]
    [InlineData(InputPattern.Steps)]
    [InlineData(InputPattern.Low)]
    [InlineData(InputPattern.High)]
    [InlineData(InputPattern.Sparse)]
    public void Patterns_stay_in_the_domain_and_integers_reach_both_ends(InputPattern pattern)
    {
        foreach (var element in (ElementType[])[ElementType.Float32, ElementType.Int64])
        {
            var signature = new ModelSignature([Of(element, 1, 300)], []);
            var values = RandomInputs.For(signature, 3, pattern, [new InputDomain(-5, 4, DomainOrigin.Stated)])[0].ToDoubles();
            values.ShouldAllBe(v => v >= -5 && v <= 4);
            if (element == ElementType.Int64) values.ShouldAllBe(v => v == Math.Floor(v));
            if (pattern is InputPattern.Extremes or InputPattern.Ramp) (values.Min(), values.Max()).ShouldBe((-5, 4));
            if (pattern is InputPattern.Low) values.ShouldAllBe(v => v == -5);
            if (pattern is InputPattern.High) values.ShouldAllBe(v => v == 4);
            if (pattern is InputPattern.Noise && element == ElementType.Int64)
                values.Distinct().Order().ShouldBe([-5, -4, -3, -2, -1, 0, 1, 2, 3, 4]);
        }
    }

    [Theory]
    [InlineData(-2, 2, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(1, 3, 1)]
    [InlineData(-3, -1, -3)]
    public void Sparse_values_are_zero_in_half_of_the_places_or_the_smallest_value_where_there_is_no_zero(int low, int high, int rare)
    {
        var signature = new ModelSignature([Of(ElementType.Float32, 1, 1000)], []);
        var values = RandomInputs.For(signature, 5, InputPattern.Sparse, [new InputDomain(low, high, DomainOrigin.Stated)])[0].ToDoubles();
        values.Count(v => v == rare).ShouldBeInRange(430, 570);
        var others = values.Where(v => v != rare).ToArray();
        others.ShouldAllBe(v => v > low && v < high);
        others.Average().ShouldBe((low + high) / 2.0, (high - low) * 0.08);
    }

    // select(i < 0, i + n, i), as exporters write it.
    [Fact]
    public void Indices_that_the_graph_wraps_may_be_negative()
    {
        var graph = new ModelGraph("wrapped");
        var ids = graph.AddInput("ids", new TensorType(ElementType.Int64, new Shape(1, 4)));
        var zero = ModelGraph.NewConstant("zero", Tensor.Scalar(0L));
        var rows = ModelGraph.NewConstant("rows", Tensor.Scalar(10L));
        var negative = graph.Add(new Less(), [ids, zero], "negative").Output;
        var moved = graph.Add(new Add(), [ids, rows], "moved").Output;
        var wrapped = graph.Add(new Select(), [negative, moved, ids], "wrapped").Output;
        var table = ModelGraph.NewConstant("table", Tensor.Create(new Shape(10, 2), new float[20]));
        graph.Outputs.Add(graph.Add(new Gather(0), [table, wrapped], "y").Output);
        InputDomains.Of(graph).ShouldBe([new InputDomain(-10, 9, DomainOrigin.Graph)]);
    }

    [Fact]
    public void Value_is_fed_as_it_is()
    {
        var value = Tensor.Vector(3f, 1, 4);
        var domain = new InputDomain(1, 4, DomainOrigin.Stated) { Value = value };
        RandomInputs.For(new ModelSignature([Of(ElementType.Float32, 3)], []), 3, InputPattern.Noise, [domain])[0].ShouldBeSameAs(value);
    }
}
