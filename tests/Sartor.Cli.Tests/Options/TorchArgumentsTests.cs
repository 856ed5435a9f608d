using Sartor.Contracts;

namespace Sartor.Cli.Tests.Options;

public sealed class TorchArgumentsTests : IDisposable
{
    private static readonly string s_script = TestFiles.Data("torch", "networks.py");

    private readonly TemporaryFolder _folder = new();

    private string Output => Path.Combine(_folder.Path, "out.tflite");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Convert_compares_its_file_with_PyTorch()
    {
        PyTorch.Require();
        var run = CommandRun.Of(
            "convert", $"{s_script}:Net", "--arg", "num_classes=3", "--input-shape", "1,3,8,8", "--out", Output, "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Error.ShouldContain("exported by PyTorch");
        var json = run.Json();
        json.GetProperty("source").GetProperty("name").GetString().ShouldBe("Net.onnx");
        json.GetProperty("diagnostics")[0].GetProperty("code").GetString().ShouldBe("torch-export");
        json.GetProperty("command").GetProperty("line").GetString()!.ShouldContain("networks.py:Net");
        json.GetProperty("verdicts").EnumerateArray().Select(v => v.GetProperty("gate").GetProperty("passed").GetBoolean())
            .ShouldBe([true, true]);
        // The same file against the same model, under another name.
        var verified = CommandRun.Of(
            "verify", Output, $"--source={s_script}:Net", "--arg=num_classes=3", "--input-shape=image=1,3,8,8", "--quiet");
        verified.ExitCode.ShouldBe(ExitCodes.Done, verified.Error + verified.Out);
        verified.Error.ShouldBeEmpty();
    }

    [Fact]
    public void Inspect_and_bench_take_it_too()
    {
        PyTorch.Require();
        string[] source = [$"{s_script}:Net", "--arg", "num_classes=3", "--input-shape", "1,3,8,8"];
        var inspected = CommandRun.Of(["inspect", .. source, "--json"]).Json();
        // 8·3·3·3 + 4·8 of the normalization, less its statistics, + 8·3 + 3; the exporter folds the normalization into 216 + 8.
        inspected.GetProperty("parameters").GetInt64().ShouldBe(216 + 8 + 24 + 3);
        var measured = CommandRun.Of(["bench", .. source, "--quick", "--json"]).Json();
        measured.GetProperty("trials").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public void Script_is_a_source_too()
    {
        PyTorch.Run("torch.jit.script(networks.Net(3).eval()).save('net.pt')", _folder.Path);
        var script = Path.Combine(_folder.Path, "net.pt");
        var run = CommandRun.Of("convert", script, "--input-shape", "1,3,8,8", "--out", Output);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error + run.Out);
        var verified = CommandRun.Of("verify", Output, "--source", script, "--input-shape", "1,3,8,8");
        verified.ExitCode.ShouldBe(ExitCodes.Done, verified.Error + verified.Out);
        CommandRun.Of("convert", script, "--out", Output).ShouldBeRefused().ShouldContain("nothing states the shape of 'image'");
        CommandRun.Of("convert", script, "--arg", "x=1").ShouldBeRefused().ShouldContain("--arg: is for a PyTorch model");
    }

    /// <summary>The second file of a target has the name of the weights that are read.</summary>
    [Fact]
    public void Weights_are_never_replaced()
    {
        PyTorch.Run("torch.save(networks.Net(3).state_dict(), 'net.bin')", _folder.Path);
        var (weights, output) = (Path.Combine(_folder.Path, "net.bin"), Path.Combine(_folder.Path, "net.param"));
        var before = File.ReadAllBytes(weights);
        string[] line =
        [
            "convert", $"{s_script}:Net", "--arg", "num_classes=3", "--weights", weights, "--input-shape", "1,3,8,8", "-q", "--out", output,
        ];
        CommandRun.Of(line).ShouldBeRefused().ShouldContain("net.bin: is there without 'net.param'");
        // Beside a file that may be replaced.
        File.WriteAllText(output, "old");
        CommandRun.Of(line).ShouldBeRefused().ShouldContain("net.bin: is a file that is read");
        File.ReadAllBytes(weights).ShouldBe(before);
        File.ReadAllText(output).ShouldBe("old");
    }

    [Theory]
    [InlineData("convert MODEL --weights w.pt", "--weights: is for a PyTorch model")]
    [InlineData("convert MODEL --arg x=1", "--arg: is for a PyTorch model")]
    [InlineData("convert NET --arg x", "--arg: 'x' is not of the form name=value")]
    [InlineData("convert NET --arg x=1 --arg x=2", "--arg: 'x' is given twice")]
    [InlineData("convert NET --input-shape 1,x", "--input-shape: '1,x' is not of the form")]
    [InlineData("bench NET SCRIPT:Text", "a second PyTorch model")]
    [InlineData("inspect SCRIPT", "name the class of the network")]
    [InlineData("convert nowhere.py:Net", "nowhere.py: the file does not exist.")]
    [InlineData("convert NET --weights nowhere.pt", "nowhere.pt: the file does not exist.")]
    [InlineData("convert MODEL --input 1,3,224,224", "a shape is given by --input-shape")]
    public void Wrong_use_is_refused(string line, string problem)
    {
        var model = TestFiles.Data("tiny", "dense.onnx");
        string[] words = [.. line.Split(' ').Select(word => word.Replace("MODEL", model, StringComparison.Ordinal)
            .Replace("NET", $"{s_script}:Net", StringComparison.Ordinal).Replace("SCRIPT", s_script, StringComparison.Ordinal))];
        CommandRun.Of(words).ShouldBeRefused().ShouldContain(problem);
    }

    [Fact]
    public void Missing_PyTorch_is_told_how_to_get_it()
    {
        var run = CommandRun.Of("convert", $"{s_script}:Net", "--python", "/no/such/python");
        run.ExitCode.ShouldBe(ExitCodes.EngineFailed);
        run.Error.ShouldBe($"PyTorch: --python names /no/such/python, which is not a program.{Environment.NewLine}");
    }

    [Fact]
    public void Help_needs_no_PyTorch() =>
        CommandRun.Of("convert", $"{s_script}:Net", "--python", "/no/such/python", "--help").Out.ShouldContain("--weights");
}
