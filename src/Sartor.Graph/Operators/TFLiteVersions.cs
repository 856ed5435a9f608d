using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>
/// The version of a TFLite operator by the element type of its first operand, 1 for types that are not named
/// (op_version.cc, google-ai-edge/LiteRT). A file states the lowest version that has what the node needs, so that old runtimes load it.
/// </summary>
/// <param name="Int8">For int8.</param>
/// <param name="Int16">For int16.</param>
internal sealed record TFLiteVersions(int Int8 = 1, int Int16 = 1)
{
    public static readonly TFLiteVersions One = new();

    /// <summary>For uint8.</summary>
    public int UInt8 { get; init; } = 1;

    /// <summary>For int32.</summary>
    public int Int32 { get; init; } = 1;

    /// <summary>For uint32.</summary>
    public int UInt32 { get; init; } = 1;

    /// <summary>For int64.</summary>
    public int Int64 { get; init; } = 1;

    /// <summary>For bool.</summary>
    public int Bool { get; init; } = 1;

    /// <summary>For operands of rank above 4, and, with <see cref="OnlyBroadcast"/>, of different shapes.</summary>
    public int HighRank { get; init; } = 1;

    /// <summary><see cref="HighRank"/> counts only where the operands broadcast.</summary>
    public bool OnlyBroadcast { get; init; }

    /// <summary>The version that a node needs.</summary>
    /// <param name="node">The node.</param>
    /// <param name="operand">Index of the input whose type decides.</param>
    public int Of(Node node, int operand = 0)
    {
        var type = node.Input(operand).Type;
        var byElement = type.Element switch
        {
            ElementType.Int8 => Int8,
            ElementType.Int16 => Int16,
            ElementType.UInt8 => UInt8,
            ElementType.Int32 => Int32,
            ElementType.UInt32 => UInt32,
            ElementType.Int64 => Int64,
            ElementType.Bool => Bool,
            _ => 1,
        };
        return Math.Max(byElement, IsHighRank(node, type) ? HighRank : 1);
    }

    private bool IsHighRank(Node node, TensorType type) => OnlyBroadcast
        ? node.Inputs.Max(v => v!.Type.Shape!.Rank) > 4 && node.Inputs.Any(v => v!.Type.Shape != type.Shape)
        : type.Shape!.Rank > 4;
}
