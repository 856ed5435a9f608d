using System.Diagnostics;
using System.Globalization;

namespace Sartor.Mutation.Running;

/// <summary>Runs every class of tests in a process of its own with no mutant active, and notes which mutants it reaches.</summary>
internal sealed class ControlRun(IReadOnlyList<TestProgram> programs, string scratch, int parallel)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    /// <summary>The classes of all programs.</summary>
    /// <exception cref="MutationException">A class fails twice, so its failing under a mutant would say nothing.</exception>
    public async Task<IReadOnlyList<CoveredClass>> RunAsync(CancellationToken stop)
    {
        var classes = new List<(TestProgram Program, string Class)>();
        foreach (var program in programs)
            classes.AddRange((await program.ClassesAsync(scratch, stop).ConfigureAwait(false)).Select(c => (program, c)));
        var covered = new CoveredClass[classes.Count];
        var failed = new List<string>();
        var few = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = stop };
        await Parallel.ForAsync(0, classes.Count, few, async (i, inner) =>
        {
            var (program, name) = classes[i];
            covered[i] = await RunAsync(program, name, i, inner).ConfigureAwait(false)
                ?? await RunAsync(program, name, i, inner).ConfigureAwait(false) ?? Fail(program, name, failed);
        }).ConfigureAwait(false);
        if (failed.Count == 0) return covered;
        throw new MutationException($"These tests fail without any mutant:\n{string.Join('\n', failed.Order(StringComparer.Ordinal))}");
    }

    private async Task<CoveredClass?> RunAsync(TestProgram program, string name, int slot, CancellationToken stop)
    {
        using var folder = new ScratchFolder(scratch, $"control-{slot}");
        var notes = Directory.CreateDirectory(Path.Combine(folder.Path, "reached")).FullName;
        var environment = new Dictionary<string, string> { ["SARTOR_MUTANT"] = "0", ["SARTOR_MUTANTS_REACHED"] = notes };
        var clock = Stopwatch.StartNew();
        var result = await program.RunAsync("-class", [name], folder.Path, environment, s_limit, stop).ConfigureAwait(false);
        if (!result.IsClean) return null;
        return new CoveredClass(program.Name, name, clock.Elapsed.TotalSeconds, result.Passed, result.Skipped, Reached(notes));
    }

    private static CoveredClass Fail(TestProgram program, string name, List<string> failed)
    {
        lock (failed) failed.Add($"{program.Name}: {name}");
        return new CoveredClass(program.Name, name, 0, 0, 0, []);
    }

    private static int[] Reached(string notes) =>
    [
        .. Directory.EnumerateFiles(notes).SelectMany(File.ReadLines).Where(l => l.Length > 0)
            .Select(l => int.Parse(l, NumberStyles.None, CultureInfo.InvariantCulture)).Distinct().Order(),
    ];
}
