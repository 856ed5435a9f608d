using System.Buffers.Binary;
using System.Text;
using Sartor.Core;
using Sartor.Data.Samples;

namespace Sartor.Data.Splits;

/// <summary>
/// Two disjoint parts of a data set: one to calibrate on, and one that is held out for evaluation. Samples of equal content are always in
/// the same part. Recorded with every result, so that it can be repeated.
/// </summary>
/// <param name="Seed">The seed that gave it.</param>
/// <param name="CalibrationIds">In the order of the data set.</param>
/// <param name="HeldOutIds">In the order of the data set; never empty.</param>
public sealed record DataSplit(long Seed, EquatableArray<string> CalibrationIds, EquatableArray<string> HeldOutIds)
{
    /// <summary>
    /// Divides by labels: each class gives its share, fractions go to the classes with the largest remainder (Hamilton's
    /// method). Within a class the order is that of SHA-256(seed, id), so it depends on seed and ids alone and not on the order
    /// of the files. Reads every sample's bytes once, to keep copies together.
    /// </summary>
    /// <param name="source">The samples; at least two with different content.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="DataSetException">Fewer than two different samples, so that one part would be empty.</exception>
    /// <exception cref="OptionException">An option is out of range.</exception>
    public static DataSplit Create(ISampleSource source, SplitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new SplitOptions();
        if (!(options.CalibrationShare > 0 && options.CalibrationShare < 1))
            throw new OptionException("calibration share", "must be above 0 and below 1");
        if (options.MaxCalibrationCount < 1) throw new OptionException("calibration count", "must be at least 1");

        var groups = Group(source, options.Seed);
        if (groups.Count < 2)
        {
            throw new DataSetException(source is DataSet data ? data.Path : "the data set", $"has {source.Count} samples, of which "
                + $"{groups.Count} {(groups.Count == 1 ? "is" : "are")} different; "
                + "calibration and evaluation need different samples, so give at least two");
        }
        var isCalibration = new bool[source.Count];
        foreach (var index in Choose(groups, source.Count, options)) isCalibration[index] = true;
        var indices = Enumerable.Range(0, source.Count);
        return new DataSplit(
            options.Seed,
            indices.Where(i => isCalibration[i]).Select(source.IdOf).ToEquatableArray(),
            indices.Where(i => !isCalibration[i]).Select(source.IdOf).ToEquatableArray());
    }

    // Samples of equal content, in the order of their keys; the stratum is the label of the one with the smallest key.
    private static List<SampleGroup> Group(ISampleSource source, long seed)
    {
        var byContent = new Dictionary<string, List<(string Key, int Index)>>(StringComparer.Ordinal);
        for (var i = 0; i < source.Count; i++)
        {
            var hash = source.HashOf(i);
            if (!byContent.TryGetValue(hash, out var members)) byContent.Add(hash, members = []);
            members.Add((KeyOf(seed, source.IdOf(i)), i));
        }
        var groups = new List<SampleGroup>(byContent.Count);
        foreach (var members in byContent.Values)
        {
            var first = members.Min();
            groups.Add(new SampleGroup(first.Key, source.LabelOf(first.Index) ?? -1, [.. members.Select(m => m.Index)]));
        }
        groups.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return groups;
    }

    private static string KeyOf(long seed, string id)
    {
        var bytes = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(id)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, seed);
        Encoding.UTF8.GetBytes(id, bytes.AsSpan(sizeof(long)));
        return Sha256.Hex(bytes);
    }

    private static IEnumerable<int> Choose(List<SampleGroup> groups, int count, SplitOptions options)
    {
        var wanted = Math.Clamp((int)Math.Round(count * options.CalibrationShare, MidpointRounding.AwayFromZero), 1,
            options.MaxCalibrationCount);
        var strata = groups.GroupBy(g => g.Label).OrderBy(s => s.Key).Select(s => s.ToList()).ToList();
        var quotas = Quotas(strata, wanted, count);
        var chosen = 0;
        for (var s = 0; s < strata.Count; s++)
        {
            foreach (var group in strata[s])
            {
                if (group.Members.Count > quotas[s]) continue;
                // The held-out part must not be left empty.
                if (++chosen == groups.Count) yield break;
                quotas[s] -= group.Members.Count;
                foreach (var member in group.Members) yield return member;
            }
        }
        if (chosen > 0) yield break;
        // Only sets of copies larger than every quota: the smallest group calibrates.
        foreach (var member in groups.MinBy(g => g.Members.Count)!.Members) yield return member;
    }

    private static int[] Quotas(List<List<SampleGroup>> strata, int wanted, int count)
    {
        var exact = strata.Select(s => (double)wanted * s.Sum(g => g.Members.Count) / count).ToArray();
        var quotas = exact.Select(x => (int)Math.Floor(x)).ToArray();
        var order = Enumerable.Range(0, exact.Length)
            .OrderByDescending(i => exact[i] - quotas[i])
            .ThenBy(i => strata[i][0].Key, StringComparer.Ordinal);
        foreach (var i in order.Take(wanted - quotas.Sum())) quotas[i]++;
        return quotas;
    }

    private sealed record SampleGroup(string Key, int Label, List<int> Members);
}
