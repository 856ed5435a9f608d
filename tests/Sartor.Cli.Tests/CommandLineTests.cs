using System.CommandLine.Parsing;
using Sartor.Contracts;
using Sartor.Core;

namespace Sartor.Cli.Tests;

public sealed class CommandLineTests
{
    private static readonly ICliCommand[] s_verbs =
        [.. new Catalog<ICliCommand>(Instances.Of<ICliCommand>(typeof(CommandLine).Assembly)).All];

    public static TheoryData<string> Verbs => [.. s_verbs.Select(v => v.Name)];

    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Help_ListsEveryVerb(params string[] args)
    {
        var run = CommandRun.Of(args);

        run.ExitCode.ShouldBe(ExitCodes.Done);
        run.Error.ShouldBeEmpty();
        foreach (var verb in s_verbs) run.Out.ShouldContain(verb.Summary);
        run.Out.ShouldContain("Examples:");
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void HelpOfAVerb_HasItsExamplesAndJson(string name)
    {
        var verb = s_verbs.Single(v => v.Name == name);
        var run = CommandRun.Of(name, "--help");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Out.ShouldContain("--json");
        verb.Examples.ShouldNotBeEmpty();
        foreach (var example in verb.Examples) run.Out.ShouldContain(example);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void ExampleOfAVerb_IsUnderstood(string name)
    {
        foreach (var example in s_verbs.Single(v => v.Name == name).Examples)
        {
            example.ShouldStartWith($"sartor {name}");
            var args = CommandLineParser.SplitCommandLine(example).Skip(1).ToArray();
            CommandLine.Parse(
                args, new CliContext(
                    TextWriter.Null, TextWriter.Null, IsTerminal: false, TimeProvider.System)).Errors.ShouldBeEmpty(example);
        }
    }

    [Theory]
    [InlineData("fly")]
    [InlineData("inspect")]
    [InlineData("inspect", "a.onnx", "b.onnx")]
    [InlineData("inspect", "a.onnx", "--colour")]
    [InlineData("fit")]
    [InlineData("quantize", "a.onnx")]
    [InlineData("fit", "a.onnx", "--data", "x", "--threads", "many")]
    [InlineData("fit", "a.onnx", "--data", "x", "--max-latency-ms")]
    [InlineData("demo", "surplus")]
    public void WrongUse_IsRefusedInOneSentence(params string[] args) => CommandRun.Of(args).ShouldBeRefused().ShouldContain("--help");

    [Theory]
    [InlineData("path", "inspect", "")]
    [InlineData("model", "bench", "")]
    [InlineData("result", "report", "")]
    [InlineData("variant", "verify", "", "--source", "a.onnx")]
    [InlineData("--source", "verify", "a.tflite", "--source", "")]
    [InlineData("--data", "fit", "a.onnx", "--data", "")]
    [InlineData("--out", "fit", "a.onnx", "--data", "x", "--out", "")]
    public void EmptyValue_IsRefusedByName(string name, params string[] args) =>
        CommandRun.Of(args).ShouldBeRefused().ShouldStartWith($"{name}: is ");

    [Theory]
    [InlineData("--threads: 'many' is not a whole number", "fit", "a.onnx", "--data", "x", "--threads", "many")]
    [InlineData("--runs: '99999999999' is too large", "bench", "a.onnx", "--runs", "99999999999")]
    [InlineData("--max-size-mb: 'small' is not a number", "fit", "a.onnx", "--data", "x", "--max-size-mb", "small")]
    [InlineData("--runs: must be at least 1, got 0", "bench", "a.onnx", "--runs", "0")]
    [InlineData("--warmup-runs: must be at least 1, got -1", "bench", "a.onnx", "--warmup-runs", "-1")]
    [InlineData("--min-seconds: 'NaN' is not a number", "bench", "a.onnx", "--min-seconds", "NaN")]
    [InlineData("--min-seconds: must be between 0 and 86400 seconds, got -1", "bench", "a.onnx", "--min-seconds", "-1")]
    [InlineData("--max-seconds: 0.5 s is less than the 2 s", "bench", "a.onnx", "--max-seconds", "0.5", "--min-seconds", "2")]
    [InlineData("--engine: is empty", "bench", "a.onnx", "--engine", ",")]
    [InlineData("--precisions: is empty", "fit", "a.onnx", "--data", "x", "--precisions", ",")]
    public void ValueThatMakesNoSense_IsRefusedByItsOption(string start, params string[] args)
    {
        var sentence = CommandRun.Of(args).ShouldBeRefused();
        sentence.ShouldStartWith(start);
        sentence.ShouldNotContain("System.");
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("version")]
    public void Version_IsPrintedWithAFewDigitsOfTheCommit(string word)
    {
        var run = CommandRun.Of(word);

        run.ExitCode.ShouldBe(ExitCodes.Done);
        run.Out.Trim().ShouldMatch(@"^\d+\.\d+\.\d+(-[\w.]+)?(\+[0-9a-f]{7,12})?$");
    }

    // What is not listed would be missing without a word.
    [Fact]
    public void Verbs_AreAllThatTheProgramHas() => CommandLine.Verbs.All.Select(verb => verb.GetType()).OrderBy(type => type.FullName)
        .ShouldBe(Instances.Of<ICliCommand>(typeof(CommandLine).Assembly).Select(verb => verb.GetType()).OrderBy(type => type.FullName));

    [Fact]
    public void HelpAsAVerb_IsThatOfTheOption() => CommandRun.Of("help").Out.ShouldBe(CommandRun.Of("--help").Out);

    [Theory]
    [MemberData(nameof(Verbs))]
    public void HelpOnAVerb_IsThatOfItsOption(string name) => CommandRun.Of("help", name).ShouldBe(CommandRun.Of(name, "--help"));

    [Fact]
    public void Cancellation_IsCode130()
    {
        var run = CommandRun.Of(new CancellationToken(canceled: true), "inspect", AppContext.BaseDirectory);

        run.ExitCode.ShouldBe(ExitCodes.Interrupted);
        run.Error.Trim().ShouldBe("Stopped.");
    }

    [Fact]
    public void Json_IsAllThatStandardOutputHolds()
    {
        var run = CommandRun.Of("inspect", Path.Combine(Contracts.TestFiles.Root, "tests", "data"), "--json");

        var document = run.Json();
        document.GetProperty("models").GetArrayLength().ShouldBeGreaterThan(0);
    }
}
