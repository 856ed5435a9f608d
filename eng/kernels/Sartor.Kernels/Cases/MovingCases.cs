using Sartor.Core;

namespace Sartor.Kernels.Cases;

/// <summary>Operators that move elements, reduce along axes, or look something up.</summary>
internal static class MovingCases
{
    private static readonly Shape Image = new(1, 3, 4, 6);
    private static readonly Shape Pads = new(4, 2);
    private static readonly Shape Axes = new(1);
    private static readonly double[] ImagePads = [0, 0, 1, 0, 0, 2, 0, 0];

    public static IEnumerable<Family> All => [.. Moved(), .. Joined(), .. Shaped(), .. Reduced()];

    private static IEnumerable<Family> Moved()
    {
        yield return Same("RESHAPE", new Shape(3, 24)).With("new_shape", (EquatableArray<long>)[3, 24]).Data(Image)
            .Indices(new Shape(2), 3, 24);
        yield return Same("EXPAND_DIMS", new Shape(1, 1, 3, 4, 6)).Data(Image).Indices(Axes, 0);
        yield return Same("SQUEEZE", new Shape(3, 4, 6)).With("squeeze_dims", (EquatableArray<long>)[0]).Data(Image);
        yield return Same("TRANSPOSE", new Shape(1, 6, 3, 4)).Data(Image).Indices(new Shape(4), 0, 3, 1, 2);
        yield return Same("PAD", new Shape(1, 4, 6, 6)).Data(Image).Indices(Pads, ImagePads);
        yield return Same("MIRROR_PAD", new Shape(1, 4, 6, 6)).Data(Image).Indices(Pads, ImagePads);
        yield return (Same("PADV2", new Shape(1, 4, 6, 6)) with { SharesScale = true }).Data(Image).Indices(Pads, ImagePads)
            .Data(new Shape(1), Domain.Positive, isConstant: true);
        yield return Same("SLICE", new Shape(1, 2, 3, 4)).Data(Image).Indices(new Shape(4), 0, 1, 1, 2).Indices(new Shape(4), 1, 2, 3, 4);
        yield return Same("STRIDED_SLICE", new Shape(1, 2, 2, 3)).Data(Image).Indices(new Shape(4), 0, 1, 0, 0)
            .Indices(new Shape(4), 1, 3, 4, 6).Indices(new Shape(4), 1, 1, 2, 2);
        yield return Same("TILE", new Shape(1, 6, 4, 12)).Data(Image).Indices(new Shape(4), 1, 2, 1, 2);
        yield return Same("BROADCAST_TO", new Shape(2, 3, 4, 6)).Data(Image).Indices(new Shape(4), 2, 3, 4, 6);
        yield return Same("GATHER", new Shape(1, 2, 4, 6)).With("axis", 1L).Data(Image).Indices(new Shape(2), 2, 0);
        yield return Same("SCATTER_ND", new Shape(5, 4)).Indices(new Shape(3, 1), 4, 0, 2)
            .Data(new Shape(3, 4), Domain.Skewed).Indices(new Shape(2), 5, 4);
        yield return (Same("TOPK_V2", new Shape(1, 3, 4, 2), new Shape(1, 3, 4, 2)) with { GivesPositions = true })
            .Data(Image).Indices(Shape.Scalar, 2);
        yield return Same("REVERSE_V2", Image).Data(Image).Indices(Axes, 2);
        foreach (var name in new[] { "RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR" })
            yield return Same(name, new Shape(1, 6, 8, 6)).Data(Image).Indices(new Shape(2), 6, 8);
        yield return Same("DEPTH_TO_SPACE", new Shape(1, 6, 8, 2)).With("block_size", 2L).Data(new Shape(1, 3, 4, 8));
        yield return Same("SPACE_TO_DEPTH", new Shape(1, 2, 3, 8)).With("block_size", 2L).Data(new Shape(1, 4, 6, 2));
    }

    private static IEnumerable<Family> Joined()
    {
        yield return (Same("CONCATENATION", new Shape(1, 3, 4, 12)) with { SharesScale = true }).With("axis", 3L).Data(Image).Data(Image);
        yield return (Same("PACK", new Shape(2, 3, 4)) with { SharesScale = true })
            .With("axis", 0L).With("values_count", 2L).Data(new Shape(3, 4)).Data(new Shape(3, 4));
        yield return Same("UNPACK", new Shape(3, 4), new Shape(3, 4)).With("axis", 0L).With("num", 2L).Data(new Shape(2, 3, 4));
        yield return Same("SPLIT", new Shape(1, 3, 4, 3), new Shape(1, 3, 4, 3)).With("num_splits", 2L)
            .Indices(Shape.Scalar, 3).Data(Image);
        yield return Same("SPLIT_V", new Shape(1, 3, 4, 4), new Shape(1, 3, 4, 2)).With("num_splits", 2L).Data(Image)
            .Indices(new Shape(2), 4, 2).Indices(Shape.Scalar, 3);
    }

    private static IEnumerable<Family> Shaped()
    {
        yield return new Family("SHAPE", new Shape(4)) { Result = ElementType.Int32 }.With("out_type", 2L).Data(Image);
        yield return new Family("SHAPE", new Shape(4)) { Result = ElementType.Int64 }.With("out_type", 4L).Data(Image);
        yield return new Family("RANK", Shape.Scalar) { Result = ElementType.Int32 }.Data(Image);
        yield return Same("FILL", new Shape(2, 3)).Indices(new Shape(2), 2, 3).Data(Shape.Scalar, Domain.Positive);
    }

    private static IEnumerable<Family> Reduced()
    {
        foreach (var name in new[] { "ARG_MAX", "ARG_MIN" })
        {
            yield return new Family(name, new Shape(1, 3, 4)) { Result = ElementType.Int32 }.With("output_type", 2L)
                .Data(Image).Indices(Axes, 3);
            yield return new Family(name, new Shape(1, 3, 4)) { Result = ElementType.Int64 }.With("output_type", 4L)
                .Data(Image).Indices(Axes, 3);
        }
        foreach (var name in new[] { "SUM", "MEAN", "REDUCE_PROD" })
            yield return new Family(name, new Shape(1, 6))
                .Data(Image, name == "REDUCE_PROD" ? Domain.Positive : Domain.Signed).Indices(new Shape(2), 1, 2);
        foreach (var name in new[] { "REDUCE_MAX", "REDUCE_MIN" })
            yield return Same(name, new Shape(1, 6)).Data(Image).Indices(new Shape(2), 1, 2);
        foreach (var name in new[] { "REDUCE_ANY", "REDUCE_ALL" })
            yield return new Family(name, new Shape(1, 6)).Data(Image).Indices(new Shape(2), 1, 2);
        yield return new Family("CUMSUM", Image).Data(Image).Indices(Axes, 2);
    }

    private static Family Same(string name, params Shape[] outputs) => new(name, outputs) { Scale = OutputScale.SameAsInput };
}
