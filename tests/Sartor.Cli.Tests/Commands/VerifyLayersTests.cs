using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Cli.Tests.Commands;

public sealed class VerifyLayersTests : IDisposable
{
    private static readonly string s_onnx = TestFiles.Data("tiny", "dense.onnx");
    private static readonly string s_tflite = TestFiles.Data("tiny", "dense.tflite");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void WrongNode_IsNamed(bool isOnnxSource, bool isOnnxVariant)
    {
        var (source, variant) = (Convolutions("source", 1), Convolutions("variant", 1.5f));
        if (!isOnnxSource) source = Converted(source);
        if (!isOnnxVariant) variant = Converted(variant);

        var run = CommandRun.Of("verify", variant, "--source", source, "--json");

        run.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, run.Out + run.Error);
        foreach (var layers in run.Json().GetProperty("layers").EnumerateArray())
        {
            var first = layers.GetProperty("first");
            // The second convolution, and what is fused with it in one of the files.
            first.GetProperty("tensor").GetProperty("variant").GetString()!.ShouldStartWith("b");
            first.GetProperty("isAtOnce").GetBoolean().ShouldBeTrue();
            first.GetProperty("before").GetDouble().ShouldBeLessThan(1e-5);
            layers.GetProperty("layers").GetArrayLength().ShouldBe(0);
        }
        run.Json().GetProperty("layers").GetArrayLength().ShouldBe(run.Json().GetProperty("verdicts").GetArrayLength());
        CommandRun.Of("verify", variant, "--source", source).Out.ReplaceLineEndings(" ").ShouldContain("the first node that parts is");
    }

    [Fact]
    public void Layers_AreComparedWhereAskedFor()
    {
        var run = CommandRun.Of("verify", s_tflite, "--source", s_onnx, "--layers", "--engine", "tflite/none", "--json");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        var layers = run.Json().GetProperty("layers").EnumerateArray().ShouldHaveSingleItem();
        layers.GetProperty("layers").GetArrayLength().ShouldBe(layers.GetProperty("pairs").GetInt32());
        layers.GetProperty("first").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        CommandRun.Of("verify", s_tflite, "--source", s_onnx, "--json").Json().GetProperty("layers").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void Engine_JudgesAlone()
    {
        var run = CommandRun.Of("verify", s_tflite, "--source", s_onnx, "--engine", "tflite/none", "--json");
        var verdict = run.Json().GetProperty("verdicts").EnumerateArray().ShouldHaveSingleItem();
        verdict.GetProperty("target").GetProperty("delegate").GetString().ShouldBe("none");
        CommandRun.Of("verify", s_tflite, "--source", s_onnx, "--engine", "tflite/gpu").ShouldBeRefused().ShouldContain("tflite/xnnpack");
        CommandRun.Of("verify", s_tflite, "--source", s_onnx, "--engine", "onnxruntime").ShouldBeRefused().ShouldContain("tflite");
    }

    [Fact]
    public void OpenShapes_AreGivenForBoth()
    {
        var (source, variant, renamed) = (Open("source", "x"), Open("variant", "x"), Open("renamed", "input"));

        Elements(CommandRun.Of("verify", variant, "--source", source, "--input-shape", "x=2,5", "--json")).ShouldBe("[2,5]");
        var both = CommandRun.Of(
            "verify", renamed, "--source", source, "--input-shape", "x=2,5", "--variant-input-shape", "input=2,5", "--json");
        Elements(both).ShouldBe("[2,5]");
        CommandRun.Of("verify", renamed, "--source", source, "--input-shape", "x=2,5").ShouldBeRefused().ShouldContain("--input-shape");
        CommandRun.Of("verify", renamed, "--source", source, "--variant-input-shape", "input").ShouldBeRefused()
            .ShouldContain("--variant-input-shape");
    }

    private static string Elements(CommandRun run)
    {
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        return run.Json().GetProperty("inputs")[0].GetProperty("shape").GetRawText().Replace(" ", "", StringComparison.Ordinal)
            .ReplaceLineEndings("");
    }

    private string Open(string name, string input) => Save(name, new OnnxBuilder().Input(input, ElementType.Float32, "n", "m")
        .Node("Sin", [input], ["y"]).Output("y", ElementType.Float32, "n", "m"));

    private string Converted(string onnx)
    {
        var path = Path.ChangeExtension(onnx, ".tflite");
        CommandRun.Of("convert", onnx, "--out", path, "--no-verify").ExitCode.ShouldBe(ExitCodes.Done);
        return path;
    }

    // Three convolutions, the second of which is scaled by a factor.
    private string Convolutions(string name, float factor)
    {
        var (onnx, random) = (new OnnxBuilder(), new Random(5));
        onnx.Input("x", ElementType.Float32, 1, 3, 9, 8);
        foreach (var (from, to) in (ReadOnlySpan<(string, string)>)[("x", "a"), ("a-relu", "b"), ("b-relu", "c")])
        {
            var inputs = from == "x" ? 3 : 6;
            float[] weights = [.. Enumerable.Range(0, 6 * inputs * 9).Select(_ => (random.NextSingle() - 0.5f) * (to == "b" ? factor : 1))];
            onnx.Initializer($"{to}-w", [6, inputs, 3, 3], weights);
            onnx.Node("Conv", [from, $"{to}-w"], [to], OnnxBuilder.Ints("pads", 1, 1, 1, 1)).Node("Relu", [to], [$"{to}-relu"]);
        }
        return Save(name, onnx.Output("c-relu", ElementType.Float32, 1, 6, 9, 8));
    }

    private string Save(string name, OnnxBuilder onnx)
    {
        var path = Path.Combine(_folder.Path, $"{name}.onnx");
        File.WriteAllBytes(path, onnx.Build());
        return path;
    }
}
