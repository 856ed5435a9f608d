using Sartor.Contracts;

namespace Sartor.Cli.Tests.Commands;

public sealed class QuantizeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Output => Path.Combine(_folder.Path, "out.tflite");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("minmax")]
    [InlineData("percentile")]
    [InlineData("mse")]
    public void Fashion_network_keeps_its_accuracy(string method)
    {
        var run = CommandRun.Of(
            "quantize", Fashion.Model, "--data", Fashion.Data, "--samples", "100", "--calibration", method, "--out", Output, "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        var json = run.Json();
        var split = json.GetProperty("data").GetProperty("split");
        (split.GetProperty("calibrationSamples").GetInt32(), split.GetProperty("heldOutSamples").GetInt32()).ShouldBe((100, 900));
        // PyTorch's accuracy on the 1,000 images is 94.2 %.
        var accuracy = json.GetProperty("verdicts")[0].GetProperty("scores")[0].GetProperty("variant");
        accuracy.GetProperty("low").GetDouble().ShouldBeLessThan(0.942);
        accuracy.GetProperty("high").GetDouble().ShouldBeGreaterThan(0.942);
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBe([Output]);
    }

    [Fact]
    public void Later_verification_leaves_the_calibration_samples_out()
    {
        CommandRun.Of(
            "quantize", Fashion.Model, "--data", Fashion.Data, "--samples", "50", "--seed", "7", "--out",
            Output).ExitCode.ShouldBe(ExitCodes.Done);
        var run = CommandRun.Of("verify", Output, "--source", Fashion.Model, "--data", Fashion.Data, "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Json().GetProperty("precision").GetString().ShouldBe("int8");
        run.Json().GetProperty("data").GetProperty("split").GetProperty("heldOutSamples").GetInt32().ShouldBe(950);
    }

    [Fact]
    public void Variant_that_fails_leaves_no_file_and_the_old_one()
    {
        File.WriteAllText(Output, "old");
        // Calibrated on a few of the rows, which are 10,000 times smaller than some of the others, whatever the seed.
        var data = Path.Combine(_folder.Path, "rows.csv");
        File.WriteAllLines(data, Rows());
        var run = CommandRun.Of("quantize", TestFiles.Data("tiny", "dense.onnx"), "--data", data, "--samples", "1", "--out", Output);
        run.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, run.Out + run.Error);
        run.Out.ShouldContain("No file was written");
        File.ReadAllText(Output).ShouldBe("old");
        Directory.EnumerateFileSystemEntries(_folder.Path).Order().ShouldBe([Output, data]);
    }

    [Fact]
    public void Bad_options_are_refused()
    {
        CommandRun.Of("quantize", Fashion.Model).ShouldBeRefused().ShouldContain("--data");
        CommandRun.Of("quantize", Fashion.Model, "--data", Fashion.Data, "--samples", "0", "--out", Output).ShouldBeRefused()
            .ShouldContain("at least 1");
        CommandRun.Of("quantize", Fashion.Model, "--data", Fashion.Data, "--calibration", "x", "--out", Output).ShouldBeRefused()
            .ShouldContain("--calibration");
        CommandRun.Of("quantize", Fashion.Model, "--data", Path.Combine(_folder.Path, "none"), "--out", Output).ShouldBeRefused()
            .ShouldContain("there is no such file or folder");
        CommandRun.Of("quantize", Fashion.Model, "--data", Fashion.Data, "--out", Fashion.Model, "--target", "tflite").ShouldBeRefused()
            .ShouldContain("is the model that is read");
    }

    private static IEnumerable<string> Rows()
    {
        var random = new Random(1);
        yield return "a,b,c,d";
        for (var i = 0; i < 40; i++)
        {
            var scale = Math.Pow(10, -i % 5);
            yield return string.Join(
                ',', Enumerable.Range(0, 4).Select(_ => FormattableString.Invariant($"{((random.NextDouble() * 2) - 1) * scale * 100}")));
        }
    }
}
