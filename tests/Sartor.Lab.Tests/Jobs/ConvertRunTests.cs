using Sartor.Contracts;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;

namespace Sartor.Lab.Tests.Jobs;

public sealed class ConvertRunTests
{
    [Fact]
    public void File_that_fails_its_gate_is_not_left()
    {
        using var folder = new TemporaryFolder();
        var output = Path.Combine(folder.Path, "out.tflite");
        File.WriteAllText(output, "old");
        var options = new ConvertOptions
        {
            ModelPath = Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx"),
            OutputPath = output,
            Limits = new GateLimits { MaxRounding = 0 },
        };
        var result = ConvertRun.Run(options, TestContext.Current.CancellationToken);
        result.File.ShouldBeNull();
        result.Verdicts!.Count.ShouldBe(2);
        result.Verdicts.ShouldAllBe(v => !v.Gate.Passed);
        // A right file is refused here, so that there is no node to name.
        result.Layers.Count.ShouldBe(2);
        result.Layers.ShouldAllBe(l => l.First == null && l.Problem == null && l.Pairs > 10);
        File.ReadAllText(output).ShouldBe("old");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBe([output]);
        ConvertRun.Run(options with { Verify = false }, TestContext.Current.CancellationToken).File.ShouldBe(output);
        new FileInfo(output).Length.ShouldBeGreaterThan(100);
    }
}
