using System.Text.Json;
using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Cli.Tests.Commands;

public sealed class FitCommandTests : IDisposable
{
    private static readonly string s_sample = Path.Combine(TestFiles.Root, "samples", "fashion");
    private static readonly string s_model = Path.Combine(s_sample, "model.onnx");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Demo_WithOnePrecision_WritesItsResultAndRecommends()
    {
        var run = CommandRun.Of("demo", "--quick", "--precisions", "float32", "--engines", "tflite/xnnpack", "--out", _folder.Result);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Out.ShouldContain("Ship float32 · tflite/xnnpack.");
        run.Out.ShouldContain(Path.Combine(_folder.Result, "report.html"));
        run.Error.ShouldContain("measure: ");
        foreach (var file in (string[])["report.html", "result.json", "trials.csv", "samples.csv"])
            File.Exists(Path.Combine(_folder.Result, file)).ShouldBeTrue(file);
        Directory.EnumerateFiles(Path.Combine(_folder.Result, "variants")).Count().ShouldBe(1);
    }

    [Fact]
    public void ConstraintThatNothingMeets_IsCode1AndSaysSo()
    {
        var run = CommandRun.Of(
            "demo", "--quick", "--precisions", "float32", "--engines", "tflite/xnnpack", "--max-size-mb", "0.001", "--out", _folder.Result,
            "--json");

        run.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, run.Error);
        var document = run.Json();
        document.GetProperty("recommendation").GetProperty("pick").ValueKind.ShouldBe(JsonValueKind.Null);
        document.GetProperty("recommendation").GetProperty("rejected").GetArrayLength().ShouldBeGreaterThan(0);
        File.Exists(Path.Combine(_folder.Result, "report.html")).ShouldBeTrue();
    }

    [Fact]
    public void WithoutData_LatencySizeAndParityAreToldAndThatAccuracyIsUnknown()
    {
        var run = CommandRun.Of(
            "fit", s_model, "--quick", "--engines", "tflite/xnnpack", "--out", _folder.Result, "--store", "none", "--json");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        var result = run.Json();
        result.GetProperty("variants").EnumerateArray().Select(v => v.GetProperty("name").GetString())
            .ShouldBe(["source", "float32", "float16", "dynamic-range-int8"]);
        foreach (var variant in result.GetProperty("variants").EnumerateArray().Skip(1))
        {
            var verdict = variant.GetProperty("verdicts")[0];
            verdict.GetProperty("scores").GetArrayLength().ShouldBe(0);
            verdict.GetProperty("parity").GetArrayLength().ShouldBeGreaterThan(0);
            variant.GetProperty("trials")[0].GetProperty("latency").GetProperty("medianNs").GetDouble().ShouldBeGreaterThan(0);
        }
        Codes(result).ShouldContain("no-data");
        Codes(result).ShouldNotContain("no-labels");
        result.GetProperty("data").GetProperty("name").GetString().ShouldBe("random values");
        run.Error.ShouldContain("warning: No data was given");
    }

    [Fact]
    public void Batch_IsNamedAndEachSampleHasItsShareOfTheLatency()
    {
        var model = Path.Combine(_folder.Path, "batch.onnx");
        File.WriteAllBytes(model, new OnnxBuilder().Input("x", ElementType.Float32, "batch", 5)
            .Initializer("w", [5, 3], [.. Enumerable.Range(0, 15).Select(i => (i % 7) - 3.5f)]).Node("MatMul", ["x", "w"], ["y"])
            .Output("y", ElementType.Float32, "batch", 3).Build());
        NpyFile.Write(Path.Combine(_folder.Path, "x.npy"), [31, 5], [.. Enumerable.Range(0, 155).Select(i => i * 37 % 101 / 50f)]);
        string[] command =
        [
            "fit", model, "--data", Path.Combine(_folder.Path, "x.npy"), "--input-shape", "x=8,5", "--quick", "--precisions", "float32",
            "--engines", "tflite/none", "--out", _folder.Result,
        ];

        var run = CommandRun.Of(command);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error + run.Out);
        run.Out.ShouldContain("Per sample");
        run.Out.ShouldContain("Note: the model takes 8 samples at a time");
        var result = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.Result, "result.json"))).RootElement;
        result.GetProperty("data").GetProperty("batchSize").GetInt32().ShouldBe(8);
        // 25 of 31 samples, three runs of 8 and one of 1.
        var parity = result.GetProperty("variants")[1].GetProperty("verdicts")[0].GetProperty("parity")[0];
        parity.GetProperty("samples").GetInt32().ShouldBe(25);
    }

    [Fact]
    public void SeveralInputsWithoutData_TakeTheValuesThatAreStated()
    {
        var model = Path.Combine(_folder.Path, "two.onnx");
        File.WriteAllBytes(model, new OnnxBuilder().Input("a", ElementType.Float32, 1, 4).Input("b", ElementType.Float32, 1, 4)
            .Node("Mul", ["a", "b"], ["y"]).Output("y", ElementType.Float32, 1, 4).Build());

        var run = CommandRun.Of(
            "fit", model, "--quick", "--precisions", "float32", "--engines", "tflite/none", "--range", "2,3", "--input", "b=0,255", "--out",
            _folder.Result, "--json");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error + run.Out);
        var result = run.Json();
        result.GetProperty("data").GetProperty("preprocess").EnumerateObject().Select(step => step.Name).ShouldBe(["a", "b"]);
        // The largest product is near 3 · 255.
        var output = result.GetProperty("variants")[1].GetProperty("verdicts")[0].GetProperty("parity")[0].GetProperty("outputs")[0];
        output.GetProperty("magnitude").GetDouble().ShouldBeInRange(500, 765);
    }

    [Fact]
    public void Verdict_SaysWhatItRestsOn()
    {
        var rows = Path.Combine(_folder.Path, "rows.csv");
        File.WriteAllLines(rows, ["a,b,c,d", .. Enumerable.Range(1, 40).Select(i => $"{i % 7},{i % 5},-{i % 3},{i}")]);
        var run = CommandRun.Of(
            "fit", TestFiles.Data("tiny", "dense.onnx"), "--data", rows, "--quick", "--engines", "tflite/none", "--precisions", "int8",
            "--threads", "64", "--max-size-mb", "1e-6", "--out", _folder.Result, "--store", "none");

        run.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, run.Error);
        var end = run.Out[run.Out.IndexOf("No variant can be recommended.", StringComparison.Ordinal)..];
        foreach (var part in (string[])[
            "The nearest is ", "Note: Only 8 samples set the ranges of int8", "Note: The data has no labels or targets",
            "Note: Only 32 held-out samples compare the variants", "Note: This is a quick run", "Note: 64 threads on "])
            end.ShouldContain(part);
        var codes = Codes(JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.Result, "result.json"))).RootElement);
        foreach (var code in (string[])[
            "few-calibration-samples", "no-labels", "few-held-out-samples", "quick-run", "more-threads-than-cores"])
            codes.ShouldContain(code);
    }

    private static string?[] Codes(JsonElement result) =>
        [.. result.GetProperty("diagnostics").EnumerateArray().Select(d => d.GetProperty("code").GetString())];

    [Fact]
    public void Demo_ASecondTime_SaysWhatItReused()
    {
        var store = Path.Combine(_folder.Path, "store");
        string[] demo =
            ["demo", "--quick", "--precisions", "float32", "--engines", "tflite/xnnpack", "--out", _folder.Result, "--store", store];
        CommandRun.Of(demo).Out.ShouldNotContain("Reused");
        var second = CommandRun.Of([.. demo, "--reuse-measurements"]);
        second.ExitCode.ShouldBe(ExitCodes.Done, second.Error);
        second.Out.ShouldContain("Reused: 1 conversion, the source's answers, 1 verdict, 1 measurement of 20");
        second.Out.ShouldContain("† measured by an earlier run");
        CommandRun.Of([.. demo, "--fresh"]).Out.ShouldNotContain("Reused");
    }

    [Fact]
    public void FreshWithReuse_IsRefused() =>
        CommandRun.Of("demo", "--fresh", "--reuse-measurements", "--out", _folder.Result).ShouldBeRefused().ShouldContain("--fresh");

    [Theory]
    [InlineData("--precisions", "float7")]
    [InlineData("--engines", "tflite/gpu")]
    [InlineData("--device", "adb:1234")]
    [InlineData("--threads", "0")]
    [InlineData("--max-latency-ms", "-1")]
    [InlineData("--max-size-mb", "NaN")]
    [InlineData("--min-accuracy", "90")]
    [InlineData("--calibration", "guess")]
    [InlineData("--mean", "grey")]
    [InlineData("--std", "0")]
    [InlineData("--color", "cmyk")]
    [InlineData("--crop-fraction", "2")]
    [InlineData("--input-shape", "1,2,3")]
    public void OptionThatMakesNoSense_IsRefusedAndLeavesNothing(string option, string value)
    {
        CommandRun.Of("fit", s_model, "--data", s_sample, "--out", _folder.Result, option, value).ShouldBeRefused();

        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void OutputFolderWithOtherThings_IsRefusedAndLeftAlone()
    {
        Directory.CreateDirectory(_folder.Result);
        File.WriteAllText(Path.Combine(_folder.Result, "thesis.tex"), "mine");

        CommandRun.Of("fit", s_model, "--data", s_sample, "--out", _folder.Result).ShouldBeRefused().ShouldContain("thesis.tex");
        Directory.EnumerateFileSystemEntries(_folder.Result).Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("nowhere.onnx", null, "nowhere.onnx")]
    [InlineData(null, "nowhere", "nowhere")]
    public void MissingInput_IsNamed(string? model, string? data, string name) =>
        CommandRun.Of("fit", model ?? s_model, "--data", data ?? s_sample, "--out", _folder.Result).ShouldBeRefused().ShouldContain(name);
}
