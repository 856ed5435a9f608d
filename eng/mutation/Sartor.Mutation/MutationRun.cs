using System.Diagnostics;
using System.Security.Cryptography;
using Sartor.Mutation.Running;
using Sartor.Mutation.Sampling;

namespace Sartor.Mutation;

/// <summary>The whole way: copy, draw, build, control, mutants, report. What the scratch folder already holds is not done again.</summary>
internal sealed class MutationRun(MutationOptions options, TextWriter progress)
{
    private readonly Workplace _place = new(options.Scratch);
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>The report's text.</summary>
    /// <exception cref="MutationException">No figure can be given.</exception>
    public async Task<string> RunAsync(CancellationToken stop)
    {
        var areas = await File.ReadAllTextAsync(options.Areas, stop).ConfigureAwait(false);
        var file = AreaFile.Parse(areas);
        var files = await SourceCopy.FilesAsync(options.Root, stop).ConfigureAwait(false);
        // The report of an earlier run changes no code.
        var code = files.Where(f => !f.EndsWith(".md", StringComparison.Ordinal) || f.StartsWith("docs/", StringComparison.Ordinal));
        var fingerprint = SourceCopy.Fingerprint(options.Root, code, $"{options.Mutants} {string.Join(',', options.Only)} {areas}");
        var tests = TestProjects(files, file.LeftOutTests);
        var draw = _place.Draw is { } kept && kept.Fingerprint == fingerprint && (options.Seed is null || options.Seed == kept.Seed)
            ? kept
            : await DrawAsync(file, files, tests, fingerprint, stop).ConfigureAwait(false);
        Say($"seed {draw.Seed}: {draw.Mutants.Count} mutants");

        TestProgram[] programs = [.. tests.Select(Program)];
        var coverage = _place.Coverage ?? await ControlAsync(programs, stop).ConfigureAwait(false);
        await MutantsAsync(draw, programs, coverage, stop).ConfigureAwait(false);
        return Report.Write(draw, coverage, _place.Outcomes, options.Longest, await CommitAsync(stop).ConfigureAwait(false));
    }

    private async Task<Draw> DrawAsync(
        AreaFile file, IReadOnlyList<string> files, IReadOnlyList<string> tests, string fingerprint, CancellationToken stop)
    {
        var areas = file.Areas.Where(a => options.Only.Count == 0 || options.Only.Contains(a.Name)).ToArray();
        _place.Clear();
        Say("copying and building");
        await SourceCopy.CopyAsync(options.Root, files, _place.Tree, stop).ConfigureAwait(false);
        await AddSwitchAsync(stop).ConfigureAwait(false);
        await MutatedBuild.RunAsync(_place.Tree, tests, stop).ConfigureAwait(false);
        var projects = new List<CompiledProject>();
        foreach (var project in Projects(files, areas))
            projects.Add(await CompiledProject.LoadAsync(_place.Tree, Path.Combine(_place.Tree, project), stop).ConfigureAwait(false));

        Say("drawing");
        var sampler = new Sampler(areas, projects);
        var draw = sampler.Draw(options.Mutants, options.Seed ?? RandomNumberGenerator.GetInt32(1, 1_000_000_000), fingerprint);
        sampler.Write();
        Say("building with the mutants");
        await MutatedBuild.RunAsync(_place.Tree, tests, stop).ConfigureAwait(false);
        _place.Keep(draw);
        return draw;
    }

    private async Task AddSwitchAsync(CancellationToken stop)
    {
        await using var text = typeof(MutationRun).Assembly.GetManifestResourceStream("Mutant.cs")!;
        await using var copy = File.Create(Path.Combine(_place.Tree, "src", "Sartor.Core", "Mutant.cs"));
        await text.CopyToAsync(copy, stop).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<CoveredClass>> ControlAsync(TestProgram[] programs, CancellationToken stop)
    {
        Say("control run: each class of tests alone, no mutant active");
        var coverage = await new ControlRun(programs, options.Scratch, options.Parallel).RunAsync(stop).ConfigureAwait(false);
        var seconds = coverage.Sum(c => c.Seconds);
        Say($"control run: {coverage.Sum(c => c.Passed)} passed, {coverage.Sum(c => c.Skipped)} skipped, {seconds:F0} s of processes");
        _place.Keep(coverage);
        return coverage;
    }

    private async Task MutantsAsync(Draw draw, TestProgram[] programs, IReadOnlyList<CoveredClass> coverage, CancellationToken stop)
    {
        var done = _place.Outcomes.Select(o => o.Number).ToHashSet();
        var asked = coverage.Where(c => options.Longest is not { } longest || c.Seconds <= longest).ToArray();
        var run = new MutantRun(programs, asked, options.Scratch);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = stop };
        await Parallel.ForEachAsync(draw.Mutants.Where(m => !done.Contains(m.Number)), parallel, async (mutant, inner) =>
        {
            var outcome = await run.RunAsync(mutant.Number, inner).ConfigureAwait(false);
            _place.Keep(outcome);
            var change = $"{mutant.Path}:{mutant.Line} {mutant.Before} -> {mutant.After}";
            Say($"{mutant.Number} {outcome.Verdict} {outcome.Seconds:F0} s {change} {outcome.By}");
        }).ConfigureAwait(false);
    }

    private static string[] TestProjects(IReadOnlyList<string> files, IReadOnlyList<string> leftOut) =>
    [
        .. files.Where(f => f.StartsWith("tests/", StringComparison.Ordinal) && f.EndsWith(".Tests.csproj", StringComparison.Ordinal))
            .Where(f => !leftOut.Contains(Path.GetDirectoryName(f))),
    ];

    // The project files in the folders of the areas, or above them.
    private static IEnumerable<string> Projects(IReadOnlyList<string> files, Area[] areas)
    {
        var sources = files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal) && areas.Any(a => a.Holds(f))).ToArray();
        return files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(p => sources.Any(s => s.StartsWith(Path.GetDirectoryName(p) + "/", StringComparison.Ordinal)));
    }

    private TestProgram Program(string project)
    {
        var folder = Path.Combine(_place.Tree, Path.GetDirectoryName(project)!, "bin", "Release");
        var name = Path.GetFileNameWithoutExtension(project) + (OperatingSystem.IsWindows() ? ".exe" : "");
        return new TestProgram(Directory.EnumerateDirectories(folder, "net*").Select(f => Path.Combine(f, name)).Single(File.Exists));
    }

    private async Task<string> CommitAsync(CancellationToken stop)
    {
        var head = await Command.RunAsync("git", ["rev-parse", "--short", "HEAD"], options.Root, stop).ConfigureAwait(false);
        var changes = await Command.RunAsync("git", ["status", "--porcelain"], options.Root, stop).ConfigureAwait(false);
        return head.Output.Trim() + (changes.Output.Trim().Length == 0 ? "" : " with changes");
    }

    private void Say(string line)
    {
        lock (progress) progress.WriteLine($"{_clock.Elapsed:hh\\:mm\\:ss} {line}");
    }
}
