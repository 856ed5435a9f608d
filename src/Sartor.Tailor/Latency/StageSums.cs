using Sartor.Tailor.Codes;
using Sartor.Tailor.Operators;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Latency;

/// <summary>The latencies of a network's parts, added up for each stage.</summary>
/// <param name="Stages">The sum of each stage, in milliseconds.</param>
/// <param name="Count">How many parts there are.</param>
/// <param name="Missing">The keys of parts that the table lacks, each once.</param>
internal sealed record StageSums(double[] Stages, int Count, IReadOnlyList<string> Missing)
{
    /// <summary>The sum of all, in milliseconds.</summary>
    public double Total => Stages.Sum();

    public static StageSums Empty(int stages) => new(new double[stages], 0, []);

    /// <summary>One part alone.</summary>
    public static StageSums Single(int stages, int stage, double milliseconds)
    {
        var sums = new double[stages];
        sums[stage] = milliseconds;
        return new StageSums(sums, 1, []);
    }

    public static StageSums Of(SuperNet network, UnitForms forms, LatencyTable table, SubNetCode code)
    {
        var sums = new double[network.Space.Stages.Count];
        var count = 0;
        var missing = new List<string>();
        CodeWalk.Sum(code, new UnitVisit(new UnitWalk(network, forms, (place, form) =>
        {
            count++;
            if (table.Entries.TryGetValue(form.Key, out var entry)) sums[place.Stage] += entry.Milliseconds;
            else if (!missing.Contains(form.Key)) missing.Add(form.Key);
        })));
        return new StageSums(sums, count, missing);
    }
}
