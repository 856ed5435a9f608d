using Sartor.Lab.BenchmarkTools;

namespace Sartor.Lab.Tests.BenchmarkTools;

public sealed class MinibenchResultsTests
{
    // As Gson writes ExecuTorch's BenchmarkMetric (extension/benchmark/android of 2025).
    private const string Right =
        """[{"benchmarkModel":{"name":"net","backend":"","quantization":""},"metric":"avg_inference_latency(ms)","actualValue":2.75},"""
        + """{"benchmarkModel":{"name":"net"},"metric":"trimmean_inference_latency(ms)","actualValue":2.5},"""
        + """{"benchmarkModel":{"name":"net"},"metric":"model_load_time(ms)","actualValue":12.5,"targetValue":0.0},"""
        + """{"benchmarkModel":{"name":"net"},"metric":"load_status","actualValue":0.0,"targetValue":0.0},"""
        + """{"benchmarkModel":{"name":"net"},"metric":"ram_pss_usage(mb)","actualValue":3.0,"targetValue":0.0}]""";

    [Fact]
    public void Right_IsTheMeanWithoutTheSlowestRuns()
    {
        var reading = MinibenchResults.Read(Right, "net", 50);
        reading.Problem.ShouldBeNull();
        (reading.Timing!.MeanNs, reading.Timing.Runs, reading.Timing.Statistic).ShouldBe((2_500_000.0, 50L, "mean of the middle 80 %"));
        (reading.LoadNs, reading.PeakMemoryBytes).ShouldBe((12_500_000, 3 * 1024 * 1024));
    }

    [Theory]
    [InlineData("trimmean_inference_latency(ms)", "other(ms)", "whose mean has the first inferences in it")]
    [InlineData("avg_inference_latency(ms)", "other(ms)", "wrote no latency")]
    [InlineData("load_status", "other", "does not say whether it loaded")]
    [InlineData("\"load_status\",\"actualValue\":0.0", "\"load_status\",\"actualValue\":33.0", "ExecuTorch's error 33")]
    [InlineData("\"actualValue\":2.5}", "\"actualValue\":0.0}", "not above 0")]
    [InlineData("\"actualValue\":2.5}", "\"actualValue\":-2.5}", "not above 0")]
    [InlineData("\"actualValue\":2.5}", "\"actualValue\":NaN}", "cannot be read")]
    [InlineData("\"actualValue\":2.5}", "\"actualValue\":\"2.5\"}", "cannot be read")]
    [InlineData("\"actualValue\":2.5}", "\"actualValue\":2,5}", "cannot be read")]
    [InlineData("\"actualValue\":2.5}", "\"actualValue\":1e999}", "not a number")]
    [InlineData("\"actualValue\":2.5}", "\"actualValue\":1e300}", "times of more than a day")]
    [InlineData("\"actualValue\":12.5", "\"actualValue\":1e300", "times of more than a day")]
    [InlineData("\"actualValue\":2.5}", "\"other\":2.5}", "cannot be read")]
    [InlineData("model_load_time(ms)", "load_status", "more than once")]
    [InlineData("{\"name\":\"net\"},\"metric\":\"load_status\"", "{\"name\":\"old\"},\"metric\":\"load_status\"", "of another model")]
    [InlineData("[{", "{{", "cannot be read")]
    [InlineData("net", "\u001b[1mnet", "control characters")]
    public void Mistake_IsNamed(string right, string wrong, string problem)
    {
        Right.ShouldContain(right);
        var reading = MinibenchResults.Read(Right.Replace(right, wrong, StringComparison.Ordinal), "net", 50);
        reading.Timing.ShouldBeNull();
        reading.Problem.ShouldNotBeNull().ShouldContain(problem);
    }

    [Fact]
    public void MemoryThatNoDeviceHas_IsNotKnown() =>
        MinibenchResults.Read(Right.Replace(":3.0", ":1e300", StringComparison.Ordinal), "net", 50).PeakMemoryBytes.ShouldBeNull();

    [Fact]
    public void CutFile_HasNoNumbers()
    {
        for (var length = 0; length < Right.Length; length++) MinibenchResults.Read(Right[..length], "net", 50).Timing.ShouldBeNull();
    }
}
