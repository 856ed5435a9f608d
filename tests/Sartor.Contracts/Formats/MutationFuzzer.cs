using System.Diagnostics;
using Sartor.Core;

namespace Sartor.Contracts.Formats;

/// <summary>
/// Feeds damaged files to a reader: whatever the bytes, only a <see cref="SartorException"/> may come out, with an allocation of at
/// most 8 × file + 64 MiB and in bounded time. Mutant n of a seed is always the same. Allocations are those of the whole process,
/// as readers work on several threads: tests that use this run alone.
/// </summary>
/// <param name="seed">Seed of all mutations.</param>
/// <param name="mutants">How many; <see cref="Count"/> gives the usual number.</param>
public sealed class MutationFuzzer(int seed, int mutants)
{
    /// <summary>A mutant that takes longer has made the reader hang, or nearly.</summary>
    public static readonly TimeSpan Slowest = TimeSpan.FromSeconds(20);

    /// <summary>SARTOR_FUZZ_MUTANTS, or 5,000.</summary>
    public static int Count =>
        int.TryParse(Environment.GetEnvironmentVariable("SARTOR_FUZZ_MUTANTS"), out var count) && count > 0 ? count : 5000;

    /// <summary>Runs all mutants.</summary>
    /// <param name="corpus">Sound files; small ones, so that mutations meet structure and not weights.</param>
    /// <param name="read">Opens the file at a path and looks at everything in it.</param>
    /// <returns>What went wrong, at most ten; empty is good.</returns>
    public IReadOnlyList<FuzzFailure> Run(IReadOnlyList<(string Name, byte[] Content)> corpus, Action<string> read)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(read);
        var failures = new List<FuzzFailure>();
        var folder = Directory.CreateTempSubdirectory("sartor-fuzz-");
        try
        {
            // The first mutant's allocations must not include what is made once for all.
            foreach (var (name, content) in corpus) Try(Write(folder, content), name, -1, read, long.MaxValue, failures);
            for (var i = 0; i < mutants && failures.Count < 10; i++)
            {
                var (name, content) = corpus[i % corpus.Count];
                var mutant = Mutant(i, content, corpus);
                Try(Write(folder, mutant), name, i, read, (8L * mutant.Length) + (64 << 20), failures);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return failures;
    }

    /// <summary>Runs files as they are, by the same rule.</summary>
    /// <param name="files">Each with a name for messages.</param>
    /// <param name="allocationLimit">Most bytes that one may allocate.</param>
    /// <param name="use">Does with the file at a path what is to be tested.</param>
    /// <returns>What went wrong, at most ten; empty is good.</returns>
    public static IReadOnlyList<FuzzFailure> RunAll(
        IEnumerable<(string Name, byte[] Content)> files, long allocationLimit, Action<string> use)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(use);
        var failures = new List<FuzzFailure>();
        var folder = Directory.CreateTempSubdirectory("sartor-fuzz-");
        try
        {
            foreach (var (name, content) in files)
            {
                if (failures.Count == 10) break;
                Try(Write(folder, content), name, 0, use, allocationLimit, failures);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return failures;
    }

    /// <summary>The bytes of one mutant.</summary>
    public byte[] Mutant(int number, byte[] content, IReadOnlyList<(string Name, byte[] Content)> corpus)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var result = content;
        for (var i = random.Next(1, 5); i > 0; i--) result = Mutations.Apply(random, result, corpus[random.Next(corpus.Count)].Content);
        return result;
    }

    private static string Write(DirectoryInfo folder, byte[] content)
    {
        var path = Path.Combine(folder.FullName, "mutant");
        File.WriteAllBytes(path, content);
        return path;
    }

    private static void Try(string path, string corpus, int number, Action<string> read, long allocationLimit, List<FuzzFailure> failures)
    {
        var start = Stopwatch.GetTimestamp();
        var before = GC.GetTotalAllocatedBytes();
        try
        {
            read(path);
        }
        catch (SartorException e) when (!e.Message.Contains('\n'))
        {
            // Refused in one sentence: as it should be.
        }
        catch (Exception e)
        {
            failures.Add(new FuzzFailure(corpus, number, e.ToString()));
        }
        var allocated = GC.GetTotalAllocatedBytes() - before;
        if (allocated > allocationLimit)
            failures.Add(new FuzzFailure(corpus, number, $"{allocated} bytes allocated, more than {allocationLimit}"));
        if (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed > Slowest)
            failures.Add(new FuzzFailure(corpus, number, $"took {elapsed}"));
    }
}
