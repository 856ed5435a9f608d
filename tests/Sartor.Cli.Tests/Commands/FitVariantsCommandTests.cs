using Sartor.Contracts;

namespace Sartor.Cli.Tests.Commands;

/// <summary>What a fit does to its variants beside their precision.</summary>
public sealed class FitVariantsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Weights_are_reduced_in_all_but_float32_and_metadata_are_written_in_all()
    {
        var run = CommandRun.Of(
            "fit", Fashion.Model, "--data", Fashion.Data, "--precisions", "float16", "--quick", "--engines", "tflite/xnnpack", "--prune",
            "0.1", "--metadata", "--out", _folder.Result, "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        var variants = run.Json().GetProperty("variants").EnumerateArray().Skip(1).ToArray();
        variants.Select(v => v.GetProperty("name").GetString()).ShouldBe(["float32", "float16"]);
        bool Notes(int variant, string code) => variants[variant].GetProperty("conversion").GetProperty("diagnostics").EnumerateArray()
            .Any(d => d.GetProperty("code").GetString() == code);
        (Notes(0, "weights-reduced"), Notes(1, "weights-reduced")).ShouldBe((false, true));
        (Notes(0, "task-metadata"), Notes(1, "task-metadata")).ShouldBe((true, true));
        variants.ShouldAllBe(v => v.GetProperty("verdicts")[0].GetProperty("gate").GetProperty("passed").GetBoolean());
        foreach (var file in Directory.GetFiles(Path.Combine(_folder.Result, "variants")))
            System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)).ShouldContain("T-shirt/top\nTrouser\nPullover");
    }

    [Theory]
    [InlineData("--prune", "0.1")]
    [InlineData("--cluster", "64")]
    [InlineData("--prune-channels", "0.1")]
    [InlineData("--metadata", null)]
    public void Without_data_they_are_refused(string option, string? value)
    {
        string[] more = value is null ? [option] : [option, value];
        var run = CommandRun.Of(["fit", Fashion.Model, "--out", _folder.Result, "--store", "none", .. more]);
        run.ExitCode.ShouldBe(ExitCodes.BadInput);
        run.Error.ShouldContain("give --data");
    }
}
