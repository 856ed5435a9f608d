using System.Text.RegularExpressions;
using Sartor.Convert;
using Sartor.Engines;
using Sartor.Formats;

namespace Sartor.Conventions.Tests;

// Formats, engines and targets are found in their catalogs: code that names one has to be changed for the next.
public sealed partial class FormatNameTests
{
    /// <summary>Where a format or engine is at home.</summary>
    private static readonly string[] s_homes =
    [
        "src/Sartor.Formats/*/", "src/Sartor.Engines/*/", "src/Sartor.Convert/Targets/*/", "src/Sartor.Graph/Operators/",
        // What each engine folds into one step.
        "src/Sartor.Tailor/Operators/Fusions/",
        // Engines that are programs of other makers.
        "src/Sartor.Lab/BenchmarkTools/",
    ];

    /// <summary>Files elsewhere that may name one, and why.</summary>
    private static readonly Dictionary<string, string> s_exceptions = new()
    {
        ["src/Sartor.Engines/InferenceEngines.cs"] = "the list of engines, which the worker ahead of time needs",
        ["src/Sartor.Engines/NativeLibraries.cs"] = "the list of their libraries' files on each platform",
        ["src/Sartor.Convert/ConversionTargets.cs"] = "the list of targets",
        ["src/Sartor.Formats/ModelFormats.cs"] = "the list of formats, since searching for them takes as long as reading a small model",
        ["src/Sartor.Formats/ForeignFormats.cs"] = "commands of other programs that export from formats that are not read",
        ["src/Sartor.Graph/Passes/KernelLayoutPass.cs"] = "a pass for one target; the rule that it asks stands with the operator",
        ["src/Sartor.Graph/Passes/ExplicitPaddingPass.cs"] = "a pass for one target; the rule that it asks stands with the operators",
        ["src/Sartor.Cli/CommandLine.cs"] = "examples that a user may copy",
        ["src/Sartor.Cli/Commands/DemoCommand.cs"] = "the file name of the sample",
        ["src/Sartor.Cli/Diagnosis/MachineDiagnosis.cs"] = "the name of a Debian package",
    };

    private static readonly string[] s_names =
    [
        .. ModelFormats.Catalog.All.Select(format => format.Name).Concat(InferenceEngines.Catalog.All.Select(engine => engine.Name))
            .Concat(ConversionTargets.Catalog.All.Select(target => target.Name)).Append("xnnpack").Distinct()
            // A framework, too, of which messages speak.
            .Except(["pytorch"]),
    ];

    [Fact]
    public void Code_NamesNoFormatOrEngineOutsideItsFolder()
    {
        var problems = from path in Sources.CSharpUnder("src")
                       where !s_exceptions.ContainsKey(path) && !IsHome(path)
                       from name in NamesIn(Sources.Lines(path))
                       select $"{path}: {name}";

        problems.ShouldBeEmpty();
    }

    [Fact]
    public void Exception_IsStillNeeded() =>
        s_exceptions.Keys.Where(path => !NamesIn(Sources.Lines(path)).Any()).ShouldBeEmpty("name no format or engine any more");

    [Theory]
    [InlineData("var format = \"tflite\";", true)]
    [InlineData("if (x is TFLiteTarget) return;", true)]
    [InlineData("using Sartor.Engines.OnnxRuntime;", true)]
    [InlineData("/// <summary>As <c>tflite</c>.</summary>", false)]
    [InlineData("var x = 1; // as TFLite has it", false)]
    [InlineData("        \"sartor bench model.tflite\",", false)]
    [InlineData("        Examples = \"sartor bench\" + \"model.tflite\",", true)]
    [InlineData("var url = \"https://example.com/onnx\";", true)]
    public void Rule_SeesNamesInCodeAndPassesOverCommentsAndExamples(string line, bool expected) =>
        NamesIn([line]).Any().ShouldBe(expected);

    private static bool IsHome(string path) => s_homes.Any(home =>
        Regex.IsMatch(path, "^" + Regex.Escape(home).Replace(@"\*", "[^/]+", StringComparison.Ordinal)));

    private static IEnumerable<string> NamesIn(IEnumerable<string> lines) =>
        from line in lines
        where !Example().IsMatch(line)
        let code = Comment().Replace(line, "")
        from name in s_names
        where code.Contains(name, StringComparison.OrdinalIgnoreCase)
        select $"'{name}' in {code.Trim()}";

    // A line of ICliCommand.Examples.
    [GeneratedRegex("^\\s*\"sartor [^\"\\\\]*(?:\\\\.[^\"\\\\]*)*\",?$")]
    private static partial Regex Example();

    [GeneratedRegex("(?<!:)//.*")]
    private static partial Regex Comment();
}
