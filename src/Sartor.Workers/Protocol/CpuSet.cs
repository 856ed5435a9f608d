using System.Globalization;

namespace Sartor.Workers.Protocol;

/// <summary>A set of processor cores by their numbers, written as Linux writes them: <c>0,2,4-7</c>.</summary>
public static class CpuSet
{
    /// <summary>Cores have the numbers 0 to this one less one.</summary>
    public const int Most = 8192;

    /// <summary>The numbers of a set, in their order.</summary>
    /// <param name="text">Numbers and ranges with commas between them.</param>
    /// <returns>Null where it is no such text, or names a core twice.</returns>
    public static IReadOnlyList<int>? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cores = new SortedSet<int>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Trim().Split('-');
            if (ends.Length > 2 || Number(ends[0]) is not { } first || Number(ends[^1]) is not { } last || last < first) return null;
            for (var core = first; core <= last; core++)
            {
                if (!cores.Add(core)) return null;
            }
        }
        return [.. cores];
    }

    /// <summary>The text of a set, the same for equal sets.</summary>
    /// <param name="cores">Numbers in rising order.</param>
    public static string Text(IEnumerable<int> cores)
    {
        ArgumentNullException.ThrowIfNull(cores);
        var ranges = new List<(int First, int Last)>();
        foreach (var core in cores)
        {
            if (ranges.Count > 0 && ranges[^1].Last == core - 1) ranges[^1] = (ranges[^1].First, core);
            else ranges.Add((core, core));
        }
        return string.Join(',', ranges.Select(range => string.Create(
            CultureInfo.InvariantCulture, $"{range.First}{(range.Last > range.First ? $"-{range.Last}" : "")}")));
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var core) && core < Most ? core : null;
}
