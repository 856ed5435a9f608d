using System.Text.Json;
using Sartor.Contracts;

namespace Sartor.Cli.Tests.Commands;

public sealed class BenchCommandTests
{
    private static readonly string[] s_short =
    [
        "--rounds", "3", "--max-rounds", "3", "--runs", "10", "--min-seconds", "0", "--warmup-runs", "2", "--warmup-seconds", "0",
    ];

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
            samples.Length.ShouldBe(30);
            trial.GetProperty("warmupSamplesNs").GetArrayLength().ShouldBe(6);
            trial.GetProperty("launches").EnumerateArray().Select(l => l.GetProperty("round").GetInt32()).ShouldBe([1, 2, 3]);
            trial.GetProperty("latency").GetProperty("minNs").GetInt64().ShouldBe(samples.Min());
        }
    }

    [Fact]
    public void Table_shows_engine_proof_and_input()
    {
        var run = CommandRun.Of(["bench", Fashion.Model, "--data", Fashion.Data, "--engine", "onnxruntime", .. s_short]);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Out.ShouldContain("onnxruntime 1.31");
        run.Out.ShouldContain("nodes on cpu");
        run.Out.ShouldContain("3 launches per trial");
        run.Out.ShouldContain("CV between");
    }

    [Fact]
    public void Trials_are_compared_with_the_fastest_by_their_rounds()
    {
        var run = CommandRun.Of(["bench", TestFiles.Data("tiny", "dense.tflite"), .. s_short, "--json"]);
        var ratios = run.Json().GetProperty("trials").EnumerateArray().Select(t => t.GetProperty("toFastest")).ToArray();
        ratios.Count(ratio => ratio.ValueKind == System.Text.Json.JsonValueKind.Null).ShouldBe(1);
        var compared = ratios.Single(ratio => ratio.ValueKind == System.Text.Json.JsonValueKind.Object);
        compared.GetProperty("rounds").GetInt32().ShouldBe(3);
        compared.GetProperty("verdict").GetString().ShouldBeOneOf("slower", "faster", "no-difference");
    }

    [Fact]
    public void Delegate_that_executes_nothing_is_refused_and_the_other_measured()
    {
        var run = CommandRun.Of(["bench", TestFiles.Shared("models/mobilenet_v1_0.25_224_uint8.tflite"), .. s_short, "--json"]);
        var trials = run.Json().GetProperty("trials").EnumerateArray().ToDictionary(t => t.GetProperty("delegate").GetString()!);
        trials["xnnpack"].GetProperty("outcome").GetString().ShouldBe("refused");
        trials["xnnpack"].GetProperty("reason").GetString()!.ShouldContain("measure tflite/none");
        trials["xnnpack"].GetProperty("samplesNs").GetArrayLength().ShouldBe(0);
        trials["none"].GetProperty("delegation").GetProperty("text").GetString().ShouldBe("31/31 nodes on built-in kernels");
    }

    // SQUEEZE is what XNNPACK leaves behind in MobileNet.
    [Fact]
    public void Profile_lists_each_node_under_what_executes_it()
    {
        var model = TestFiles.Shared("models/mobilenet_v1_0.25_224_float.tflite");
        var run = CommandRun.Of(["bench", model, .. s_short, "--profile", "--json"]);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        var profiles = run.Json().GetProperty("profiles").EnumerateArray().ToArray();
        profiles.Select(profile => profile.GetProperty("target").GetProperty("delegate").GetString()).ShouldBe(["xnnpack", "none"]);
        foreach (var profile in profiles)
        {
            var steps = profile.GetProperty("steps").EnumerateArray().ToArray();
            steps.Sum(step => step.GetProperty("share").GetDouble()).ShouldBe(1, 1e-9);
            steps.Sum(step => step.GetProperty("nodes").GetArrayLength()).ShouldBe(31);
            profile.GetProperty("runs").GetInt32().ShouldBeInRange(1, 20);
        }
        profiles[0].GetProperty("steps").EnumerateArray().Single(step => step.GetProperty("delegate").ValueKind == JsonValueKind.Null)
            .GetProperty("kernel").GetString().ShouldBe("SQUEEZE");

        var text = CommandRun.Of(["bench", model, "--engine", "tflite/xnnpack", .. s_short, "--profile"]).Out;
        text.ShouldContain("tflite/xnnpack: 3 steps of 31 nodes");
        text.ShouldContain("· DEPTHWISE_CONV_2D");
        text.ShouldContain("MobilenetV1/MobilenetV1/Conv2d_0/Relu6");
        text.Split('\n').Single(line => line.Contains("SQUEEZE", StringComparison.Ordinal)).ShouldContain("–");
        var markdown = CommandRun.Of(["bench", model, "--engine", "tflite/xnnpack", .. s_short, "--profile", "--format", "md"]).Out;
        markdown.Split('\n').Count(line => line.Contains("· ", StringComparison.Ordinal) && line.StartsWith('|')).ShouldBe(30);
    }

    [Fact]
    public void Without_profile_nothing_is_profiled() =>
        CommandRun.Of(["bench", TestFiles.Data("tiny", "dense.tflite"), .. s_short, "--json"])
            .Json().GetProperty("profiles").GetArrayLength().ShouldBe(0);

    [Theory]
    [InlineData("unknown engine 'foo'", "--engine", "foo")]
    [InlineData("tflite does not run onnx models", "--engine", "tflite")]
    [InlineData("--runs: must be at least 1, got 0", "--runs", "0")]
    [InlineData("--rounds: must be at least 1, got 0", "--rounds", "0")]
    [InlineData("maximum number of rounds is below the minimum", "--rounds", "5", "--max-rounds", "4")]
    [InlineData("--half-width: must be between 0 and 1, got 2; for 2 % use 0.02", "--half-width", "2")]
    [InlineData("--trial-seconds: must be between 0 and 86400 seconds, got -1", "--trial-seconds", "-1")]
    [InlineData("--threads", "--threads", "0")]
    [InlineData("--min-seconds: must be between 0 and 86400 seconds, got -1", "--min-seconds", "-1")]
    [InlineData("--max-seconds: 0.1 s is less than", "--max-seconds", "0.1")]
    [InlineData("there is no such file", "--data", "nowhere")]
    [InlineData("choose host, exec:COMMAND", "--device", "usb:1234")]
    [InlineData("is no program", "--device", "exec:/no/such/program")]
    [InlineData("malformed", "--device", "exec:echo this is not a frame at all")]
    public void Bad_options_are_refused(string words, params string[] options) =>
        CommandRun.Of(["bench", Fashion.Model, .. options]).ShouldBeRefused().ShouldContain(words);

    [Fact]
    public void Random_is_the_default_input()
    {
        string Input(params string[] data) =>
            CommandRun.Of(["bench", TestFiles.Data("tiny", "dense.onnx"), .. s_short, .. data, "--json"]).Json().GetProperty("input")
                .GetString()!;
        Input().ShouldBe("random");
        Input("--data", "random").ShouldBe("random");
    }
}
