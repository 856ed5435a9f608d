using Sartor.Formats.TFLite.Kernels;

namespace Sartor.Kernels;

/// <summary>Compares rows of a table with the runtime.</summary>
internal static class TableCheck
{
    /// <summary>A seeded share of the rows.</summary>
    public static IReadOnlyList<KernelRow> Sample(IReadOnlyList<KernelRow> rows, double share, int seed)
    {
        var random = new Random(seed);
        return [.. rows.Where(_ => random.NextDouble() < share)];
    }

    /// <summary>Runs rows, each in one of its versions.</summary>
    /// <returns>A sentence for each row that the runtime contradicts, or that no case tries.</returns>
    public static async Task<IReadOnlyList<string>> ContradictionsAsync(
        IEnumerable<KernelRow> rows, KernelRunner runner, int seed, CancellationToken cancellation)
    {
        var random = new Random(seed);
        var cases = KernelCases.All.ToLookup(c => c.Name);
        var problems = new List<string>();
        foreach (var row in rows)
        {
            var fitting = cases[row.Operator].Where(c => row.Form == KernelForm.Any || c.Form == row.Form).ToArray();
            if (fitting.Length == 0)
            {
                problems.Add($"{row}: no case tries it");
                continue;
            }
            var kernel = fitting[random.Next(fitting.Length)];
            var version = random.NextInt64(row.First, row.Last + 1);
            var seen = await runner.RunAsync(kernel, new KernelProbe(kernel), version, cancellation).ConfigureAwait(false);
            if (seen with { First = row.First, Last = row.Last, Form = row.Form } != row)
                problems.Add(
                    $"{row}: version {version} is {seen.Builtin}, with XNNPACK {seen.XnnPack}, {(seen.IsTaken ? "taken" : "left")}");
        }
        return problems;
    }
}
