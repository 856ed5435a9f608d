using Sartor.Core;

namespace Sartor.Graph.Layouts;

/// <summary>
/// What transposes cost, as one number that compares in this order: bytes that they move; transposes that move data; transposes,
/// those included that move only axes of extent 1 and become reshapes; nodes behind their places, so that of equal places the latest is
/// the cheapest: a transpose between an operator and its activation would keep the two from being fused.
/// </summary>
internal static class TransposeCost
{
    private const long Move = 1L << 46, Transpose = 1L << 32;

    /// <summary>The bytes that a number stands for.</summary>
    public static long Bytes(LayoutPrice cost) => cost.Bytes;

    /// <summary>What it costs to have a tensor in one more layout.</summary>
    /// <param name="behind">How many nodes come after the one that computes it.</param>
    public static LayoutPrice OfLayout(int behind) => Transpose + behind;

    /// <summary>What it costs besides to have its elements in one more order.</summary>
    /// <param name="type">Of the tensor; the shape is known.</param>
    public static LayoutPrice OfOrder(TensorType type) => new(((type.Shape!.ElementCount * type.Element.Bits()) + 7) / 8, Move);
}
