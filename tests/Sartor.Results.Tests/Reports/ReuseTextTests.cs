using Sartor.Results.Records;
using Sartor.Results.Reports;
using Sartor.Results.Tests.Records;

namespace Sartor.Results.Tests.Reports;

public sealed class ReuseTextTests
{
    private static readonly DateTimeOffset s_then = new(2026, 11, 29, 13, 3, 59, TimeSpan.FromHours(1));

    [Fact]
    public void FitThatDidEverything_HasNone() => ReuseText.Of(FitFixture.Full()).ShouldBeNull();

    [Fact]
    public void Steps_AreCountedAndDated()
    {
        var full = FitFixture.Full();
        FitResult With(Func<VariantResult, VariantResult> change) => full with { Variants = [.. full.Variants.Select(change)] };

        ReuseText.Of(full with { SourceReusedFromUtc = s_then })
            .ShouldBe("Reused: the source's answers of 2026-11-29 12:03 UTC; --fresh does all again.");
        ReuseText.Of(With(v => v.Name == "int8" ? v with { Conversion = v.Conversion! with { ReusedFromUtc = s_then } } : v))
            .ShouldBe("Reused: 1 conversion of 2026-11-29 12:03 UTC; --fresh does all again.");
        ReuseText.Of(With(v => v.Name == "int8" ? v with { Conversion = v.Conversion! with { CalibrationReusedFromUtc = s_then } } : v))
            .ShouldBe("Reused: 1 calibration of 2026-11-29 12:03 UTC; --fresh does all again.");
        var verdicts = full.Variants.Sum(v => v.Verdicts.Count);
        var trials = full.Variants.Sum(v => v.Trials.Count);
        var all = With(v => v with
        {
            Conversion = v.Conversion is null ? null : v.Conversion with { ReusedFromUtc = s_then },
            Verdicts = [.. v.Verdicts.Select(d => d with { ReusedFromUtc = s_then })],
            Trials = [.. v.Trials.Select(t => t with { ReusedFromUtc = s_then.AddDays(1) })],
        });
        var counts = $"5 conversions, {verdicts} verdicts, {trials} measurements";
        ReuseText.Of(all).ShouldBe($"Reused: {counts} of 2026-11-29 12:03 to 2026-11-30 12:03 UTC; --fresh does all again.");
    }
}
