using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Contracts.Results;
using Sartor.Core;

namespace Sartor.Cli.Tests.Commands;

/// <summary>Tests whose campaigns measure on this machine, which only one does at a time.</summary>
[CollectionDefinition(nameof(HostCampaigns))]
public sealed class HostCampaigns;

[Collection(nameof(HostCampaigns))]
public sealed class CampaignCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "friday.yaml");

    private string Output => Path.Combine(_folder.Path, "friday.campaign");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Campaign_ConvertsVerifiesAndMeasuresAndKeepsWhatFailed()
    {
        Add("a b';$(x).onnx", new OnnxBuilder().Input("x", ElementType.Float32, 1, 4, 8, 8).Node("Relu", ["x"], ["y"]).Output("y"));
        Add("count.onnx", new OnnxBuilder().Input("x", ElementType.Float32, 4).Node("NonZero", ["x"], ["y"])
            .Output("y", ElementType.Int64, 1, "n"));
        Write("broken.onnx", [1, 2, 3]);
        CommandRun.Of("campaign", "init", File, "--models", "*.onnx").ExitCode.ShouldBe(0);
        Append("protocol: quick", "engines: [tflite/xnnpack]", "max-half-width: 10");

        var dry = CommandRun.Of("campaign", "run", File, "--dry-run");
        dry.ExitCode.ShouldBe(0, dry.Error);
        dry.Out.ShouldContain("9 trials of 3 models");
        Directory.Exists(Output).ShouldBeFalse("a dry run leaves nothing behind");

        var run = CommandRun.Of("campaign", "run", File, "--json");
        run.ExitCode.ShouldBe(0, run.Error);
        var events = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        events[0].GetProperty("event").GetString().ShouldBe("started");
        events[0].GetProperty("trials").GetInt32().ShouldBe(9);
        var ended = events.Where(e => e.GetProperty("event").GetString() == "trial-ended").ToArray();
        ended.Select(e => (e.GetProperty("model").GetString(), e.GetProperty("step").GetString(), e.GetProperty("ending").GetString()))
            .Order().ShouldBe(
            [
                ("a b';$(x).onnx", "conversion", "succeeded"), ("a b';$(x).onnx", "measurement", "succeeded"),
                ("a b';$(x).onnx", "verification", "succeeded"), ("broken.onnx", "conversion", "refused"),
                ("count.onnx", "conversion", "refused"),
            ]);
        ended.Single(e => e.GetProperty("model").GetString() == "count.onnx").GetProperty("reason").GetString()!.ShouldContain("NonZero");

        // What ended does not run again.
        var again = CommandRun.Of("campaign", "resume", File);
        again.ExitCode.ShouldBe(0, again.Error);
        again.Error.ShouldBeEmpty();
        again.Out.ShouldContain("Nothing is left to run.");

        CommandRun.Of("campaign", "status", File).Out.ShouldContain("measurement");
        var status = JsonDocument.Parse(CommandRun.Of("campaign", "status", File, "--json").Out).RootElement;
        status.GetProperty("runner").ValueKind.ShouldBe(JsonValueKind.Null);
        status.GetProperty("counts").EnumerateArray().Sum(count => count.GetProperty("count").GetInt32()).ShouldBe(9);

        CommandRun.Of("campaign", "report", File).ExitCode.ShouldBe(0);
        var rows = System.IO.File.ReadAllLines(Path.Combine(Output, "trials.csv"));
        rows.Length.ShouldBe(10);
        rows.Count(row => row.Contains(",skipped,", StringComparison.Ordinal)).ShouldBe(4);
        var measured = rows.Single(row => row.Contains(",measure,", StringComparison.Ordinal) && row.Contains("succeeded"));
        var id = measured.Split(',')[1];
        var cells = rows[0].Split(',').Zip(measured.Split(',')).ToDictionary(cell => cell.First, cell => cell.Second);
        foreach (var name in (string[])["median_ns", "p99_ns", "load_ns", "first_inference_ns", "size_bytes", "macs", "parameters"])
        {
            double.Parse(cells[name], CultureInfo.InvariantCulture)
                .ShouldBeGreaterThanOrEqualTo(name is "macs" or "parameters" ? 0 : 1, name);
        }
        (cells["verdict"], cells["valid"]).ShouldBe(("passed", "true"));
        foreach (var file in (string[])["report.html", "trials.parquet"])
            new FileInfo(Path.Combine(Output, file)).Length.ShouldBeGreaterThan(1000, file);
        var result = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(Output, "trials", $"{id}.json"))).RootElement;
        result.GetProperty("measurement").GetProperty("trials")[0].GetProperty("latency").GetProperty("medianNs").GetDouble()
            .ShouldBeGreaterThan(0);
        (result.GetProperty("valid").GetBoolean(), result.GetProperty("unit").GetString()).ShouldBe((true, "ns"));
        result.GetProperty("duration").GetDouble().ShouldBeGreaterThan(0);

        var reports = Directory.GetFiles(Path.Combine(Output, "trials"));
        reports.Length.ShouldBe(5, "what was tried has a report");
        foreach (var report in reports) SchemaCheck.Problems(JsonNode.Parse(System.IO.File.ReadAllText(report))!).ShouldBeEmpty();
        // Reports of trials that are gone do not stay, and files of others are not deleted.
        System.IO.File.Copy(reports[0], Path.Combine(Output, "trials", $"{new string('0', 64)}.json"));
        Directory.CreateDirectory(Path.Combine(Output, "trials", ".sartor-of-a-run-that-was-killed"));
        CommandRun.Of("campaign", "report", File).ExitCode.ShouldBe(0);
        Directory.GetFiles(Path.Combine(Output, "trials")).Order().ShouldBe(reports.Order());
        System.IO.File.WriteAllText(Path.Combine(Output, "trials", "notes.txt"), "mine");
        CommandRun.Of("campaign", "report", File).ShouldBeRefused().ShouldContain("has 'notes.txt', which is not a report; move it away");
        System.IO.File.ReadAllText(Path.Combine(Output, "trials", "notes.txt")).ShouldBe("mine");
        System.IO.File.Delete(Path.Combine(Output, "trials", "notes.txt"));
        var check = CommandRun.Of("campaign", "check", Output);
        check.Out.Trim().ShouldBe("5 reports, nothing is wrong.");
        check.ExitCode.ShouldBe(0);
        var text = System.IO.File.ReadAllText(reports[0]);
        System.IO.File.WriteAllText(reports[0], text.Replace("\"unit\": \"ns\"", "\"unit\": \"avg_ms\"", StringComparison.Ordinal));
        check = CommandRun.Of("campaign", "check", Output, "--json");
        check.ExitCode.ShouldBe(ExitCodes.AnswerIsNo);
        JsonDocument.Parse(check.Out).RootElement.EnumerateArray()
            .Count(one => one.GetProperty("problems").GetArrayLength() > 0).ShouldBe(1);

        CommandRun.Of("campaign", "retry", File, "--refused").Out.ShouldContain("2 trials will run again");
        CommandRun.Of("campaign", "resume", File).Error.Split('\n')
            .Count(line => line.Contains("refused:", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public void Campaign_ThatMeasuresTheModelAsItIs_NeedsNoConversion()
    {
        Add("a.onnx", new OnnxBuilder().Input("x", ElementType.Float32, 1, 4).Node("Relu", ["x"], ["y"]).Output("y"));
        Write("friday.yaml", "models: a.onnx\nvariants: [source]\nprotocol: quick\nmax-half-width: 10\nanchor-minutes: 0"u8);
        var run = CommandRun.Of("campaign", "run", File);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldStartWith("[1/1] a.onnx source onnxruntime/cpu on host: measurement done in ");
    }

    [Fact]
    public void ChangedModel_IsMeasuredAnew()
    {
        Add("a.onnx", new OnnxBuilder().Input("x", ElementType.Float32, 1, 4).Node("Relu", ["x"], ["y"]).Output("y"));
        Write("friday.yaml", "models: a.onnx\nvariants: [source]\nprotocol: quick\nmax-half-width: 10\nanchor-minutes: 0"u8);
        CommandRun.Of("campaign", "run", File).ExitCode.ShouldBe(0);
        Add("a.onnx", new OnnxBuilder().Input("x", ElementType.Float32, 1, 40).Node("Tanh", ["x"], ["y"]).Output("y"));
        CommandRun.Of("campaign", "run", File).Error.ShouldStartWith("[2/2] a.onnx source");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("status")]
    [InlineData("resume")]
    [InlineData("retry", "--all")]
    [InlineData("report")]
    public void MistakesOfTheFile_AreOneSentenceAndLeaveNothing(string verb, params string[] options)
    {
        Write("friday.yaml", "modles: x\nthreads: [0]"u8);
        var problem = CommandRun.Of(["campaign", verb, File, .. options]).ShouldBeRefused();
        problem.ShouldContain("line 1: 'modles'");
        problem.ShouldContain("line 2: 'threads'");
        Directory.Exists(Output).ShouldBeFalse();
    }

    [Theory]
    [InlineData("status")]
    [InlineData("resume")]
    [InlineData("retry", "--all")]
    [InlineData("report")]
    public void CampaignThatWasNotBegun_IsRefused(string verb, params string[] options)
    {
        Add("a.onnx", new OnnxBuilder().Input("x", ElementType.Float32, 1, 4).Node("Relu", ["x"], ["y"]).Output("y"));
        Write("friday.yaml", "models: a.onnx"u8);
        CommandRun.Of(["campaign", verb, File, .. options]).ShouldBeRefused().ShouldContain("campaign run");
        Directory.Exists(Output).ShouldBeFalse();
    }

    [Fact]
    public void EngineThatTheDeviceDoesNotHave_IsRefusedBeforeAnythingRuns()
    {
        Add("a.onnx", new OnnxBuilder().Input("x", ElementType.Float32, 1, 4).Node("Relu", ["x"], ["y"]).Output("y"));
        Write("friday.yaml", "models: a.onnx\nengines: [tflite/gpu]"u8);
        CommandRun.Of("campaign", "run", File).ShouldBeRefused().ShouldContain("unknown engine 'tflite/gpu'");
    }

    [Fact]
    public void RetryOfNothing_AsksForASelection()
    {
        Write("friday.yaml", "models: a.onnx"u8);
        CommandRun.Of("campaign", "retry", File).ShouldBeRefused().ShouldContain("--quarantined");
    }

    [Fact]
    public void Init_OfLemur_ExportsItsNetworks()
    {
        PyTorch.Require();
        var init = CommandRun.Of("campaign", "init", File, "--lemur", TestFiles.Data("lemur"), "--classes", "3", "--in-shape", "1,3,16,16");
        init.ExitCode.ShouldBe(0, init.Error);
        init.Out.ShouldContain("Exported 5 of 5 networks.");
        var plan = CommandRun.Of("campaign", "run", File, "--dry-run");
        plan.ExitCode.ShouldBe(0, plan.Error);
        plan.Out.ShouldContain("5");
    }

    [Fact]
    public void Init_NeedsOneKindOfModels()
    {
        CommandRun.Of("campaign", "init", File).ShouldBeRefused().ShouldContain("--models or --lemur");
        CommandRun.Of("campaign", "init", File, "--models", "a", "--lemur", "b").ShouldBeRefused().ShouldContain("--models or --lemur");
        CommandRun.Of("campaign", "init", File, "--lemur", "no-such-folder").ShouldBeRefused().ShouldContain("is not a folder");
        System.IO.File.Exists(File).ShouldBeFalse();
    }

    [Fact]
    public void Init_NeverReplacesAFile()
    {
        Write("friday.yaml", "mine"u8);
        CommandRun.Of("campaign", "init", File, "--models", "*.onnx").ShouldBeRefused().ShouldContain("exists already");
        System.IO.File.ReadAllText(File).ShouldBe("mine");
    }

    [Fact]
    public void CheckOfNothing_IsRefused()
    {
        CommandRun.Of("campaign", "check", Path.Combine(_folder.Path, "none")).ShouldBeRefused().ShouldContain("no such file");
        CommandRun.Of("campaign", "check", _folder.Path).ShouldBeRefused().ShouldContain("campaign report");
    }

    [Fact]
    public void CampaignWithoutAVerb_NamesThem() =>
        CommandRun.Of("campaign").ShouldBeRefused().ShouldContain("init, run, resume, status, retry, report, check");

    [Fact]
    public void UnknownOption_NamesTheHelpOfTheInnerVerb() =>
        CommandRun.Of("campaign", "run", "x.yaml", "--dry").ShouldBeRefused().ShouldContain("`sartor campaign run --help`");

    [Fact]
    public void EndedRun_SaysStoppedAndGoesOn()
    {
        Add("a.onnx", new OnnxBuilder().Input("x", ElementType.Float32, 1, 4).Node("Relu", ["x"], ["y"]).Output("y"));
        Write("friday.yaml", "models: a.onnx\nvariants: [source]\nprotocol: quick\nmax-half-width: 10\nanchor-minutes: 0"u8);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var stopped = CommandRun.Of(stop.Token, "campaign", "run", File);
        (stopped.ExitCode, stopped.Error.Trim()).ShouldBe((ExitCodes.Interrupted, "Stopped."));
        CommandRun.Of("campaign", "run", File).Error.ShouldStartWith("[1/1]");
    }

    private void Add(string name, OnnxBuilder network) => Write(name, network.Build());

    private void Write(string name, ReadOnlySpan<byte> bytes) => System.IO.File.WriteAllBytes(Path.Combine(_folder.Path, name), bytes);

    private void Append(params string[] lines)
    {
        var keys = lines.Select(line => line[..(line.IndexOf(':', StringComparison.Ordinal) + 1)]).ToArray();
        var kept = System.IO.File.ReadAllLines(File).Where(line => !keys.Any(key => line.StartsWith(key, StringComparison.Ordinal)));
        System.IO.File.WriteAllLines(File, [.. kept, .. lines]);
    }
}
