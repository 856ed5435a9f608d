using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sartor.Mutation.Mutations;
using Sartor.Mutation.Sampling;

namespace Sartor.Mutation.Tests;

/// <summary>A small file that is mutated, compiled and run.</summary>
internal sealed class Snippet
{
    private const string File = "/sources/src/Sample/Code.cs";

    private const string Usings = """
        using System; using System.Collections.Generic; using System.Diagnostics; using System.IO; using System.Linq;
        using System.Threading;

        """;

    // The test's own references: the framework.
    private static readonly MetadataReference[] s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal))
            .Select(p => MetadataReference.CreateFromFile(p)),
    ];

    private static readonly CSharpParseOptions s_parsing = new(LanguageVersion.Latest, preprocessorSymbols: ["DEBUG"]);

    public Snippet(string members)
    {
        Tree = CSharpSyntaxTree.ParseText($"{Usings}namespace Sample;\npublic static class Code\n{{\n{members}\n}}\n", s_parsing, File);
        using var reader = new StreamReader(typeof(MutationRun).Assembly.GetManifestResourceStream("Mutant.cs")!);
        var mutant = CSharpSyntaxTree.ParseText(Usings + reader.ReadToEnd(), s_parsing, "/sources/src/Core/Mutant.cs");
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        Project = new CompiledProject("/sources", CSharpCompilation.Create("Sample", [Tree, mutant], s_references, options));
    }

    public SyntaxTree Tree { get; }

    public CompiledProject Project { get; }

    /// <summary>A method <c>int Run(int x)</c> with this body.</summary>
    public static Snippet OfBody(string body) => new($"public static int Run(int x)\n{{\n{body}\n}}");

    public IReadOnlyList<MutationSite> Sites() => MutationFinder.Find(Project.Compilation.GetSemanticModel(Tree));

    /// <summary>Every change as "before -> after".</summary>
    public IEnumerable<string> Changes() => Sites().SelectMany(s => s.Changes.Select(c => $"{MutationFinder.Text(s.Node)} -> {c.After}"));

    /// <summary>The one change from one text to another.</summary>
    public (SyntaxNode Node, Change Change) Change(string change)
    {
        var found = Sites().SelectMany(s => s.Changes.Select(c => (s.Node, Change: c)))
            .Where(c => $"{MutationFinder.Text(c.Node)} -> {c.Change.After}" == change).ToArray();
        found.Length.ShouldBe(1, $"{change} among\n{string.Join('\n', Changes())}");
        return found[0];
    }

    /// <summary>What <c>Run(x)</c> gives when the file has these changes, numbered from 1, and one of them or none is active.</summary>
    public int Run(int x, int active, params (SyntaxNode Node, Change Change)[] changes)
    {
        var numbered = changes.Select((c, i) => (c.Node, Drawn: (i + 1, c.Change))).ToDictionary(c => c.Node, c => c.Drawn);
        var text = Instrumentation.Render(Tree, numbered);
        using var image = new MemoryStream();
        var emitted = Project.Compilation.ReplaceSyntaxTree(Tree, CSharpSyntaxTree.ParseText(text, s_parsing, File)).Emit(image);
        emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ShouldBeEmpty(text);
        image.Position = 0;
        var context = new AssemblyLoadContext(null, isCollectible: true);
        var assembly = context.LoadFromStream(image);
        // Each loaded assembly has a switch of its own, which reads the variable once.
        lock (s_references)
        {
            Environment.SetEnvironmentVariable("SARTOR_MUTANT", active.ToString(CultureInfo.InvariantCulture));
            RuntimeHelpers.RunClassConstructor(assembly.GetType("Sartor.Core.Mutant")!.TypeHandle);
            Environment.SetEnvironmentVariable("SARTOR_MUTANT", null);
        }
        return (int)assembly.GetType("Sample.Code")!.GetMethod("Run")!.Invoke(null, [x])!;
    }
}
