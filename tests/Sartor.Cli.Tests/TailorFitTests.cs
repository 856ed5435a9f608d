using System.Text.Json;
using Sartor.Cli.Tests.Commands;
using Sartor.Contracts;

namespace Sartor.Cli.Tests;

/// <summary>One command from a network to a smaller one that was measured.</summary>
[Collection(nameof(HostCampaigns))]
public sealed class TailorFitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sartor-tailor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Demo_FindsChecksExportsAndMeasuresANetwork()
    {
        string[] command =
            ["tailor", "demo", "--quick", "--calibration", "8", "--networks", "2", "--recalibration", "300", "--out", _folder];

        var run = CommandRun.Of(command);

        run.ExitCode.ShouldBe(0, run.Error);
        var result = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "result.json"))).RootElement;
        result.GetProperty("isJudged").GetBoolean().ShouldBeTrue();
        var candidates = result.GetProperty("candidates").EnumerateArray().ToArray();
        candidates.Length.ShouldBe(5);
        candidates.ShouldAllBe(one => one.GetProperty("predictedMs").GetDouble() <= result.GetProperty("maxLatencyMs").GetDouble());
        // Of 350 samples that neither chose nor checked; the large network has more than nine of ten right.
        result.GetProperty("judgedBy").GetInt32().ShouldBe(350);
        result.GetProperty("accuracy").GetDouble().ShouldBeGreaterThan(0.8);
        result.GetProperty("measured").GetProperty("medianMs").GetDouble().ShouldBeGreaterThan(0);
        var model = CommandRun.Of("inspect", Path.Combine(_folder, "model.onnx"), "--json").Json();
        model.GetProperty("macs").GetInt64().ShouldBe(candidates[0].GetProperty("macs").GetInt64());

        // What was measured and judged is kept.
        var again = CommandRun.Of(command);
        again.ExitCode.ShouldBe(0, again.Error);
        again.Error.ShouldNotContain("measurement done");
    }

    [Fact]
    public void Fit_NetworkWithoutData_SaysThatNoAccuracyWasMeasured()
    {
        var space = Path.Combine(_folder, "space.toml");
        File.WriteAllText(space, """
            [arch]
            blocks = ["InvertedResidualBlock", "SeparableBlock"]
            [var.global_vars]
            resolution = [160, 224]
            [var.stage_vars]
            reduce_depth = [-1, 0]
            """);
        string[] command =
        [
            "tailor", "fit", TorchvisionModels.Path("mobilenet_v2"), "--space", space, "--quick", "--calibration", "6", "--out",
            Path.Combine(_folder, "fit"), "--max-latency-ms",
        ];

        var found = CommandRun.Of([.. command, "100000"]);

        found.ExitCode.ShouldBe(0, found.Error);
        found.Out.ShouldContain("NO ACCURACY WAS MEASURED");
        found.Out.ShouldContain("was predicted");
        var infeasible = CommandRun.Of([.. command, "0.0001"]);
        infeasible.ExitCode.ShouldBe(1, infeasible.Error);
        infeasible.Out.ShouldContain("the fastest takes");
    }
}
