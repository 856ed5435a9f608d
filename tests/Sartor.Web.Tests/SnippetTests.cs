using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sartor.Core;

namespace Sartor.Web.Tests;

/// <summary>The code that the report offers does what it says.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SnippetTests(Browser browser, Reports reports)
{
    [Fact]
    public async Task CSharp_CompilesAndRunsTheFile()
    {
        var code = await CodeAsync("C#");
        // For the test to see.
        const string type = "static partial class TfLite";
        code = code.Replace(type, "Console.WriteLine(string.Join(' ', result0));\n" + type, StringComparison.Ordinal);
        var assembly = Compile(code);
        var folder = Path.GetDirectoryName(await reports.FileAsync(Reports.Int8))!;
        var said = RunIn(Path.Combine(folder, "variants"), assembly);
        float[] scores = [.. said.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(score => float.Parse(score, CultureInfo.InvariantCulture))];
        scores.Length.ShouldBe(10);
        scores.Distinct().Count().ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task CSharp_WithAMistake_DoesNotCompile()
    {
        var code = await CodeAsync("C#");
        var wrong = code.Replace("TfLite.Invoke(interpreter)", "TfLite.Invoke(nothing)", StringComparison.Ordinal);
        Should.Throw<ShouldAssertException>(() => Compile(wrong));
    }

    [Fact]
    public async Task EachLanguage_NamesTheFileAndItsScale()
    {
        var result = await reports.ResultAsync(Reports.Int8);
        var pick = result.Variants.Single(v => v.Name == result.Recommendation.Pick!.Variant);
        foreach (var language in (string[])["Python", "Kotlin", "Swift", "C#"])
        {
            var code = await CodeAsync(language);
            code.ShouldContain(Path.GetFileNameWithoutExtension(pick.File!));
            code.ShouldContain(pick.Inputs[0].Scale!.Value.ToString("G9", CultureInfo.InvariantCulture));
        }
    }

    private async Task<string> CodeAsync(string language)
    {
        await using var opened = await browser.OpenAsync(await reports.FileAsync(Reports.Int8));
        await opened.Page.Locator("#handover [role=tab]", new() { HasTextString = language }).ClickAsync();
        return (await opened.Page.Locator("#handover [role=tabpanel]:visible pre").TextContentAsync())!;
    }

    private static byte[] Compile(string code)
    {
        const string usings = "global using System; global using System.Linq; global using System.Collections.Generic;";
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create(
            "Snippet", [CSharpSyntaxTree.ParseText(code), CSharpSyntaxTree.ParseText(usings)], references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        using var bytes = new MemoryStream();
        var emitted = compilation.Emit(bytes);
        emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()).ShouldBeEmpty();
        return bytes.ToArray();
    }

    // In a folder that holds the model; the library is the one that Sartor's engine loads.
    private static string RunIn(string folder, byte[] assembly)
    {
        var context = new AssemblyLoadContext("snippet", isCollectible: true);
        var loaded = context.LoadFromStream(new MemoryStream(assembly));
        NativeLibrary.SetDllImportResolver(loaded, (name, _, _) => name == "tensorflowlite_c"
            ? NativeLibrary.Load(NativeParts.Find(["libtensorflowlite_c.*", "tensorflowlite_c.dll"])!)
            : 0);
        var (output, was) = (Console.Out, Environment.CurrentDirectory);
        using var said = new StringWriter();
        try
        {
            Console.SetOut(said);
            Environment.CurrentDirectory = folder;
            loaded.EntryPoint!.Invoke(null, loaded.EntryPoint.GetParameters().Length == 0 ? null : [Array.Empty<string>()]);
        }
        finally
        {
            Environment.CurrentDirectory = was;
            Console.SetOut(output);
        }
        return said.ToString();
    }
}
