using Sartor.Contracts;

namespace Sartor.Cli.Tests;

public sealed class ConfigurationFileTests : IDisposable
{
    private static readonly string s_model = TestFiles.Data("tiny", "dense.onnx");

    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "sartor.yaml");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Options_AreTakenFromTheFileAndTheCommandLineWins()
    {
        Write("precision: float16\nseed: 7\njson: true\n");
        var run = CommandRun.Of("convert", s_model, "--config", File, "--seed", "9", "-o", Path.Combine(_folder.Path, "x.tflite"));

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        var result = run.Json();
        result.GetProperty("precision").GetString().ShouldBe("float16");
        var options = result.GetProperty("command").GetProperty("options");
        options.GetProperty("seed").GetString().ShouldBe("9");
        options.GetProperty("precision").GetString().ShouldBe("float16");
        options.GetProperty("threads").GetString().ShouldBe("1");
        result.GetProperty("command").GetProperty("line").GetString().ShouldStartWith("sartor convert ");
    }

    [Fact]
    public void AliasOfAnOption_CountsAsGiven()
    {
        Write($"out: {Path.Combine(_folder.Path, "file.tflite")}\n");
        CommandRun.Of("convert", s_model, "--config", File, "-o", Path.Combine(_folder.Path, "line.tflite")).ExitCode
            .ShouldBe(ExitCodes.Done);
        Directory.GetFiles(_folder.Path, "*.tflite").Select(Path.GetFileName).ShouldBe(["line.tflite"]);
    }

    [Fact]
    public void SectionOfAnotherVerb_IsPassedOver()
    {
        Write("bench:\n  runs: 3\nconvert:\n  precision: int4\n");
        CommandRun.Of("convert", s_model, "--config", File).ShouldBeRefused().ShouldContain("unknown precision 'int4'");
        CommandRun.Of("verify", s_model, "--config", File).ShouldBeRefused().ShouldStartWith("--source: is missing");
    }

    [Theory]
    [InlineData("seed: 1\nprecison: int8\n", "line 2: 'precison' is not an option of convert (did you mean 'precision'?)")]
    [InlineData("convert:\n  seeed: 1\n", "line 2: 'seeed' is not an option of convert (did you mean 'seed'?)")]
    [InlineData("convrt:\n  seed: 1\n", "line 1: 'convrt' is not a verb, and only a verb holds keys (did you mean 'convert'?)")]
    [InlineData("help: true\n", "line 1: 'help' is not an option of convert")]
    [InlineData("config: x\n", "line 1: 'config' is not an option of convert")]
    [InlineData("no-verify: perhaps\n", "line 1: 'no-verify' must be true or false")]
    [InlineData("seed: 1,5\n", "--seed: '1,5' is not a whole number")]
    [InlineData("seed: [1, 2]\n", "--seed: '1,2' is not a whole number")]
    [InlineData("", "is empty; write at least 'max-latency-ms: 10'")]
    [InlineData("- a\n- b\n", "is not a list of 'key: value' lines, such as 'max-latency-ms: 10'")]
    [InlineData("a: &x 1\nb: *x\n", "line 1: anchors are not allowed")]
    [InlineData("seed: !!int 1\n", "line 1: tags are not allowed")]
    [InlineData("a: [\n", "line ")]
    public void FileThatCannotBeUsed_IsToldWithLineAndKey(string text, string problem)
    {
        Write(text);
        CommandRun.Of("convert", s_model, "--config", File).ShouldBeRefused().ShouldContain(problem);
    }

    [Theory]
    [InlineData("codes: none\n", "line 1: 'codes' is not an option of tailor predict")]
    [InlineData("tailor:\n  predict:\n    randum: 2\n", "line 3: 'randum' is not an option of tailor predict (did you mean 'random'?)")]
    [InlineData("tailor:\n  profil:\n    rounds: 2\n", "line 2: 'profil' is not a verb, and only a verb holds keys (did you mean")]
    [InlineData("tailor:\n  search:\n    anything: 2\n  predict:\n    random: x\n", "--random: 'x' is not a whole number")]
    [InlineData("tailor:\n  random: x\n", "--random: 'x' is not a whole number")]
    [InlineData("random: x\n", "--random: 'x' is not a whole number")]
    public void VerbBelowAnother_HasItsOptionsInTheFile(string text, string problem)
    {
        Write(text);
        CommandRun.Of("tailor", "predict", s_model, "--config", File).ShouldBeRefused().ShouldContain(problem);
    }

    [Fact]
    public void HostileFile_IsRefused()
    {
        Write(new string(' ', 2 << 20));
        CommandRun.Of("convert", s_model, "--config", File).ShouldBeRefused().ShouldContain("more than the maximum");
        Write(string.Concat(Enumerable.Range(0, 40).Select(i => $"{new string(' ', i)}a:\n")));
        CommandRun.Of("convert", s_model, "--config", File).ShouldBeRefused().ShouldContain("nested deeper");
        CommandRun.Of("convert", s_model, "--config", _folder.Path).ShouldBeRefused();
        CommandRun.Of("convert", s_model, "--config", Path.Combine(_folder.Path, "none")).ShouldBeRefused()
            .ShouldContain("there is no such file");
        CommandRun.Of("convert", s_model, "--config").ShouldBeRefused().ShouldStartWith("--config: needs a value");
    }

    private void Write(string text) => System.IO.File.WriteAllText(File, text);
}
