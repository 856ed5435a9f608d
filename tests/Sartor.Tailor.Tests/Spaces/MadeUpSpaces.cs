using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Tests.Spaces;

internal static class MadeUpSpaces
{
    /// <summary>A space of a few stages, drawn by a seed; small enough to be enumerated.</summary>
    public static SearchSpace Random(int seed)
    {
        var random = new Random(seed);
        var stages = Enumerable.Range(0, random.Next(1, 4)).Select(s => Stage($"stage{s}", random)).ToArray();
        return new SearchSpace($"made up {seed}", [.. Enumerable.Range(0, random.Next(1, 3)).Select(i => 128 + (32 * i))], stages);
    }

    /// <summary>Five stages of four blocks with kernel and expansion: what Once-for-All does to MobileNetV3.</summary>
    public static SearchSpace OnceForAll(int stages = 5)
    {
        SpaceBlock Block(int s, int b) => new(
            $"s{s}.b{b}", "InvertedResidualBlock", b > 0,
            [new Decision($"s{s}.b{b}.{Knob.Kernel}", [3, 5, 7]), new Decision($"s{s}.b{b}.{Knob.Expansion}", [3, 4, 6])]);
        return new SearchSpace(
            "MobileNetV3", [.. Enumerable.Range(0, 25).Select(i => 128 + (4 * i))],
            [
                .. Enumerable.Range(0, stages).Select(s => new SpaceStage(
                    $"s{s}", null, new Decision($"s{s}.{Knob.Depth}", [0, -1, -2]), [.. Enumerable.Range(0, 4).Select(b => Block(s, b))])),
            ]);
    }

    private static SpaceStage Stage(string name, Random random)
    {
        SpaceBlock[] blocks =
        [
            .. Enumerable.Range(0, random.Next(0, 4)).Select(b => new SpaceBlock(
                $"{name}.b{b}", "Block", random.Next(2) == 0,
                [
                    .. Knob.OfBlocks.Take(random.Next(0, 3))
                        .Select(knob => new Decision($"{name}.b{b}.{knob}", random.Next(2) == 0 ? [3, 5] : [0.25])),
                ])),
        ];
        var most = blocks.Count(block => block.IsRemovable);
        double[] depths = [.. Enumerable.Range(0, most + 1).Select(i => (double)-i).Where(_ => random.Next(3) > 0)];
        var width = random.Next(3) switch
        {
            0 => null,
            1 => new Decision($"{name}.{Knob.Width}", [0.65, 1]),
            _ => new Decision($"{name}.{Knob.Width}", [0.65, 1]) { TiedTo = "other" },
        };
        return new SpaceStage(name, width, depths.Length > 0 ? new Decision($"{name}.{Knob.Depth}", depths) : null, blocks);
    }
}
