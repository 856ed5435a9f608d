using System.Text;
using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Engines;

namespace Sartor.Cli.Tests;

/// <summary><c>sartor tailor tune</c> with PyTorch, and what it refuses without.</summary>
public sealed class TailorTuneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TailorTuneTests()
    {
        SmallSuperNet.Write(In("net.onnx"));
        SmallSuperNet.Write(In("folded.onnx"), hasNormalizations: false);
        File.WriteAllText(In("space.toml"), SmallSuperNet.Space);
        Directory.CreateDirectory(In("data"));
        SmallSuperNet.WriteData(In("data"), 200);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void InterruptedTuning_GoesOnAndEndsWithTheSameWeights()
    {
        PyTorch.Require();
        string[] common = ["--epochs", "6", "--learning-rate", "0.1", "--processes", "2", "--json"];

        var whole = Tune("whole.onnx", common);
        whole.ExitCode.ShouldBe(0, whole.Error);
        var stopped = Interrupted("parts.onnx", common);
        File.Exists(In("parts.onnx")).ShouldBeFalse();
        var resumed = Tune("parts.onnx", common);

        stopped.ExitCode.ShouldBe(ExitCodes.Interrupted, stopped.Error);
        stopped.Error.ShouldContain("What was trained is kept; the same command goes on from there.");
        resumed.ExitCode.ShouldBe(0, resumed.Error);
        resumed.Error.ShouldContain("tune: goes on at step");
        File.ReadAllBytes(In("parts.onnx")).ShouldBe(File.ReadAllBytes(In("whole.onnx")));
        var result = resumed.Json();
        result.GetProperty("schema").GetString().ShouldBe("sartor.tailor-tune-result/1");
        result.GetProperty("steps").GetInt64().ShouldBe(60);
        result.GetProperty("resumedStep").GetInt64().ShouldBeInRange(1, 59);
        result.GetProperty("subNets").GetInt32().ShouldBe(8);
        (result.GetProperty("trainSamples").GetInt32(), result.GetProperty("chooseSamples").GetInt32()).ShouldBe((160, 40));
        // The quarters are easy to tell apart: what was written is trained, and is what was judged.
        result.GetProperty("largestTop1").GetDouble().ShouldBeGreaterThan(0.9);
        RightOf("parts.onnx").ShouldBeGreaterThan(0.9);
        RightOf("net.onnx").ShouldBeLessThan(0.6);
    }

    [Fact]
    public void EndedTuning_IsNotDoneAgainAndOtherOptionsAreRefused()
    {
        PyTorch.Require();
        Tune("tuned.onnx", "--epochs", "1", "--processes", "1").ExitCode.ShouldBe(0);
        var first = File.ReadAllBytes(In("tuned.onnx"));
        File.Delete(In("tuned.onnx"));

        var again = Tune("tuned.onnx", "--epochs", "1", "--processes", "1");

        again.ExitCode.ShouldBe(0, again.Error);
        again.Error.ShouldContain("tune: goes on at step 10");
        again.Error.ShouldNotContain("prepare:");
        File.ReadAllBytes(In("tuned.onnx")).ShouldBe(first);
        Tune("tuned.onnx", "--epochs", "2", "--processes", "1").ShouldBeRefused()
            .ShouldContain("was prepared with --epochs 1, not 2; give the same to go on, another folder with --work, or --fresh");
    }

    [Fact]
    public void LossThatGrowsWithoutEnd_IsToldInASentence()
    {
        PyTorch.Require();

        Tune("tuned.onnx", "--quiet", "--epochs", "5", "--processes", "1", "--learning-rate", "1000").ShouldBeRefused()
            .ShouldMatch(@"the loss is not finite any more at step \d+: choose a smaller learning rate than 1000");
        File.Exists(In("tuned.onnx")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--batch 7", "--batch: is 7, which 2 processes cannot share equally")]
    [InlineData("--batch 200", "--batch: is 200, and only 160 images train; choose a smaller one")]
    [InlineData("--epochs 0", "--epochs: must be above 0")]
    [InlineData("--hold-out 1", "--hold-out: must be above 0 and below 1")]
    [InlineData("--augment turn", "--augment: must be one of none, flip, flip-shift")]
    [InlineData("--subnets 0", "--subnets: must be between 1 and 100000")]
    [InlineData("--labels nowhere.npy", "nowhere.npy")]
    [InlineData("--python nowhere", "--python names nowhere, which is not a program")]
    public void Mistake_IsToldInASentence(string options, string expected)
    {
        var run = Tune("tuned.onnx", ["--quiet", .. options.Split(' ')]);

        run.ExitCode.ShouldBe(options.StartsWith("--python", StringComparison.Ordinal) ? ExitCodes.EngineFailed : ExitCodes.BadInput);
        run.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(expected);
        File.Exists(In("tuned.onnx")).ShouldBeFalse();
    }

    [Fact]
    public void Network_IsNotReplaced() =>
        Tune("net.onnx", "--quiet").ShouldBeRefused().ShouldContain("is a file that is read; choose another name with --out");

    private string In(string name) => Path.Combine(_folder.Path, name);

    private string[] Arguments(string output, string[] options) =>
    [
        "tailor", "tune", In("net.onnx"), "--space", In("space.toml"), "--data", In("data"), "--out", In(output),
        .. options.Contains("--subnets") ? Array.Empty<string>() : ["--subnets", "6"],
        .. options.Contains("--batch") ? Array.Empty<string>() : ["--batch", "16"], .. options,
    ];

    private CommandRun Tune(string output, params string[] options) => CommandRun.Of(Arguments(output, options));

    // Is told to stop when the first epoch has ended.
    private CommandRun Interrupted(string output, string[] options)
    {
        using var stop = new CancellationTokenSource();
        using var written = new StringWriter();
        using var error = new StoppingWriter("tune: step", stop);
        var context = new CliContext(written, error, IsTerminal: false, TimeProvider.System);
        var code = CommandLine.Run(Arguments(output, options), context, stop.Token);
        return new CommandRun(code, written.ToString(), error.ToString());
    }

    // Of all images, as ONNX Runtime names them.
    private double RightOf(string model)
    {
        using var session = InferenceEngines.Get("onnxruntime").Prepare(In(model), new EngineOptions());
        var pixels = File.ReadAllBytes(Path.Combine(In("data"), "images.npy"))[^(200 * 144)..];
        return Enumerable.Range(0, 200).Average(i =>
        {
            float[] image = [.. pixels[(i * 144)..((i + 1) * 144)].Select(pixel => pixel / 255f)];
            var scores = session.Infer([Tensor.Create(new Shape(1, 1, 12, 12), image)])[0].ToSingles();
            return Array.IndexOf(scores, scores.Max()) == i % 4 ? 1.0 : 0;
        });
    }

    private sealed class StoppingWriter(string sign, CancellationTokenSource stop) : StringWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith(sign, StringComparison.Ordinal) == true) stop.Cancel();
        }
    }
}
