using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>Whether the elements of a value are whole numbers whatever the network computes, also where floats hold them.</summary>
internal static class WholeValues
{
    private const int Deepest = 64;

    /// <summary>Through all operators that only move elements, back to integers or to what rounds.</summary>
    public static bool Are(Value value) => Are(value, 0);

    private static bool Are(Value value, int depth)
    {
        if (value.Quantization is not null || depth > Deepest) return false;
        if (!value.Type.Element.IsFloat()) return true;
        if (value.Producer is not { } node) return false;
        return node.Operator switch
        {
            Floor or Ceil or Round or Sign => true,
            Cast or Reshape or Transpose or Slice or Gather or GatherElements => Are(node.Input(0), depth + 1),
            Concat => node.Inputs.All(part => part is not null && Are(part, depth + 1)),
            _ => false,
        };
    }
}
