using System.Numerics;

namespace Sartor.Tailor.Spaces;

/// <summary>
/// Numbers the networks of a space: mixed radix over stages, and within a stage over width, depth and the blocks that are left.
/// </summary>
internal static class CodeNumbers
{
    /// <summary>The choices of the network with a number; -1 where a decision does not exist.</summary>
    public static int[] Choices(SearchSpace space, BigInteger index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, space.DistinctCount);
        var choices = new List<int>(space.Decisions.Count) { Digit(ref index, space.Resolution.Values.Count) };
        for (var s = 0; s < space.Stages.Count; s++)
        {
            index = BigInteger.DivRem(index, space.StageCounts[s], out var ofStage);
            AddStage(space.Stages[s], ofStage, choices);
        }
        return [.. choices];
    }

    /// <summary>A number from 0 to one less than <paramref name="count"/>, each as likely as any other.</summary>
    public static BigInteger Below(BigInteger count, Random random)
    {
        var bytes = new byte[count.GetByteCount(isUnsigned: true)];
        // Of the numbers with as many bits as count has at least half are below it; 256 misses in a row do not happen.
        var unused = (bytes.Length * 8) - (int)count.GetBitLength();
        for (var attempt = 0; attempt < 256; attempt++)
        {
            random.NextBytes(bytes);
            bytes[^1] &= (byte)(0xFF >> unused);
            var number = new BigInteger(bytes, isUnsigned: true);
            if (number < count) return number;
        }
        return BigInteger.Zero;
    }

    private static void AddStage(SpaceStage stage, BigInteger index, List<int> choices)
    {
        if (stage.Width is { TiedTo: null } width) choices.Add(Digit(ref index, width.Values.Count));
        var depths = SearchSpace.Depths(stage);
        var depth = 0;
        for (var count = SearchSpace.BlockCount(stage, depths[0]); index >= count;)
        {
            index -= count;
            count = SearchSpace.BlockCount(stage, depths[++depth]);
        }
        if (stage.Depth is not null) choices.Add(depth);
        var remaining = stage.Remaining(depths[depth]);
        for (var b = 0; b < stage.Blocks.Count; b++)
        {
            foreach (var decision in stage.Blocks[b].Decisions)
                choices.Add(remaining[b] ? Digit(ref index, decision.Values.Count) : -1);
        }
    }

    private static int Digit(ref BigInteger index, int radix)
    {
        index = BigInteger.DivRem(index, radix, out var digit);
        return (int)digit;
    }
}
