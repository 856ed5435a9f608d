using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats;

/// <summary>Which values of a graph are worth to be given by a copy of the file; the same for every format.</summary>
internal static class TappedValues
{
    /// <summary>Of the values that are tensors of the file, those that <see cref="ITensorTaps.Values"/> promises.</summary>
    /// <param name="graph">As it was read.</param>
    /// <param name="isInFile">Whether a value is a tensor of the file.</param>
    public static IReadOnlyList<Value> Of(ModelGraph graph, Func<Value, bool> isInFile) =>
    [
        .. graph.Nodes.SelectMany(node => node.Outputs)
            .Where(value => !graph.Outputs.Contains(value) && IsNumber(value) && isInFile(value)),
    ];

    /// <summary>Copies the bytes of a file from one position up to another.</summary>
    public static void Copy(SlicedFile file, long from, long to, Stream output)
    {
        if (to > from) LazyBytes.Stream(file.Slice(from, checked((int)(to - from))), part => output.Write(part.Span));
    }

    // What nothing feeds is a constant that the graph cannot hold, or a state.
    private static bool IsNumber(Value value) =>
        value.Type.Shape is not null && value.Type.Element.Bits() >= 8 && value.Producer is { Inputs.Count: > 0 };
}
