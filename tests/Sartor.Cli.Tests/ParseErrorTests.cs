namespace Sartor.Cli.Tests;

/// <summary>A mistyped word is named itself, wherever it stands, and never by what follows it.</summary>
public sealed class ParseErrorTests
{
    [Theory]
    [InlineData("unknown option '--max-latency' (did you mean '--max-latency-ms'?)", "fit", "a.onnx", "--data", "x", "--max-latency", "10")]
    [InlineData("unknown option '--max-latency' (did you mean '--max-latency-ms'?)", "fit", "--max-latency", "10", "a.onnx", "--data", "x")]
    [InlineData("unknown option '--max-latency' (did you mean '--max-latency-ms'?)", "fit", "a.onnx", "--data", "x", "--max-latency=10")]
    [InlineData("unknown option '--dta' (did you mean '--data'?)", "fit", "a.onnx", "--dta", "x")]
    [InlineData("unknown option '--DATA' (did you mean '--data'?)", "fit", "a.onnx", "--DATA", "x")]
    [InlineData("unknown option '--outptu' (did you mean '--out'?)", "report", "a", "--outptu", "x")]
    [InlineData("unknown option '--thraeds' (did you mean '--threads'?)", "bench", "a.onnx", "--thraeds", "2")]
    [InlineData("unknown option '--ingine' (did you mean '--engine'?)", "bench", "--ingine", "tflite", "a.onnx")]
    [InlineData("unknown option '--sedd' (did you mean '--seed'?)", "convert", "a.onnx", "--out", "--sedd", "2")]
    [InlineData("unknown option '-x'; see", "convert", "a.onnx", "-x", "y")]
    [InlineData("unknown option '--zebra'; see", "demo", "--zebra")]
    [InlineData("unknown option '--jsn' (did you mean '--json'?)", "--jsn")]
    [InlineData("unknown option '-v' (did you mean '--verbose' or '--version'?)", "-v")]
    public void MistypedOption_IsNamedItselfWithTheNearestOne(string start, params string[] args) =>
        CommandRun.Of(args).ShouldBeRefused().ShouldStartWith(start);

    [Theory]
    [InlineData("unknown verb 'quantise' (did you mean 'quantize'?)", "quantise", "a.onnx", "--data", "x")]
    [InlineData("unknown verb 'benchmark' (did you mean 'bench'?)", "benchmark", "a.onnx")]
    [InlineData("unknown verb 'inspekt' (did you mean 'inspect'?)", "inspekt", "--help")]
    [InlineData("unknown verb 'nosuch'; see", "help", "nosuch")]
    public void MistypedVerb_IsNamedItselfWithTheNearestOne(string start, params string[] args) =>
        CommandRun.Of(args).ShouldBeRefused().ShouldStartWith(start);

    [Theory]
    [InlineData("'b.onnx' is one too many: inspect takes one <path>", "inspect", "a.onnx", "b.onnx")]
    [InlineData("'surplus' is one too many: demo takes no argument", "demo", "surplus")]
    public void WordThatIsOneTooMany_IsToldWithWhatTheVerbTakes(string start, params string[] args) =>
        CommandRun.Of(args).ShouldBeRefused().ShouldStartWith(start);

    [Theory]
    [InlineData("<path>: is missing; give a model file, or a folder with models", "inspect")]
    [InlineData("<model>: is missing; give the model to measure, onnx or tflite, before --engine", "bench", "--engine", "tflite", "a.onnx")]
    [InlineData("--data: is missing; give samples", "quantize", "a.onnx")]
    [InlineData("--data: needs a value, <path>", "quantize", "a.onnx", "--data")]
    [InlineData("--seed: is given more than once", "convert", "a.onnx", "--seed", "1", "--seed", "2")]
    [InlineData("there is no verb", "--json")]
    public void WhatIsMissing_IsToldWithWhatItIs(string start, params string[] args) =>
        CommandRun.Of(args).ShouldBeRefused().ShouldStartWith(start);

    [Fact]
    public void HelpBesideAMistypedOption_IsGiven() =>
        CommandRun.Of("fit", "a.onnx", "--max-latency", "10", "--help").ExitCode.ShouldBe(ExitCodes.Done);

    [Fact]
    public void WordBehindTwoDashes_IsAnArgument() =>
        CommandRun.Of("inspect", "--", "--odd.onnx").ShouldBeRefused().ShouldBe("--odd.onnx: there is no such file; check the path.");

    [Theory]
    [InlineData("--precision: unknown precision 'int4'", "convert", "a.onnx", "--precision", "int4")]
    [InlineData("--precisions: unknown precision 'int4'", "fit", "a.onnx", "--data", "x", "--precision", "int4")]
    [InlineData("--score: unknown score 'f1'", "fit", "a.onnx", "--data", "x", "--score", "f1")]
    public void NameOfALibrary_IsToldAsTheOptionOfTheVerb(string start, params string[] args) =>
        CommandRun.Of(args).ShouldBeRefused().ShouldStartWith(start);
}
