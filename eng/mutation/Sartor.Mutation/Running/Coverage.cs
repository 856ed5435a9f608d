namespace Sartor.Mutation.Running;

/// <summary>A class of tests in the control run.</summary>
/// <param name="Program">The test program's name.</param>
/// <param name="Class">The class's full name.</param>
/// <param name="Seconds">How long a process of its own took.</param>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Skipped">Tests that were skipped.</param>
/// <param name="Reached">Numbers of the mutants that it or its child processes reached.</param>
internal sealed record CoveredClass(string Program, string Class, double Seconds, int Passed, int Skipped, IReadOnlyList<int> Reached);

/// <summary>Some classes of one program, run by one process.</summary>
/// <param name="Program">The test program's name.</param>
/// <param name="Classes">Full names.</param>
/// <param name="Seconds">How long they took one by one.</param>
internal sealed record Batch(string Program, IReadOnlyList<string> Classes, double Seconds)
{
    // A class that takes longer runs after all quick ones, and alone.
    private const double SlowSeconds = 4;

    /// <summary>The classes that reach a mutant, the quick ones of a program together, in the order of their time.</summary>
    public static IReadOnlyList<Batch> For(int mutant, IEnumerable<CoveredClass> coverage)
    {
        var reaching = coverage.Where(c => c.Reached.Contains(mutant)).ToArray();
        var quick = reaching.Where(c => c.Seconds < SlowSeconds).GroupBy(c => c.Program)
            .Select(g => new Batch(g.Key, [.. g.Select(c => c.Class)], g.Sum(c => c.Seconds)));
        var slow = reaching.Where(c => c.Seconds >= SlowSeconds).Select(c => new Batch(c.Program, [c.Class], c.Seconds));
        return [.. quick.OrderBy(b => b.Seconds).Concat(slow.OrderBy(b => b.Seconds))];
    }
}
