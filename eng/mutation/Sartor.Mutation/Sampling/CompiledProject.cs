using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sartor.Mutation.Running;

namespace Sartor.Mutation.Sampling;

/// <summary>A project as the compiler sees it: the same files, references and options, without generated sources.</summary>
/// <param name="Root">The root of the copied tree.</param>
/// <param name="Compilation">Refers to the assemblies of a build that came before.</param>
internal sealed record CompiledProject(string Root, CSharpCompilation Compilation)
{
    /// <summary>Asks the build for what it gives to the compiler.</summary>
    /// <param name="root">The root of the copied tree, which has been built.</param>
    /// <param name="project">The project file.</param>
    /// <param name="stop">Ends the build.</param>
    /// <exception cref="MutationException">The build gives nothing.</exception>
    public static async Task<CompiledProject> LoadAsync(string root, string project, CancellationToken stop)
    {
        string[] question =
        [
            "build", project, "-t:Compile", "-getItem:CscCommandLineArgs", "-p:ProvideCommandLineArgs=true",
            "-p:SkipCompilerExecution=true", "-p:BuildingInsideVisualStudio=true", "-p:BuildProjectReferences=false",
            .. MutatedBuild.Properties,
        ];
        var answer = await Command.RunAsync("dotnet", question, root, stop).ConfigureAwait(false);
        if (answer.ExitCode != 0) throw new MutationException($"The build does not say how it compiles {project}:\n{answer.Output}");
        using var json = JsonDocument.Parse(answer.Output);
        var items = json.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs");
        string[] args = [.. items.EnumerateArray().Select(a => a.GetProperty("Identity").GetString()!)];
        var compilation = Compile(CSharpCommandLineParser.Default.Parse(args, Path.GetDirectoryName(project), sdkDirectory: null));
        // Where references are missing nothing compiles, and no change would seem to.
        if (compilation.GetTypeByMetadataName("Sartor.Core.Mutant") is null)
            throw new MutationException($"{project} does not see the switch of the mutants.");
        return new CompiledProject(root, compilation);
    }

    /// <summary>The path of a tree from the root.</summary>
    public string PathOf(SyntaxTree tree) => Path.GetRelativePath(Root, tree.FilePath).Replace('\\', '/');

    /// <summary>Errors of a file when it has another text, apart from those that it has anyway for want of generated sources.</summary>
    public bool Compiles(SyntaxTree tree, string text)
    {
        var other = CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)tree.Options, tree.FilePath);
        return Errors(Compilation.ReplaceSyntaxTree(tree, other), other) <= Errors(Compilation, tree);
    }

    private static int Errors(CSharpCompilation compilation, SyntaxTree tree) =>
        compilation.GetSemanticModel(tree).GetDiagnostics().Count(d => d.Severity == DiagnosticSeverity.Error);

    private static CSharpCompilation Compile(CSharpCommandLineArguments args)
    {
        var trees = args.SourceFiles.Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f.Path), args.ParseOptions, f.Path));
        var references = args.MetadataReferences.Select(r => MetadataReference.CreateFromFile(r.Reference, r.Properties));
        // A mutant may be a warning.
        var options = args.CompilationOptions.WithGeneralDiagnosticOption(ReportDiagnostic.Default).WithSpecificDiagnosticOptions([]);
        return CSharpCompilation.Create(args.CompilationName, trees, references, options);
    }
}
