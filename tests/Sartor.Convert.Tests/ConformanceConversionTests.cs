using Sartor.Contracts.Coverage;
using Sartor.Contracts.Formats;
using Sartor.Engines;

namespace Sartor.Convert.Tests;

/// <summary>
/// ONNX's own conformance cases from the file through lowering and writing to TensorFlow Lite's runtime, on each delegate, against the
/// outputs that the corpus expects: neither the reader nor a reference evaluation of ours has a say.
/// </summary>
public sealed class ConformanceConversionTests
{
    public static TheoryData<string> Groups => [.. ConformanceCorpus.Groups];

    /// <summary>No case is wrong, and those that are refused are the ones that docs/conversion-coverage.md names.</summary>
    [Theory, MemberData(nameof(Groups))]
    public void Cases_GiveWhatTheCorpusExpects(string group)
    {
        var engine = InferenceEngines.Get("tflite");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        List<CoverageResult> results = [];
        foreach (var path in ConformanceCase.Paths(group))
        {
            if (ConformanceCorpus.Try(path, engine, out _) is { } result) results.Add(result);
        }
        results.Where(r => r.Outcome == CoverageOutcome.Wrong).Select(r => $"{r.Name}: {r.Detail}").ShouldBeEmpty();
        results.Where(r => r.Outcome == CoverageOutcome.Refused && CorpusScope.Refusal(r.Name) is null)
            .Select(r => $"{r.Name}: {r.Detail}").ShouldBeEmpty();
        results.Where(r => r.Outcome == CoverageOutcome.Right && CorpusScope.Refusal(r.Name) is not null)
            .Select(r => r.Name).ShouldBeEmpty("listed as refused");
        results.Count(r => r.Outcome == CoverageOutcome.Right).ShouldBeGreaterThan(0);
    }

    /// <summary>A result that is off by a thousandth and a bit is a difference; one that is off by less is none.</summary>
    [Theory]
    [InlineData(1.0011f, true)]
    [InlineData(1.0009f, false)]
    [InlineData(float.NaN, true)]
    [InlineData(float.PositiveInfinity, true)]
    public void Difference_IsSeen(float actual, bool isDifferent) =>
        (ConversionTrial.Difference([actual], [1.0]) is not null).ShouldBe(isDifferent);
}
