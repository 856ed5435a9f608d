using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Cli.Tests.Commands;

/// <summary>What cannot be converted is said in the same words by every verb, all at once, and before data are read.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public RefusalTests()
    {
        _model = Path.Combine(_folder.Path, "model.onnx");
        File.WriteAllBytes(_model, new OnnxBuilder()
            .Input("x", ElementType.Float32, 1L, 3L, 8L, 8L)
            .Node("NonZero", ["x"], ["places"]).Node("Transpose", ["places"], ["rows"]).Node("Unheard", ["x"], ["strange"])
            .Output("strange").Output("rows", ElementType.Int64).Build());
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("convert")]
    [InlineData("quantize")]
    [InlineData("fit")]
    public void NetworkThatCannotBeConverted_IsRefusedBeforeDataAreRead(string verb)
    {
        var run = CommandRun.Of(
            verb, _model, "--data", Path.Combine(_folder.Path, "there-are-none"),
            "--out", Path.Combine(_folder.Path, verb == "fit" ? "out" : "out.tflite"));

        run.ExitCode.ShouldBe(ExitCodes.BadInput);
        run.Error.ShouldContain("2 nodes are in the way:");
        run.Error.ShouldContain("  node 'NonZero-places' (NonZero): ");
        run.Error.ShouldContain("  node 'Unheard-strange' (Unheard): ");
        run.Error.ShouldNotContain("Transpose");
        run.Error.ShouldNotContain("there-are-none");
    }

    /// <summary>The shapes of its outputs are not known because of what is refused, and that is said, not the consequence.</summary>
    [Fact]
    public void NetworkWithoutData_IsRefusedForItsCause()
    {
        var run = CommandRun.Of("convert", _model, "--out", Path.Combine(_folder.Path, "out.tflite"));

        run.ExitCode.ShouldBe(ExitCodes.BadInput);
        run.Error.ShouldContain("node 'Unheard-strange' (Unheard): ");
        run.Error.ShouldNotContain("shape is unknown");
    }

    [Fact]
    public void Inspect_SaysWhatConvertRefuses()
    {
        var convert = CommandRun.Of("convert", _model, "--json", "--no-verify");
        var inspect = CommandRun.Of("inspect", _model, "--json").Json().GetProperty("conversion");

        convert.Json().GetProperty("schema").GetString().ShouldBe("sartor.refusal/1");
        convert.Json().GetProperty("refused").GetInt32().ShouldBe(2);
        inspect.GetProperty("isPossible").GetBoolean().ShouldBeFalse();
        inspect.GetProperty("target").GetString().ShouldBe("tflite");
        var refusals = inspect.GetProperty("refusals").EnumerateArray().ToArray();
        refusals.Select(r => r.GetProperty("node").GetString()).ShouldBe(["NonZero-places", "Unheard-strange"]);
        refusals.Select(Words).ShouldBe(convert.Json().GetProperty("refusals").EnumerateArray().Select(Words));
        CommandRun.Of("inspect", _model).Out.ShouldContain("NonZero-places");
    }

    private static string Words(System.Text.Json.JsonElement refusal) =>
        string.Join('|', refusal.EnumerateObject().Select(field => field.Value.GetString()));

    [Theory]
    [InlineData("tflite")]
    [InlineData("litert")]
    [InlineData("onnx")]
    public void Inspect_SaysThatNothingIsInTheWay(string target)
    {
        var demo = Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx");

        CommandRun.Of("inspect", demo, "--target", target).Out.ShouldContain($"to {target}: nothing is in the way");
    }
}
