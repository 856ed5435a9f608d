using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Convert.Tests.Targets.TFLite;

/// <summary>Choices by indices, computed and constant, from both ends, are what ONNX Runtime makes of them, in both delegates.</summary>
public sealed class IndexAgreementTests
{
    private static OnnxBuilder Data() => new OnnxBuilder { Opset = 13 }.Input("x", ElementType.Float32, 4, 4, 4);

    private static long[] Random(int seed, long count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)count).Select(_ => random.NextInt64(-4, 4))];
    }

    private static OnnxBuilder Indices(OnnxBuilder builder, bool isConstant, params long[] extents) => isConstant
        ? builder.Initializer("i", extents, Random(5, extents.Aggregate(1L, (a, b) => a * b)))
        : builder.Input("i", ElementType.Int64, [.. extents.Select(e => (object)e)]);

    private static void Check(OnnxBuilder builder, int range = 4)
    {
        using var converted = new ConvertedNetwork(builder.Output("y").Build(), 1, range: range);
        converted.Error().ShouldBe(0);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public void GatherElements_Agrees(int axis, bool isConstant) => Check(
        Indices(Data(), isConstant, axis == 0 ? 6 : 3, axis == 1 ? 5 : 4, axis == 2 ? 7 : 2)
            .Node("GatherElements", ["x", "i"], ["y"], OnnxBuilder.Int("axis", axis)));

    [Theory]
    [InlineData(0, false, 3, 2)]
    [InlineData(0, true, 3, 2)]
    [InlineData(0, false, 2, 5, 3)]
    [InlineData(0, false, 4, 1)]
    [InlineData(1, false, 4, 3, 1)]
    [InlineData(1, true, 4, 3, 2)]
    [InlineData(2, false, 4, 4, 1)]
    [InlineData(1, false, 4, 2)]
    public void GatherND_Agrees(int batch, bool isConstant, params int[] extents) => Check(
        Indices(Data(), isConstant, [.. extents.Select(e => (long)e)])
            .Node("GatherND", ["x", "i"], ["y"], OnnxBuilder.Int("batch_dims", batch)));

    /// <summary>Indices reach from −8 to 7 of a depth of 5: those that are out of range are off everywhere.</summary>
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(-2, false)]
    public void OneHot_Agrees(int axis, bool isComputed)
    {
        var builder = new OnnxBuilder { Opset = 13 }.Input("i", ElementType.Int64, 4, 4).Initializer("d", [], 5L);
        if (isComputed) builder.Input("v", ElementType.Float32, 2);
        else builder.Initializer("v", [2], -1f, 3f);
        Check(builder.Node("OneHot", ["i", "d", "v"], ["y"], OnnxBuilder.Int("axis", axis)), range: 8);
    }
}
