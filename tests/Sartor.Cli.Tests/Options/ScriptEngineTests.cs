using Sartor.Contracts;
using Sartor.Engines;

namespace Sartor.Cli.Tests.Options;

/// <summary>TorchScript that its engine runs as it is, in a worker, where that is named.</summary>
public sealed class ScriptEngineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Script => Path.Combine(_folder.Path, "net.pt");

    private string Lite => Path.Combine(_folder.Path, "net.ptl");

    [Fact]
    public void Bench_measures_the_file_and_not_its_export()
    {
        Make();
        var json = CommandRun.Of("bench", Script, Lite, "--engine", "pytorch", "--input-shape", "1,3,8,8", "--quick", "--json").Json();
        foreach (var bench in json.GetProperty("benches").EnumerateArray())
        {
            bench.GetProperty("model").GetProperty("format").GetString().ShouldBe("torchscript");
            bench.GetProperty("trials")[0].GetProperty("engine").GetString().ShouldBe("pytorch");
            bench.GetProperty("trials")[0].GetProperty("latency").GetProperty("medianNs").GetDouble().ShouldBeGreaterThan(0);
            bench.GetProperty("diagnostics").EnumerateArray().Select(d => d.GetProperty("code").GetString())
                .ShouldContain("not-looked-into");
        }
    }

    [Fact]
    public void Verify_compares_a_lite_file_with_the_export_of_its_source()
    {
        Make();
        string[] asked = ["--source", Script, "--engine", "pytorch", "--input-shape", "1,3,8,8"];
        foreach (var file in (string[])[Lite, Script])
        {
            var run = CommandRun.Of(["verify", file, .. asked]);
            run.ExitCode.ShouldBe(ExitCodes.Done, run.Error + run.Out);
            run.Out.ShouldContain("pytorch/cpu");
        }
    }

    [Fact]
    public void Verify_finds_a_file_of_other_weights()
    {
        Make();
        PyTorch.Run("torch.manual_seed(9); torch.jit.script(networks.Net(3).eval())._save_for_lite_interpreter('net.ptl')", _folder.Path);
        var run = CommandRun.Of("verify", Lite, "--source", Script, "--engine", "pytorch", "--input-shape", "1,3,8,8");
        run.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, run.Error + run.Out);
    }

    [Theory]
    [InlineData("", "net.pt takes 1 tensor (image), and 0 shapes are given")]
    [InlineData("--input-shape 1,3,8,8 --input-shape 1,3,8,8", "and 2 shapes are given")]
    [InlineData("--input-shape x=1,3,8,8", "net.pt has no input 'x'; it takes image")]
    [InlineData("--input-shape 1,4,8,8", "net.pt does not run with 'image' as float32[1,4,8,8]")]
    [InlineData("--input-shape 1,3,8,8:int64", "net.pt does not run with 'image' as int64[1,3,8,8]")]
    [InlineData("--input-shape 3,x", "'3,x' is not of the form")]
    public void What_the_file_does_not_take_is_refused(string options, string problem)
    {
        Make();
        string[] words = ["bench", Script, "--engine", "pytorch", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        CommandRun.Of(words).ShouldBeRefused().ShouldContain(problem);
    }

    [Fact]
    public void Damaged_file_is_refused()
    {
        Make();
        var whole = File.ReadAllBytes(Script);
        File.WriteAllBytes(Script, whole[..(whole.Length / 2)]);
        var sentence = CommandRun.Of("bench", Script, "--engine", "pytorch", "--input-shape", "1,3,8,8").ShouldBeRefused();
        sentence.ShouldStartWith($"{Script}: ");
        sentence.ShouldContain("zip archive");
    }

    private void Make()
    {
        if (InferenceEngines.Get("pytorch").Probe().Problem is { } problem) Assert.Skip(problem);
        PyTorch.Run(
            "m = torch.jit.script(networks.Net(3).eval()); m.save('net.pt'); m._save_for_lite_interpreter('net.ptl')", _folder.Path);
    }
}
