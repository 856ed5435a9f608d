using System.Text.Json.Nodes;
using Sartor.Contracts;
using Sartor.Contracts.Results;

namespace Sartor.Cli.Tests.Schemas;

/// <summary>What each verb writes with <c>--json</c> is a document of a published schema.</summary>
public sealed class VerbOutputTests : IDisposable
{
    private static readonly string s_model = TestFiles.Data("tiny", "dense.onnx");

    private readonly TemporaryFolder _folder = new();

    private string Rows => Path.Combine(_folder.Path, "rows.csv");

    public VerbOutputTests() =>
        File.WriteAllLines(Rows, ["a,b,c,d", .. Enumerable.Range(1, 40).Select(i => $"{i % 7},{i % 5},-{i % 3},{i}")]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fit_WritesOneAndItsPageIsMadeAnew()
    {
        string[] quick = ["--quick", "--precisions", "float32", "--engines", "tflite/none", "--out", _folder.Result];
        Check("sartor.fit/2", ["fit", s_model, "--data", Rows, .. quick]);
        SchemaCheck.Problems(JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.Result, "result.json")))!).ShouldBeEmpty();
        Check("sartor.report/1", "report", _folder.Result);
    }

    [Theory]
    [InlineData("--no-verify")]
    [InlineData("--seed=2")]
    public void Convert_WritesOne(string option) =>
        Check("sartor.convert/2", "convert", s_model, "--out", Path.Combine(_folder.Path, "out.tflite"), option);

    [Fact]
    public void Quantize_WritesThatOfConvert() =>
        Check("sartor.convert/2", "quantize", s_model, "--data", Rows, "--out", Path.Combine(_folder.Path, "out.tflite"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Verify_WritesOneWithDataAndWithout(bool hasData) =>
        Check("sartor.verify/2",
        ["verify", TestFiles.Data("tiny", "dense.tflite"), "--source", s_model, .. (string[])(hasData ? ["--data", Rows] : [])]);

    [Fact]
    public void Bench_WritesOne() =>
        Check("sartor.bench/2", "bench", s_model, "--runs", "8", "--min-seconds", "0", "--warmup-runs", "2", "--warmup-seconds", "0");

    [Fact]
    public void Inspect_WritesOneForAFileAndOneForAFolder()
    {
        Check("sartor.inspect/1", "inspect", s_model);
        Check("sartor.inspect/1", "inspect", TestFiles.Data("tiny", "dense.tflite"), "--layers");
        File.WriteAllText(Path.Combine(_folder.Path, "bad.onnx"), "no model");
        File.Copy(s_model, Path.Combine(_folder.Path, "good.onnx"));
        Check("sartor.inspect-folder/1", "inspect", _folder.Path, "--layers");
    }

    [Fact]
    public void Inspect_WritesOneForWeights() =>
        Check("sartor.inspect-checkpoint/1", "inspect", WeightsFile.WriteTensor(_folder.Path));

    [Fact]
    public void Check_WritesOne() => Check("sartor.check/1", "check", TestFiles.Data("tiny", "dense.tflite"));

    [Fact]
    public void Completion_WritesOne() => Check("sartor.completion/1", "completion", "bash");

    [Fact]
    public void Doctor_WritesOne() => Check("sartor.doctor/1", "doctor");

    private static void Check(string schema, params string[] args)
    {
        var run = CommandRun.Of([.. args, "--json"]);
        run.Out.ShouldNotBeEmpty(run.Error);
        run.Json().GetProperty("schema").GetString().ShouldBe(schema);
    }
}
