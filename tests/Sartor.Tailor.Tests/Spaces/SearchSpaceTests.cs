using System.Numerics;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Tests.Spaces;

public sealed class SearchSpaceTests
{
    [Fact]
    public void MobileNetV3_HasTheNumbersOfTheLiterature()
    {
        var space = MadeUpSpaces.OnceForAll();

        space.ModificationCount.ShouldBe(160);
        space.ListedCount.ShouldBe(25 * BigInteger.Pow(3, 5) * BigInteger.Pow(9, 20));
        // 81 + 729 + 6561 ways a stage: Cai et al., Once-for-All, ICLR 2020, section 3.1.
        space.DistinctCount.ShouldBe(25 * BigInteger.Pow(81 + 729 + 6561, 5));
    }

    [Fact]
    public void DistinctCount_IsThatOfNetworksWithoutTheBlocksThatAreOff()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var space = MadeUpSpaces.Random(seed);

            space.DistinctCount.ShouldBe(Enumerate(space).Distinct().Count(), $"seed {seed}");
            SubNetCode.All(space).Distinct().Count().ShouldBe((int)space.DistinctCount, $"seed {seed}");
        }
    }

    [Fact]
    public void DepthBeyondTheBlocks_IsRefused()
    {
        var block = new SpaceBlock("a.b", "Block", true, []);

        Should.Throw<ArgumentException>(
            () => new SearchSpace("x", [224], [new SpaceStage("a", null, new Decision("a.reduce_depth", [0, -2]), [block])]))
            .Message.ShouldContain("between -1 and 0");
    }

    // Every combination of everything that is listed, then written down without what is not there.
    private static IEnumerable<string> Enumerate(SearchSpace space)
    {
        var decisions = space.Listed;
        var digits = new int[decisions.Count];
        for (var more = true; more;)
        {
            var values = decisions.Select((decision, i) => (decision.Name, decision.Values[digits[i]])).ToDictionary();
            yield return Network(space, values);
            more = false;
            for (var i = 0; i < digits.Length && !more; i++)
            {
                digits[i] = (digits[i] + 1) % decisions[i].Values.Count;
                more = digits[i] != 0;
            }
        }
    }

    private static string Network(SearchSpace space, Dictionary<string, double> values)
    {
        var text = $"{values["resolution"]}";
        foreach (var stage in space.Stages)
        {
            if (stage.Width is { TiedTo: null } width) text += $" w{values[width.Name]}";
            var kept = stage.Blocks.ToList();
            for (var off = stage.Depth is { } depth ? -values[depth.Name] : 0; off > 0; off--)
                kept.Remove(kept.Last(block => block.IsRemovable));
            foreach (var block in kept)
                text += $" {block.Name}({string.Join(',', block.Decisions.Select(decision => values[decision.Name]))})";
            text += " |";
        }
        return text;
    }
}
