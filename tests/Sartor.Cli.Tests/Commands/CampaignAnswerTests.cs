using System.Text.Json;
using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Lab.Campaigns.Runs;

namespace Sartor.Cli.Tests.Commands;

/// <summary>What the verbs of a campaign say and end with where not all is well.</summary>
[Collection(nameof(HostCampaigns))]
public sealed class CampaignAnswerTests : IDisposable
{
    private const string Source = "models: a.onnx\nvariants: [source]\nprotocol: quick\nmax-half-width: 10\nanchor-minutes: 0";

    private readonly TemporaryFolder _folder = new();

    public CampaignAnswerTests() => Write(
        "a.onnx", new OnnxBuilder().Input("x", ElementType.Float32, 1, 4).Node("Relu", ["x"], ["y"]).Output("y").Build());

    private string File => Path.Combine(_folder.Path, "friday.yaml");

    private string State => Path.Combine(_folder.Path, "friday.campaign", CampaignFolder.StateFile);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run", 0)]
    [InlineData("run", 5000)]
    [InlineData("run", -1)]
    [InlineData("resume", 0)]
    [InlineData("resume", 5000)]
    [InlineData("resume", -1)]
    [InlineData("status", 0)]
    [InlineData("status", 5000)]
    [InlineData("status", -1)]
    public void DamagedState_IsRefusedAndStaysAsItIs(string verb, int kept)
    {
        Write("friday.yaml", Source);
        CommandRun.Of("campaign", "run", File, "-q").ExitCode.ShouldBe(0);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "friday.campaign", "variants"));
        byte[] bytes = kept < 0 ? [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i * 7))] : System.IO.File.ReadAllBytes(State)[..kept];
        System.IO.File.WriteAllBytes(State, bytes);
        var problem = CommandRun.Of("campaign", verb, File).ShouldBeRefused();
        problem.ShouldStartWith(State);
        problem.ShouldContain("is damaged");
        problem.ShouldContain("put a copy of it back, or delete the folder");
        problem.ShouldNotContain("goes on");
        System.IO.File.ReadAllBytes(State).ShouldBe(bytes);
    }

    [Fact]
    public void StateOfARunThatEndedBeforeItsFirstTrial_IsGoneOnWith()
    {
        Write("friday.yaml", Source);
        Directory.CreateDirectory(Path.GetDirectoryName(State)!);
        System.IO.File.WriteAllBytes(State, []);
        CommandRun.Of("campaign", "run", File).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void CompleteCampaign_EndsWell_AndCountsWhatDidNotSucceed()
    {
        Write("broken.onnx", [1, 2, 3]);
        Write("friday.yaml", Source.Replace("a.onnx", "'*.onnx'", StringComparison.Ordinal));
        var run = CommandRun.Of("campaign", "run", File);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Out.ShouldContain($"Did not succeed: 1 refused; `sartor campaign report {File}` writes the reason of each.");
        CommandRun.Of("campaign", "run", "--help").Out.ReplaceLineEndings(" ").ShouldContain("exit code is 0");
    }

    [Fact]
    public void CampaignWithTrialsLeft_EndsWithOne()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the device is a script of a POSIX shell");
        // A device that answers once.
        var worker = Path.Combine(AppContext.BaseDirectory, "sartor-worker");
        Write("device.sh", $"test -e '{_folder.Path}/used' && exit 1; touch '{_folder.Path}/used'; exec '{worker}'");
        Write(
            "friday.yaml", $"{Source}\ndevices: [\"exec:sh '{_folder.Path}/device.sh'\"]\nattempts: 1\ndevice-failures: 1\n"
            + "device-probes: 1\ndevice-rest-seconds: 0");
        var run = CommandRun.Of("campaign", "run", File);
        run.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, run.Error + run.Out);
        run.Error.ShouldContain("is given up");
        run.Out.ShouldContain($"1 trial left; `sartor campaign resume {File}` goes on.");
    }

    [Fact]
    public void EngineThatRunsNothing_IsTold()
    {
        Write("friday.yaml", "models: a.onnx\nvariants: [tflite/float32]\nengines: [tflite/xnnpack, onnxruntime/cpu]\n"
            + "protocol: quick\nanchor-minutes: 0\n"
            + "max-half-width: 10");
        const string Told = "'onnxruntime/cpu' of 'engines' is not used: it runs none of the variants.";
        CommandRun.Of("campaign", "run", File, "--dry-run").Error.ShouldContain(Told);
        CommandRun.Of("campaign", "run", File).Error.ShouldContain(Told, customMessage: "the run tells it");
        CommandRun.Of("campaign", "run", File).Error.ShouldBeEmpty("it is told once");
    }

    [Fact]
    public void EngineOfNoDevice_IsToldWhereNothingElseAsksForIt()
    {
        Write("broken.onnx", [1, 2, 3]);
        Write("friday.yaml", "models: broken.onnx\nvariants: [source]\nengines: [abacus]");
        CommandRun.Of("campaign", "run", File, "--dry-run").Error
            .ShouldContain("'abacus' of 'engines' is not used: no device has it.");
    }

    [Fact]
    public void EmptyFile_LeadsToInit()
    {
        Write("friday.yaml", "");
        CommandRun.Of("campaign", "run", File).ShouldBeRefused().ShouldContain($"`sartor campaign init {File} --models GLOB`");
    }

    [Fact]
    public void Retry_OfNothing_SaysSo()
    {
        Write("friday.yaml", Source);
        CommandRun.Of("campaign", "run", File, "-q").ExitCode.ShouldBe(0);
        CommandRun.Of("campaign", "retry", File, "--failed", "--noisy").Out
            .ShouldContain("No trial is one of --failed, --noisy, and nothing was changed");
    }

    [Fact]
    public void Init_OfAPatternThatMatchesNothing_SaysSo()
    {
        var init = CommandRun.Of("campaign", "init", File, "--models", "nets/*.onnx");
        init.ExitCode.ShouldBe(0);
        init.Error.ShouldContain("'nets/*.onnx' matches nothing");
        System.IO.File.Exists(File).ShouldBeTrue();
    }

    [Fact]
    public void Status_OfACampaignThatRuns_SaysWho()
    {
        Write("friday.yaml", Source);
        using (CampaignFolder.Open(CampaignFile.Read(File)))
        {
            CommandRun.Of("campaign", "status", File).Out
                .ShouldContain($"The campaign runs now (process {Environment.ProcessId} on {Environment.MachineName}): 0 trials left.");
            var runner = JsonDocument.Parse(CommandRun.Of("campaign", "status", File, "--json").Out).RootElement.GetProperty("runner");
            runner.GetProperty("processId").GetInt32().ShouldBe(Environment.ProcessId);
            runner.GetProperty("host").GetString().ShouldBe(Environment.MachineName);
            runner.GetProperty("sinceUtc").GetDateTimeOffset().ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
            CommandRun.Of("campaign", "run", File).ShouldBeRefused()
                .ShouldContain($"is in use: another process runs this campaign (process {Environment.ProcessId} on ");
        }
        CommandRun.Of("campaign", "status", File).Out.ShouldNotContain("runs now");
    }

    [Fact]
    public void Check_OfACampaignFile_SaysWhatItTakes()
    {
        Write("friday.yaml", Source);
        CommandRun.Of("campaign", "check", File).ShouldBeRefused().ShouldContain("takes the folder of a campaign");
    }

    [Theory]
    [InlineData("{\"schema\": \"sartor.campaign-trial/1\", \"valid\": \"yes\"}", "valid is \"yes\", neither true nor false")]
    [InlineData("{\"schema\": \"sartor.campaign-trial/1\", \"attempts\": 3}", "attempts")]
    [InlineData("models: a.onnx", "line 1, column 1: is not JSON")]
    public void Check_OfABadReport_SpeaksOfItsFields(string text, string expected)
    {
        Write("report.json", text);
        var check = CommandRun.Of("campaign", "check", Path.Combine(_folder.Path, "report.json"));
        check.ExitCode.ShouldBe(ExitCodes.AnswerIsNo);
        check.Out.ShouldContain(expected);
        foreach (var word in (string[])["System.", "Sartor.Results", "BytePosition", "Path:", "JSON value", "deserialization"])
            check.Out.ShouldNotContain(word);
    }

    [Fact]
    public void ModelOfAnotherFolder_HasAShortNameInLines()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "x", "y"));
        var file = Path.Combine(_folder.Path, "x", "y", "deep.yaml");
        Write("x/y/deep.yaml", Source.Replace("a.onnx", "../../a.onnx", StringComparison.Ordinal));
        CommandRun.Of("campaign", "run", file).Error.ShouldNotContain("../..");
    }

    private void Write(string name, string text) => System.IO.File.WriteAllText(Path.Combine(_folder.Path, name), text);

    private void Write(string name, ReadOnlySpan<byte> bytes) => System.IO.File.WriteAllBytes(Path.Combine(_folder.Path, name), bytes);
}
