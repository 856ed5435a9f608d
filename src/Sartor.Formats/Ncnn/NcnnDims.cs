using Sartor.Core;
using Sartor.Graph.Ir;
using static Sartor.Formats.Ncnn.NcnnParameters;

namespace Sartor.Formats.Ncnn;

/// <summary>
/// Extents of a blob, outermost first: [w], [h,w], [c,h,w] or [c,d,h,w]. ncnn has no batch: a tensor of the graph whose first extent is 1
/// is a blob without it. What is read has a first extent of 1.
/// </summary>
internal static class NcnnDims
{
    /// <summary>Most axes of a blob.</summary>
    public const int MostAxes = 4;

    /// <summary>Whether the first axis is the batch that a blob does not have.</summary>
    public static bool HasBatch(Shape shape) => shape.Rank > 1 && shape[0] == 1;

    /// <summary>The blob of a tensor; null for one of more axes than a blob has, or without elements.</summary>
    public static long[]? Of(Shape? shape)
    {
        if (shape is null || shape.ElementCount == 0) return null;
        if (shape.Rank == 0) return [1];
        var dims = HasBatch(shape) ? shape.Extents.Skip(1).ToArray() : [.. shape.Extents];
        return dims.Length <= MostAxes ? dims : null;
    }

    /// <summary>The tensor of a blob.</summary>
    public static Shape Shape(params IEnumerable<long> dims) => new([1, .. dims]);

    /// <summary>What Input and MemoryData say, 0=w 1=h 11=d 2=c; empty where they say nothing.</summary>
    public static long[] Of(RawNode raw)
    {
        long w = Int(raw, 0), h = Int(raw, 1), d = Int(raw, 11), c = Int(raw, 2);
        return d != 0 ? [c, d, h, w] : c != 0 ? [c, h, w] : h != 0 ? [h, w] : w != 0 ? [w] : [];
    }

    /// <summary>The same as parameters.</summary>
    public static (int Id, object Value)[] Parameters(IReadOnlyList<long> dims)
    {
        int[] ids = dims.Count switch { 1 => [0], 2 => [1, 0], 3 => [2, 1, 0], _ => [2, 11, 1, 0] };
        return [.. ids.Zip(dims, (id, extent) => (id, (object)extent)).OrderBy(p => p.id)];
    }
}
