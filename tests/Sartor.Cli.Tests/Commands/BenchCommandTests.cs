using Sartor.Contracts;

namespace Sartor.Cli.Tests.Commands;

public sealed class BenchCommandTests
{
    private static readonly string[] s_short = ["--runs", "10", "--min-seconds", "0", "--warmup-runs", "2", "--warmup-seconds", "0"];

    [Fact]
    public void Every_delegate_of_the_format_is_measured()
    {
        var run = CommandRun.Of(["bench", TestFiles.Data("tiny", "dense.tflite"), .. s_short, "--json"]);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        var trials = run.Json().GetProperty("trials").EnumerateArray().ToArray();
        trials.Select(t => t.GetProperty("delegate").GetString()).ShouldBe(["xnnpack", "none"]);
        foreach (var trial in trials)
        {
            var samples = trial.GetProperty("samplesNs").EnumerateArray().Select(s => s.GetInt64()).ToArray();
            samples.Length.ShouldBe(10);
            trial.GetProperty("warmupSamplesNs").GetArrayLength().ShouldBe(2);
            trial.GetProperty("latency").GetProperty("minNs").GetInt64().ShouldBe(samples.Min());
        }
    }

    [Fact]
    public void Table_shows_engine_proof_and_input()
    {
        var run = CommandRun.Of(["bench", Fashion.Model, "--data", Fashion.Data, "--engine", "onnxruntime", .. s_short]);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Out.ShouldContain("onnxruntime 1.31");
        run.Out.ShouldContain("nodes in cpu");
        run.Out.ShouldContain("MAD");
    }

    [Theory]
    [InlineData("there is no engine 'foo'", "--engine", "foo")]
    [InlineData("tflite does not run onnx models", "--engine", "tflite")]
    [InlineData("--runs: 0 is not at least 1", "--runs", "0")]
    [InlineData("--threads", "--threads", "0")]
    [InlineData("--min-seconds: -1 is no time", "--min-seconds", "-1")]
    [InlineData("--max-seconds: 0.1 s is less than", "--max-seconds", "0.1")]
    [InlineData("there is no such file", "--data", "nowhere")]
    [InlineData("there are host and exec:COMMAND", "--device", "adb:1234")]
    [InlineData("is no program", "--device", "exec:/no/such/program")]
    [InlineData("malformed", "--device", "exec:echo this is not a frame at all")]
    public void Bad_options_are_refused(string words, params string[] options) =>
        CommandRun.Of(["bench", Fashion.Model, .. options]).ShouldBeRefused().ShouldContain(words);

    [Fact]
    public void Random_is_the_default_input()
    {
        string Input(params string[] data) => CommandRun.Of(["bench", TestFiles.Data("tiny", "dense.onnx"), .. s_short, .. data, "--json"]).Json().GetProperty("input").GetString()!;
        Input().ShouldBe("random");
        Input("--data", "random").ShouldBe("random");
    }
}
