using System.Globalization;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert;

/// <summary>
/// How the axes of a variant's inputs and outputs relate to the source's, as metadata of its file: <c>sartor.signature.input.0</c>
/// = <c>0,2,3,1</c>. A reader of the file need not guess the order from extents.
/// </summary>
internal static class SignatureMetadata
{
    private const string Prefix = "sartor.signature.";

    /// <summary>One entry for each input and output of 2 or more axes.</summary>
    public static IReadOnlyDictionary<string, string> Of(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var facts = new Dictionary<string, string>();
        Add("input", graph.Inputs);
        Add("output", graph.Outputs);
        return facts;

        void Add(string kind, IReadOnlyList<Value> values)
        {
            for (var i = 0; i < values.Count; i++)
            {
                if (values[i].Type.Shape is not { Rank: > 1 } shape) continue;
                var axes = (values[i].BoundaryPermutation ?? Permutation.Identity(shape.Rank)).Axes;
                facts[$"{Prefix}{kind}.{i.ToString(CultureInfo.InvariantCulture)}"] = string.Join(',', axes);
            }
        }
    }

    /// <summary>What a file says that is no order of axes at all; null where it says one, or nothing.</summary>
    /// <param name="metadata">The file's metadata.</param>
    /// <param name="kind"><c>input</c> or <c>output</c>.</param>
    /// <param name="index">Which one.</param>
    public static string? Malformed(IReadOnlyDictionary<string, string> metadata, string kind, int index)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.TryGetValue($"{Prefix}{kind}.{index.ToString(CultureInfo.InvariantCulture)}", out var text)
            && Read(metadata, kind, index, text.Split(',').Length) is null ? text : null;
    }

    /// <summary>What a file says of one input or output; null where it says nothing, or nothing that makes sense for that rank.</summary>
    /// <param name="metadata">The file's metadata.</param>
    /// <param name="kind"><c>input</c> or <c>output</c>.</param>
    /// <param name="index">Which one.</param>
    /// <param name="rank">Number of its axes.</param>
    public static Permutation? Read(IReadOnlyDictionary<string, string> metadata, string kind, int index, int rank)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (!metadata.TryGetValue($"{Prefix}{kind}.{index.ToString(CultureInfo.InvariantCulture)}", out var text)) return null;
        var axes = text.Split(',').Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var axis)
            ? axis
            : -1).ToEquatableArray();
        var permutation = new Permutation(axes);
        return axes.Count == rank && permutation.IsValid ? permutation : null;
    }
}
