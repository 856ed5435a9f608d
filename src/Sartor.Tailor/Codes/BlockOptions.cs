using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Codes;

/// <summary>Numbers the ways to decide a block: its last decision counts fastest.</summary>
internal static class BlockOptions
{
    public static int Count(SpaceBlock block) => block.Decisions.Aggregate(1, (all, decision) => all * decision.Values.Count);

    /// <summary>The place of the chosen value of each decision.</summary>
    public static int[] Choices(SpaceBlock block, int option)
    {
        var choices = new int[block.Decisions.Count];
        for (var d = choices.Length - 1; d >= 0; d--) (option, choices[d]) = Math.DivRem(option, block.Decisions[d].Values.Count);
        return choices;
    }

    public static double[] Values(SpaceBlock block, int option) =>
        [.. block.Decisions.Zip(Choices(block, option), (decision, choice) => decision.Values[choice])];
}
