using Sartor.Convert.Pixels;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>
/// Relates a variant's inputs and outputs to its source's, from any tool: by the metadata of the file, or else by its
/// dimensions if they leave one answer. Inputs and outputs correspond by their order.
/// </summary>
public static class SignatureMatch
{
    private const int MaximumRank = 6;

    /// <summary>The signature of <paramref name="variant"/> in terms of <paramref name="source"/>.</summary>
    /// <param name="source">The network that the variant was made from.</param>
    /// <param name="variant">The variant as it was read.</param>
    /// <param name="variantPath">Its file, for messages.</param>
    /// <exception cref="UnsupportedModelException">They do not belong together, or the extents fit several orders of the axes.</exception>
    public static ModelSignature Of(ModelGraph source, ModelGraph variant, string variantPath)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(variant);
        return new ModelSignature(All("input", source.Inputs, variant.Inputs), All("output", source.Outputs, variant.Outputs))
            .Counting(variant);

        TensorMapping[] All(string kind, IReadOnlyList<Value> ofSource, IReadOnlyList<Value> ofVariant)
        {
            if (ofSource.Count != ofVariant.Count)
                throw new UnsupportedModelException(variantPath, null, $"has {ofVariant.Count} {kind}s, but {source.Name} has "
                    + $"{ofSource.Count}; give the model that it was made from as --source");
            return [.. ofSource.Select((value, i) => One(kind, i, value, ofVariant[i]))];
        }

        TensorMapping One(string kind, int index, Value from, Value to)
        {
            var place = $"{kind} '{to.Name}'";
            if (from.Type.Shape is not { } a || to.Type.Shape is not { } b)
                throw new UnsupportedModelException(variantPath, place, "its shape, or that of the source, is unknown; give the shapes "
                    + "of the inputs with --input-shape");
            if (kind == "input" && PixelMetadata.Malformed(variant.Source.Metadata, index) is { } unread)
                throw new UnsupportedModelException(variantPath, place, $"its metadata states '{PrintableText.OfLine(unread)}', which says "
                    + "nothing of pixels; the file was changed after it was made, make it again from the source");
            var pixels = kind == "input" ? PixelMetadata.Read(variant.Source.Metadata, source, index) : null;
            if (pixels?.Frame is not null && pixels.FedShape.Equals(b))
                return new TensorMapping(to.Name, a, to.Type, null, to.Quantization) { Pixels = pixels };
            if (SignatureMetadata.Malformed(variant.Source.Metadata, kind, index) is { } text)
                throw new UnsupportedModelException(variantPath, place, $"its metadata states '{PrintableText.OfLine(text)}', which is no "
                    + "order of axes; the file was changed after it was made, make it again from the source");
            var stated = SignatureMetadata.Read(variant.Source.Metadata, kind, index, b.Rank);
            var permutation = stated is not null && a.Rank == b.Rank && stated.Apply(a).Equals(b)
                ? stated
                : Guess(a, b, source.Source.Format == variant.Source.Format);
            if (permutation is null)
            {
                throw new UnsupportedModelException(variantPath, place, IsPermuted(a, b)
                    ? $"has {b} where the source has {a}, and several orders of the axes fit; `sartor convert` writes files that state "
                        + "their order"
                    : $"has the shape {b}, but '{from.Name}' of the source has {a}; give the model that it was made from as --source, or "
                    + "its shapes "
                        + "with --input-shape");
            }
            return new TensorMapping(to.Name, a, to.Type, permutation.IsIdentity ? null : permutation, to.Quantization)
            {
                Pixels = pixels?.Frame is null ? pixels : null,
            };
        }
    }

    /// <summary>The permutation from one shape to another; null where none fits, or several that differ in effect.</summary>
    /// <param name="from">Extents of the source.</param>
    /// <param name="to">Extents of the variant.</param>
    /// <param name="sameFormat">True where both have the same convention for the order of axes: then equal extents mean equal
    /// order.</param>
    internal static Permutation? Guess(Shape from, Shape to, bool sameFormat)
    {
        if (from.Rank != to.Rank) return null;
        if (from.Equals(to) && (sameFormat || from.Rank < 3)) return Permutation.Identity(from.Rank);
        if (from.Rank > MaximumRank) return null;
        var fitting = Distinct(Orders(from.Rank).Where(p => p.Apply(from).Equals(to)), from);
        if (fitting.Count <= 1) return fitting.FirstOrDefault();
        // [1,3,224,224] to [1,224,224,3] leaves height and width open: nobody swaps those.
        var usual = Distinct(Usual(from.Rank).Where(p => p.Apply(from).Equals(to)), from);
        return usual.Count == 1 ? usual[0] : null;
    }

    private static bool IsPermuted(Shape a, Shape b) => a.Extents.Order().SequenceEqual(b.Extents.Order());

    /// <summary>The order kept, channels moved last, channels moved first.</summary>
    private static IEnumerable<Permutation> Usual(int rank)
    {
        var last = new Permutation(Enumerable.Range(0, rank).Select(i => i == 0 ? 0 : i == rank - 1 ? 1 : i + 1).ToEquatableArray());
        return [Permutation.Identity(rank), last, last.Inverse()];
    }

    /// <summary>One of each set that moves the elements in the same way: where axes of extent 1 go makes no difference.</summary>
    private static List<Permutation> Distinct(IEnumerable<Permutation> permutations, Shape shape) =>
    [
        .. permutations.OrderByDescending(p => p.IsIdentity)
            .DistinctBy(p => string.Join(',', p.Axes.Items.Where(axis => shape[axis] != 1))),
    ];

    private static IEnumerable<Permutation> Orders(int rank)
    {
        IEnumerable<int[]> orders = [[]];
        for (var i = 0; i < rank; i++)
            orders = orders.SelectMany(o => Enumerable.Range(0, rank).Except(o).Select(axis => (int[])[.. o, axis]));
        return orders.Select(o => new Permutation(o.ToEquatableArray()));
    }
}
