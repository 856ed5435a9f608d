using System.Diagnostics;
using System.Globalization;

namespace Sartor.Mutation.Running;

/// <summary>What became of a mutant.</summary>
internal enum Verdict
{
    /// <summary>A test failed, twice.</summary>
    Killed,

    /// <summary>The test process ended without a result.</summary>
    Crashed,

    /// <summary>The tests took far longer than without a mutant.</summary>
    TimedOut,

    /// <summary>Every test that reaches it passed.</summary>
    Survived,

    /// <summary>No test reaches it.</summary>
    NotReached,
}

/// <summary>The result of one mutant.</summary>
/// <param name="Number">The mutant's number.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="By">The test that failed, or the program that crashed or ran out of time; null for a survivor.</param>
/// <param name="Seconds">How long all its runs took.</param>
/// <param name="Unsteady">Tests that failed once and passed when they were run again under the same mutant.</param>
internal sealed record MutantOutcome(int Number, Verdict Verdict, string? By, double Seconds, IReadOnlyList<string> Unsteady)
{
    public bool IsKill => Verdict is Verdict.Killed or Verdict.Crashed or Verdict.TimedOut;
}

/// <summary>Runs the tests that reach a mutant until one notices it.</summary>
internal sealed class MutantRun(IReadOnlyList<TestProgram> programs, IReadOnlyList<CoveredClass> coverage, string scratch)
{
    private const double TimesControl = 5;
    private const double AtLeastSeconds = 20;

    public async Task<MutantOutcome> RunAsync(int mutant, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var unsteady = new List<string>();
        var batches = Batch.For(mutant, coverage);
        foreach (var batch in batches)
        {
            var (verdict, by) = await RunAsync(mutant, batch, unsteady, stop).ConfigureAwait(false);
            if (verdict is { } killed) return new MutantOutcome(mutant, killed, by, clock.Elapsed.TotalSeconds, unsteady);
        }
        var none = batches.Count == 0 ? Verdict.NotReached : Verdict.Survived;
        return new MutantOutcome(mutant, none, null, clock.Elapsed.TotalSeconds, unsteady);
    }

    // A test that passes when it is run again proves nothing; the classes that are left decide, its own without it among them.
    private async Task<(Verdict?, string?)> RunAsync(int mutant, Batch batch, List<string> unsteady, CancellationToken stop)
    {
        var program = programs.Single(p => p.Name == batch.Program);
        var limit = TimeSpan.FromSeconds(AtLeastSeconds + TimesControl * batch.Seconds);
        for (var left = batch.Classes; left.Count > 0;)
        {
            var result = await StartAsync(program, "-class", left, mutant, limit, stop).ConfigureAwait(false);
            if (!result.HasEnded) return (Verdict.TimedOut, batch.Program);
            if (result.HasCrashed) return (Verdict.Crashed, batch.Program);
            if (result.Failed.Count == 0) break;
            var again = await StartAsync(program, "-method", [result.Failed[0]], mutant, limit, stop).ConfigureAwait(false);
            if (!again.IsClean) return (Verdict.Killed, result.Failed[0]);
            unsteady.Add(result.Failed[0]);
            left = [.. left.Where(c => !result.Failed[0].StartsWith(c + ".", StringComparison.Ordinal))];
        }
        return (null, null);
    }

    private async Task<TestResult> StartAsync(
        TestProgram program, string filter, IReadOnlyList<string> names, int mutant, TimeSpan limit, CancellationToken stop)
    {
        using var folder = new ScratchFolder(scratch, mutant.ToString(CultureInfo.InvariantCulture));
        var environment = new Dictionary<string, string> { ["SARTOR_MUTANT"] = mutant.ToString(CultureInfo.InvariantCulture) };
        return await program.RunAsync(filter, names, folder.Path, environment, limit, stop).ConfigureAwait(false);
    }
}
