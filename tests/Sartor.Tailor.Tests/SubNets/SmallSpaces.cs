using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Tests.SubNets;

/// <summary>Spaces of the published networks that are small enough to try every network.</summary>
internal static class SmallSpaces
{
    /// <summary>A file of which only the first values of each list remain, beside the network's own, which is the last.</summary>
    public static SpaceFile Of(SpaceFile file, int resolutions, int widths, int depths, int ofBlocks) => file with
    {
        Resolution = Cut(file.Resolution, resolutions),
        Width = Cut(file.Width, widths),
        Depth = Cut(file.Depth, depths),
        OfBlocks = [.. file.OfBlocks.Select(asked => asked with { Values = Last(asked.Values, ofBlocks) })],
    };

    private static AskedValues? Cut(AskedValues? asked, int count) =>
        asked is null ? null : asked with { Values = Last(asked.Values, count) };

    private static IReadOnlyList<double> Last(IReadOnlyList<double> values, int count) => [.. values.Order().TakeLast(count)];
}
