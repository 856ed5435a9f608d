using Sartor.Formats.TFLite.Kernels;
using Sartor.Formats.TFLite.Schema;

namespace Sartor.Kernels;

/// <summary>Runs every case in every version and makes the table.</summary>
internal static class TableMaker
{
    /// <summary>The first line of the file.</summary>
    /// <param name="runtime">Name and version of the runtime.</param>
    public static string Head(string runtime) => $"# {runtime}: operator, versions, form, built-in kernels, XNNPACK, whether XNNPACK takes "
        + "the node; made by eng/kernels/Sartor.Kernels.";

    /// <summary>Versions of an operator that a file can state, whatever runtime has them.</summary>
    /// <param name="name">As the table has it.</param>
    public static IEnumerable<long> Versions(string name)
    {
        var type = TFLiteSchema.Operator(KernelName.Schema(name))!;
        for (var version = 1L; version <= type.Runtimes.Count; version++)
        {
            if (type.Runtime(version) is not null) yield return version;
        }
    }

    /// <summary>One row for each case and version.</summary>
    public static async Task<IReadOnlyList<KernelRow>> RunAsync(
        IEnumerable<KernelCase> cases, KernelRunner runner, TextWriter progress, CancellationToken cancellation)
    {
        var rows = new List<KernelRow>();
        foreach (var group in cases.GroupBy(c => c.Name))
        {
            foreach (var kernel in group)
            {
                var probe = new KernelProbe(kernel);
                foreach (var version in Versions(kernel.Name))
                    rows.Add(await runner.RunAsync(kernel, probe, version, cancellation).ConfigureAwait(false));
            }
            progress.WriteLine($"{group.Key}: {group.Count()} forms");
        }
        return rows;
    }

    /// <summary>
    /// The same with one row for neighbouring versions of one outcome, and one for all forms where no form of a version loads.
    /// </summary>
    public static IReadOnlyList<KernelRow> Compact(IReadOnlyList<KernelRow> rows)
    {
        var table = new List<KernelRow>();
        foreach (var ofOperator in rows.GroupBy(r => r.Operator))
        {
            var unknown = ofOperator.GroupBy(r => r.First).Where(g => g.All(IsNotLoaded)).Select(g => g.Key).ToHashSet();
            var forms = ofOperator.Where(r => !unknown.Contains(r.First)).GroupBy(r => r.Form);
            foreach (var form in forms) table.AddRange(Runs(form));
            table.AddRange(Runs(unknown.Order().Select(v => new KernelRow(
                ofOperator.Key, v, v, KernelForm.Any, KernelOutcome.RefusedAtLoad, KernelOutcome.RefusedAtLoad, false))));
        }
        return table;
    }

    private static bool IsNotLoaded(KernelRow row) =>
        row is { Builtin: KernelOutcome.RefusedAtLoad, XnnPack: KernelOutcome.RefusedAtLoad };

    private static IEnumerable<KernelRow> Runs(IEnumerable<KernelRow> rows)
    {
        KernelRow? open = null;
        foreach (var row in rows.OrderBy(r => r.First))
        {
            if (open is not null && row with { First = open.First, Last = open.Last } == open && row.First == open.Last + 1)
            {
                open = open with { Last = row.First };
                continue;
            }
            if (open is not null) yield return open;
            open = row;
        }
        if (open is not null) yield return open;
    }
}
