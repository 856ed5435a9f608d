namespace Sartor.Mutation.Running;

/// <summary>Builds the copied tree.</summary>
internal static class MutatedBuild
{
    /// <summary>A mutant may be a warning, and nobody reads its documentation.</summary>
    public static readonly string[] Properties =
    [
        "-c", "Release", "-p:TreatWarningsAsErrors=false", "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false",
        "-p:UseSharedCompilation=false", "-nodeReuse:false", "-nologo", "-v:q", "-clp:ErrorsOnly",
    ];

    /// <summary>Builds test projects and all that they refer to.</summary>
    /// <param name="root">The root of the copied tree.</param>
    /// <param name="projects">Paths of project files from the root.</param>
    /// <param name="stop">Ends the build.</param>
    /// <exception cref="MutationException">The build fails.</exception>
    public static async Task RunAsync(string root, IReadOnlyList<string> projects, CancellationToken stop)
    {
        var solution = Path.Combine(root, "Mutated.slnx");
        var lines = projects.Select(p => $"  <Project Path=\"{p}\" />\n");
        await File.WriteAllTextAsync(solution, $"<Solution>\n{string.Concat(lines)}</Solution>\n", stop).ConfigureAwait(false);
        string[] arguments = ["build", solution, "-maxcpucount:2", .. Properties];
        var built = await Command.RunAsync("dotnet", arguments, root, stop).ConfigureAwait(false);
        if (built.ExitCode != 0) throw new MutationException($"The build fails:\n{built.Output}");
    }
}
