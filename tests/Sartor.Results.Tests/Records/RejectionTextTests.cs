using Sartor.Results.Records;

namespace Sartor.Results.Tests.Records;

public sealed class RejectionTextTests
{
    /// <summary>However small a limit is, the sentence shows it: "is over 0 ms" helps nobody.</summary>
    [Theory]
    [InlineData(RejectionCode.OverLatency, 0.0001, "median latency up to 178 µs exceeds the limit of 100 ns")]
    [InlineData(RejectionCode.OverLatency, 2.5e-8, "median latency up to 178 µs exceeds the limit of 0.025 ns")]
    [InlineData(RejectionCode.OverP95, 0.0001, "95th percentile up to 178 µs exceeds the limit of 100 ns")]
    [InlineData(RejectionCode.OverSize, 0.0001, "size 178 kB exceeds the limit of 100 B")]
    [InlineData(RejectionCode.OverMemory, 0.0001, "peak memory 178 kB exceeds the limit of 100 B")]
    [InlineData(RejectionCode.OverDrop, 0.0001, "accuracy is 17.8 % lower than the source's, and the limit is 0.01 %")]
    [InlineData(RejectionCode.OverError, 0.0001, "accuracy 0.178 exceeds the limit of 0.0001")]
    [InlineData(RejectionCode.OverErrorRise, 0.0001, "accuracy is 0.178 higher than the source's, and the limit is 0.0001")]
    public void Limit_NeverVanishes(string code, double limit, string expected) =>
        new Rejection { Variant = "int8", Code = code, Value = 0.178, Limit = limit, Detail = "accuracy" }.Text.ShouldBe(expected);
}
