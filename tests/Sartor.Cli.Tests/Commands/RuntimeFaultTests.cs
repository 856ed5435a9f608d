using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Engines;

namespace Sartor.Cli.Tests.Commands;

/// <summary>A file that the runtime computes wrongly is told by every verb that reads it, and nothing else is blamed.</summary>
public sealed class RuntimeFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;
    private readonly string _rows;

    public RuntimeFaultTests() => (_model, _rows) = (PerChannelDense.Write(_folder.Path), PerChannelDense.WriteRows(_folder.Path));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Inspect_NamesTheNode()
    {
        var run = CommandRun.Of("inspect", _model, "--json");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Json().GetProperty("notes")[0].GetString()
            .ShouldStartWith($"Node '{PerChannelDense.Node}': runtime 2.9 computes FULLY_CONNECTED");
    }

    [Fact]
    public void Check_FindsIt()
    {
        var run = CommandRun.Of("check", _model, "--json");

        run.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, run.Error);
        var findings = run.Json().GetProperty("findings");
        findings.GetArrayLength().ShouldBe(1);
        findings[0].GetProperty("code").GetString().ShouldBe("runtime-wrong");
        findings[0].GetProperty("node").GetString().ShouldBe(PerChannelDense.Node);
    }

    [Fact]
    public void Check_ForTheRuntimeThatComputesIt_FindsNothing()
    {
        var run = CommandRun.Of("check", _model, "--runtime", "litert", "--json");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error + run.Out);
        run.Json().GetProperty("runtime").GetString().ShouldBe("LiteRT 2.5");
        CommandRun.Of("check", _model, "--runtime", "litert9").Error.ShouldContain("choose from tflite, litert");
    }

    /// <summary>A right file in two runtimes, and the file of another network in the one that computes both.</summary>
    [Theory]
    [InlineData("tflite", false, "runtime-wrong")]
    [InlineData("litert", false, null)]
    [InlineData("litert", true, "score-loss")]
    public void Verify_JudgesByTheRuntimeThatRanIt(string engine, bool isAnotherNetwork, string? expected)
    {
        if (InferenceEngines.Get(engine).Probe().Problem is { } problem) Assert.Skip(problem);
        var source = PerChannelDense.WriteFloat(_folder.Path);
        var file = isAnotherNetwork ? PerChannelDense.Write(_folder.Path, swapsRows: true) : _model;

        var run = CommandRun.Of("verify", file, "--source", source, "--data", _rows, "--engine", engine, "--json");

        run.ExitCode.ShouldBe(expected is null ? ExitCodes.Done : ExitCodes.AnswerIsNo, run.Error + run.Out);
        var verdict = run.Json().GetProperty("verdicts")[0];
        verdict.GetProperty("target").GetProperty("engine").GetString().ShouldBe(engine);
        var failed = verdict.GetProperty("gate").GetProperty("checks").EnumerateArray()
            .Where(c => !c.GetProperty("passed").GetBoolean()).Select(c => c.GetProperty("code").GetString()!).ToArray();
        if (expected is null) failed.ShouldBeEmpty();
        else failed.ShouldContain(expected);
    }

    /// <summary>Each trial carries it: a latency alone would be that of a wrong file.</summary>
    [Fact]
    public void Bench_FlagsEveryTrial()
    {
        var run = CommandRun.Of(
            "bench", _model, "--runs", "8", "--min-seconds", "0", "--warmup-runs", "2", "--warmup-seconds", "0", "--json");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        var trials = run.Json().GetProperty("trials").EnumerateArray().ToArray();
        trials.ShouldNotBeEmpty();
        foreach (var trial in trials)
            trial.GetProperty("diagnostics").EnumerateArray().Select(d => d.GetProperty("code").GetString()).ShouldContain("runtime-wrong");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Verify_FailsForThatReason(bool hasData)
    {
        var run = CommandRun.Of(["verify", _model, "--source", _model, .. (string[])(hasData ? ["--data", _rows] : []), "--json"]);

        run.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, run.Error);
        foreach (var verdict in run.Json().GetProperty("verdicts").EnumerateArray())
        {
            var gate = verdict.GetProperty("gate");
            gate.GetProperty("passed").GetBoolean().ShouldBeFalse();
            gate.GetProperty("checks")[0].GetProperty("code").GetString().ShouldBe("runtime-wrong");
        }
        run.Out.ShouldNotContain("preprocessing do not match");
    }

    [Fact]
    public void Fit_BlamesTheRuntimeAndNotTheLabels()
    {
        var run = CommandRun.Of("fit", _model, "--data", _rows, "--quick", "--out", _folder.Result, "--json");

        run.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, run.Error);
        (run.Out + run.Error).ShouldNotContain("the labels, their order or the preprocessing");
        var source = run.Json().GetProperty("variants")[0];
        foreach (var verdict in source.GetProperty("verdicts").EnumerateArray())
            verdict.GetProperty("gate").GetProperty("checks")[0].GetProperty("code").GetString().ShouldBe("runtime-wrong");
        foreach (var trial in source.GetProperty("trials").EnumerateArray())
            trial.GetProperty("diagnostics").EnumerateArray().Select(d => d.GetProperty("code").GetString()).ShouldContain("runtime-wrong");
    }
}
