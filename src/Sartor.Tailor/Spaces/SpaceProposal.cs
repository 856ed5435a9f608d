namespace Sartor.Tailor.Spaces;

/// <summary>A space for a network of which nobody said what is to vary.</summary>
internal static class SpaceProposal
{
    private const int Step = 32;

    /// <summary>The file that it would be; what the network cannot do is not in it.</summary>
    public static SpaceFile Of(NetworkStructure structure)
    {
        var widths = Able([0.65, 0.8, 1], structure.Stages.Select(stage => stage.Width), [0.65, 0.8, 1]);
        var removable = structure.Stages.Select(stage => (int)stage.Depth.Own).Where(count => count > 0).ToArray();
        var depth = removable.Length == 0 ? 0 : Math.Min(2, removable.Min());
        return new SpaceFile(structure.Name, structure.Name)
        {
            Blocks = [.. structure.Blocks.Select(block => block.Template).Distinct()],
            Resolution = structure.Resolution.Obstacle is null ? new AskedValues(0, Resolutions(structure)) : null,
            Width = widths,
            Depth = depth == 0 ? null : new AskedValues(0, [.. Enumerable.Range(0, depth + 1).Select(i => (double)(i - depth))]),
            OfBlocks = OfBlocks(structure, widths?.Values ?? [1]),
        };
    }

    private static double[] Resolutions(NetworkStructure structure)
    {
        var own = (long)structure.Resolution.Own;
        var patch = structure.Resolution.BaseChannels;
        var step = (Step + patch - 1) / patch * patch;
        var least = Math.Max(own / 2, own / Math.Max(1, structure.SmallestPlane));
        return [.. Enumerable.Range(0, 4).Select(i => own - ((3 - i) * step)).Where(size => size >= least).Select(size => (double)size)];
    }

    private static AskedBlockValues[] OfBlocks(NetworkStructure structure, IReadOnlyList<double> widths)
    {
        var found = new List<AskedBlockValues>();
        foreach (var blocks in structure.Blocks.GroupBy(block => block.Template))
        {
            foreach (var knob in Knob.OfBlocks)
            {
                var variations = blocks.SelectMany(block => block.Variations).Where(v => v.Knob == knob && v.Obstacle is null).ToArray();
                // The value that most blocks have: a list is for blocks whose own value it ends with.
                foreach (var own in variations.GroupBy(v => Math.Round(v.Own, 4)).OrderByDescending(group => group.Count()).Take(1))
                {
                    if (Values(knob, own.Key) is { Length: > 1 } values && Able(values, own, widths) is not null)
                        found.Add(new AskedBlockValues(0, blocks.Key, knob, values));
                }
            }
        }
        return [.. found];
    }

    private static double[] Values(string knob, double own) => knob switch
    {
        Knob.Kernel => [.. Enumerable.Range(0, 3).Select(i => own - (2 * (2 - i))).Where(size => size >= 3)],
        Knob.Heads => Shares(own, 1),
        _ when own >= 2 && own == Math.Floor(own) => Shares(own, 1),
        _ => [.. new[] { 0.6, 0.8, 1 }.Select(share => Math.Round(share * own, 4))],
    };

    // Half, three quarters and all of it, in whole numbers.
    private static double[] Shares(double own, double least) =>
        [.. new[] { 0.5, 0.75, 1 }.Select(share => Math.Max(least, Math.Floor(share * own))).Distinct()];

    private static AskedValues? Able(double[] values, IEnumerable<Variation> variations, IReadOnlyList<double> widths) =>
        variations.Any(variation => variation.TiedTo is null && variation.Against(values, SpaceFile.UsualDivisor, widths) is null)
            ? new AskedValues(0, values)
            : null;
}
