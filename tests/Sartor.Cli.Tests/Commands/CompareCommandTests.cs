using System.Text.Json.Nodes;
using Sartor.Contracts;

namespace Sartor.Cli.Tests.Commands;

public sealed class CompareCommandTests : IDisposable
{
    private static readonly string s_model = TestFiles.Data("tiny", "dense.tflite");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TwiceTheSame_ShowsNoDifference()
    {
        var file = Bench("a.json");
        var run = CommandRun.Of("compare", file, file, "--fail-over", "5%", "--json");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        var result = run.Json();
        result.GetProperty("failOver").GetDouble().ShouldBe(0.05, 1e-12);
        var trials = result.GetProperty("trials").EnumerateArray().ToArray();
        trials.Length.ShouldBe(2);
        foreach (var trial in trials)
        {
            trial.GetProperty("ratio").GetProperty("ratio").GetDouble().ShouldBe(1, 1e-12);
            trial.GetProperty("ratio").GetProperty("verdict").GetString().ShouldBe("no-difference");
        }
        CommandRun.Of("compare", file, file).Out.ShouldContain("no difference shown");
    }

    [Theory]
    [InlineData(1.5, ExitCodes.Regression, "slower: regression")]
    [InlineData(1.2, ExitCodes.Done, "slower")]
    [InlineData(0.5, ExitCodes.Done, "faster")]
    public void LatencyThatRises_IsARegressionWhereItIsProven(double factor, int code, string verdict)
    {
        var before = Edited(Bench("a.json"), "before.json", 1);
        var after = Edited(before, "after.json", factor);
        var run = CommandRun.Of("compare", before, after, "--fail-over", "30%");

        run.ExitCode.ShouldBe(code, run.Out + run.Error);
        run.Out.ShouldContain(verdict);
        run.Out.Contains("Regression: 2 of 2 trials more than 30.0 % slower").ShouldBe(code == ExitCodes.Regression);
        // Without a limit there is nothing to fail.
        CommandRun.Of("compare", before, after).ExitCode.ShouldBe(ExitCodes.Done);
    }

    [Fact]
    public void TrialThatIsNoLongerMeasured_IsARegression()
    {
        var before = Bench("a.json");
        var document = JsonNode.Parse(File.ReadAllText(before))!;
        document["trials"]![0]!["latency"] = null;
        document["trials"]![0]!["launches"] = new JsonArray();
        var after = Path.Combine(_folder.Path, "after.json");
        File.WriteAllText(after, document.ToJsonString());

        var run = CommandRun.Of("compare", before, after, "--fail-over", "0.05");
        run.ExitCode.ShouldBe(ExitCodes.Regression, run.Out);
        run.Out.ShouldContain("no longer measured: regression");
    }

    [Fact]
    public void SeveralModelsAndThreads_AreOneDocumentAndAreMatched()
    {
        var file = Path.Combine(_folder.Path, "set.json");
        var run = CommandRun.Of(["bench", s_model, TestFiles.Data("tiny", "dense.onnx"), "--threads", "1,2", "--json", .. s_short]);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        var benches = run.Json().GetProperty("benches").EnumerateArray().ToArray();
        benches.Select(b =>
            (b.GetProperty("model").GetProperty("name").GetString(), b.GetProperty("protocol").GetProperty("threads").GetInt32()))
            .ShouldBe([("dense.tflite", 1), ("dense.tflite", 2), ("dense.onnx", 1), ("dense.onnx", 2)]);
        File.WriteAllText(file, run.Out);

        var compared = CommandRun.Of("compare", file, file, "--json").Json();
        compared.GetProperty("trials").GetArrayLength().ShouldBe(6);
        compared.GetProperty("onlyAfter").GetArrayLength().ShouldBe(0);
        var table = CommandRun.Of(["bench", s_model, "--threads", "1,2", "--format", "md", .. s_short]).Out;
        table.Split('\n').Count(line => line.StartsWith("| dense.tflite", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public void AnotherDevice_IsNoted()
    {
        var before = Bench("a.json");
        var document = JsonNode.Parse(File.ReadAllText(before))!;
        document["device"]!["cpu"] = "Another One";
        var after = Path.Combine(_folder.Path, "after.json");
        File.WriteAllText(after, document.ToJsonString());
        CommandRun.Of("compare", before, after).Out.ShouldContain("measured on different devices");
    }

    [Fact]
    public void WhatCannotBeCompared_IsRefused()
    {
        var file = Bench("a.json");
        CommandRun.Of("compare", file, Path.Combine(_folder.Path, "none.json")).ShouldBeRefused().ShouldContain("there is no such file");
        CommandRun.Of("compare", file, _folder.Path).ShouldBeRefused().ShouldContain("there is no such file");
        CommandRun.Of("compare", file, file, "--fail-over", "-1").ShouldBeRefused().ShouldStartWith("--fail-over: must not be below 0");
        CommandRun.Of("compare", file, file, "--fail-over", "1,5%").ShouldBeRefused().ShouldStartWith("--fail-over: '1,5%' ");
        var doctor = Path.Combine(_folder.Path, "doctor.json");
        File.WriteAllText(doctor, CommandRun.Of("inspect", s_model, "--json").Out);
        CommandRun.Of("compare", file, doctor).ShouldBeRefused().ShouldContain("holds no measurements");
        var fit = TestFiles.Data("results", "fit-1.json");
        CommandRun.Of("compare", file, fit).ShouldBeRefused().ShouldContain("not of the same kind");
        CommandRun.Of("compare", fit, fit).ExitCode.ShouldBe(ExitCodes.Done);
        File.WriteAllText(doctor, "[1, 2]");
        CommandRun.Of("compare", file, doctor).ShouldBeRefused().ShouldContain("is not a result");
    }

    private static readonly string[] s_short =
    [
        "--rounds", "3", "--max-rounds", "3", "--runs", "8", "--min-seconds", "0", "--warmup-runs", "2", "--warmup-seconds", "0", "--quiet",
    ];

    private string Bench(string name)
    {
        var file = Path.Combine(_folder.Path, name);
        var run = CommandRun.Of(["bench", s_model, "--json", .. s_short]);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        File.WriteAllText(file, run.Out);
        return file;
    }

    // Launches that are within 1 % of one another, as on a quiet machine, times a factor.
    private string Edited(string source, string name, double factor)
    {
        var document = JsonNode.Parse(File.ReadAllText(source))!;
        foreach (var trial in document["trials"]!.AsArray())
        {
            foreach (var (i, launch) in trial!["launches"]!.AsArray().Index()) launch!["medianNs"] = 1000 * factor * (1 + (0.005 * i));
        }
        var file = Path.Combine(_folder.Path, name);
        File.WriteAllText(file, document.ToJsonString());
        return file;
    }
}
