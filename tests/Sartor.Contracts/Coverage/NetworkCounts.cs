using System.Globalization;

namespace Sartor.Contracts.Coverage;

/// <summary>
/// What PyTorch counts of networks of torchvision 0.14 by hooks over convolutions and linear layers, with one image of the network's own
/// size (<c>tests/data/torchvision/counts.csv</c>).
/// </summary>
/// <param name="Parameters">Parameters that require a gradient.</param>
/// <param name="Macs">Multiply-accumulate operations.</param>
/// <param name="Folded">Parameters that are gone where each BatchNorm behind a convolution is folded into it.</param>
public sealed record NetworkCounts(long Parameters, long Macs, long Folded)
{
    /// <summary>All networks, by name.</summary>
    public static IReadOnlyDictionary<string, NetworkCounts> All { get; } = File.ReadLines(TestFiles.Data("torchvision", "counts.csv"))
        .Skip(1).Select(line => line.Split(',')).ToDictionary(
            cells => cells[0], cells => new NetworkCounts(Number(cells[1]), Number(cells[2]), Number(cells[3])), StringComparer.Ordinal);

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
