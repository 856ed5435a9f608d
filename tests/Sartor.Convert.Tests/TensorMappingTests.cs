using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests;

public sealed class TensorMappingTests
{
    // Axis i of the variant is axis Turn[i] of the source: [2,3,4] → [3,4,2]. It is not its own inverse.
    private static readonly Permutation Turn = new([1, 2, 0]);

    private static Value Of(ElementType element, Shape? shape, Permutation? permutation = null, QuantizationParameters? quantization = null)
    {
        var value = new ModelGraph("test").AddInput("x", new TensorType(element, shape));
        (value.BoundaryPermutation, value.Quantization) = (permutation, quantization);
        return value;
    }

    private static Tensor Counted(params long[] extents) =>
        Tensor.Create(new Shape(extents), Enumerable.Range(0, (int)new Shape(extents).ElementCount).Select(i => (float)i).ToArray());

    [Fact]
    public void Source_shape_is_the_permuted_one_turned_back()
    {
        var signature = TensorMapping.Of(Of(ElementType.Float32, new Shape(3, 4, 2), Turn));
        signature.SourceShape.ShouldBe(new Shape(2, 3, 4));
        signature.VariantType.Shape.ShouldBe(new Shape(3, 4, 2));
        signature.Name.ShouldBe("x");
    }

    [Fact]
    public void Elements_go_where_the_permutation_says_and_come_back()
    {
        var signature = TensorMapping.Of(Of(ElementType.Float32, new Shape(3, 4, 2), Turn));
        var source = Counted(2, 3, 4);
        var variant = signature.ToVariant(source);
        variant.Shape.ShouldBe(new Shape(3, 4, 2));
        // variant[b,c,a] = source[a,b,c] = 12a + 4b + c.
        for (var b = 0; b < 3; b++)
            for (var c = 0; c < 4; c++)
                for (var a = 0; a < 2; a++) variant.ToSingles()[(b * 8) + (c * 2) + a].ShouldBe((12 * a) + (4 * b) + c);
        signature.ToSource(variant).ShouldBe(source.ToSingles());
    }

    [Fact]
    public void Reals_become_integers_and_integers_reals()
    {
        var signature = TensorMapping.Of(Of(ElementType.Int8, new Shape(3, 2), new Permutation([1, 0]),
            QuantizationParameters.PerTensor(0.5f, -3)));
        var variant = signature.ToVariant(Counted(2, 3));
        variant.AsSpan<sbyte>().ToArray().ShouldBe([(sbyte)-3, 3, -1, 5, 1, 7]);
        signature.ToSource(variant).ShouldBe([0f, 1, 2, 3, 4, 5]);
    }

    [Theory]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.Int16)]
    public void Scale_of_0_means_not_quantised(ElementType element)
    {
        var signature = TensorMapping.Of(Of(element, new Shape(4), null, QuantizationParameters.PerTensor(0, 0)));
        signature.Quantization.ShouldBeNull();
        var pixels = signature.ToVariant(Tensor.Vector(0f, 10, 200, 255));
        pixels.ToInt64s().ShouldBe([0, 10, 200, 255]);
        signature.ToSource(pixels).ShouldBe([0, 10, 200, 255]);
    }

    [Fact]
    public void Integers_that_mean_themselves_are_only_converted()
    {
        var plain = TensorMapping.Of(Of(ElementType.Int32, new Shape(2)));
        plain.ToVariant(Tensor.Vector<long>(7, long.MaxValue)).AsSpan<int>().ToArray().ShouldBe([7, int.MaxValue]);
        plain.ToSource(Tensor.Vector(7, -1)).ShouldBe([7f, -1]);
        var quantised = TensorMapping.Of(Of(ElementType.UInt8, new Shape(2), null, QuantizationParameters.PerTensor(0.5f, 128)));
        quantised.ToVariant(Tensor.Vector<byte>(0, 255)).AsSpan<byte>().ToArray().ShouldBe([(byte)0, 255]);
        quantised.ToVariant(Tensor.Vector(1.0, -1.0)).AsSpan<byte>().ToArray().ShouldBe([(byte)130, 126]);
    }

    [Fact]
    public void Doubles_are_fed_as_the_floats_that_the_variant_takes() =>
        TensorMapping.Of(Of(ElementType.Float32, new Shape(1))).ToVariant(Tensor.Vector(0.1)).AsSpan<float>().ToArray().ShouldBe([0.1f]);

    [Fact]
    public void Unknown_shape_is_refused_with_what_to_do() =>
        Should.Throw<UnsupportedModelException>(() => TensorMapping.Of(Of(ElementType.Float32, null)))
            .Message.ShouldContain("--input-shape");

    [Fact]
    public void Boundary_of_a_graph_has_its_inputs_and_outputs_in_order()
    {
        var graph = new ModelGraph("test");
        Value a = graph.AddInput("a", new TensorType(ElementType.Float32, new Shape(2, 3))),
            b = graph.AddInput("b", new TensorType(ElementType.Float32, new Shape(1)));
        b.Quantization = null;
        a.BoundaryPermutation = new Permutation([1, 0]);
        graph.Outputs.AddRange([b, a]);
        var signature = ModelSignature.Of(graph);
        signature.Inputs.Select(i => i.Name).ShouldBe(["a", "b"]);
        signature.Outputs.Select(o => o.Name).ShouldBe(["b", "a"]);
        signature.ToVariant([Counted(3, 2), Tensor.Vector(9f)])[0].ToSingles().ShouldBe([0f, 2, 4, 1, 3, 5]);
        signature.ToSource([Tensor.Vector(9f), Counted(2, 3)])[1].ShouldBe([0f, 3, 1, 4, 2, 5]);
    }
}
