using System.Text.Json.Nodes;
using Sartor.Contracts;
using Sartor.Results.Records;

namespace Sartor.Results.Tests;

/// <summary>tests/data/results/fit-1.json was written by the last version with that schema; its samples are shortened.</summary>
public sealed class FirstFitSchemaTests
{
    private static readonly string s_path = Path.Combine(TestFiles.Root, "tests", "data", "results", "fit-1.json");

    [Fact]
    public void OldResult_IsRead_WithNothingLost()
    {
        var old = JsonNode.Parse(File.ReadAllText(s_path))!;
        var result = ResultJson.ReadFit(s_path);

        result.Schema.ShouldBe(FitResult.CurrentSchema);
        result.Recommendation.Pick.ShouldBe(new TrialKey("float16", "tflite", "xnnpack"));
        result.Recommendation.Rejected.Select(r => (r.Candidate, r.Text)).ShouldBe(
            old["recommendation"]!["rejected"]!.AsArray().Select(r => ((string)r!["what"]!, (string)r["why"]!)));
        result.Recommendation.Rejected[1].Target.ShouldBe(new EngineTarget("tflite", "xnnpack"));
        result.Data.Split.HeldOutSamples.ShouldBe((int)old["data"]!["split"]!["judgementSamples"]!);
        result.Data.Split.HeldOutIds.ShouldBe(old["data"]!["split"]!["judgementIds"]!.AsArray().Select(id => (string)id!));
        for (var i = 0; i < result.Variants.Count; i++)
        {
            var (variant, was) = (result.Variants[i], old["variants"]![i]!);
            variant.Verdicts.Select(v => v.Target)
                .Order(Comparer<EngineTarget>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString())))
                .ShouldBe(
                    variant.Trials.Select(t => t.Target)
                        .Order(Comparer<EngineTarget>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()))));
            foreach (var verdict in variant.Verdicts)
            {
                verdict.Gate.Passed.ShouldBeTrue();
                verdict.Gate.Reasons.ShouldBe(was["verification"]!["gate"]!["reasons"]!.AsArray().Select(r => (string)r!));
                verdict.Score!.Variant.Correct.ShouldBe((int)was["verification"]!["accuracy"]!["correct"]!);
            }
            foreach (var verdict in variant.Verdicts.Where(v => v.Parity.Count > 0)) verdict.Parity[0].Set.ShouldBe("held-out");
            variant.Trials.Select(t => t.Delegation?.Evidence)
                .ShouldBe(was["trials"]!.AsArray().Select(t => (string?)t!["executionProof"]));
        }
    }

    [Fact]
    public void FailedGate_StaysFailed()
    {
        var old = JsonNode.Parse(File.ReadAllText(s_path))!;
        var verification = old["variants"]![1]!["verification"]!;
        verification["gate"] = new JsonObject { ["passed"] = false, ["reasons"] = new JsonArray("the first failed", "the second did not") };
        using var file = new TemporaryFile(System.Text.Encoding.UTF8.GetBytes(old.ToJsonString()), ".json");

        var variant = ResultJson.ReadFit(file.Path).Variants[1];

        variant.Verdicts.ShouldAllBe(v => !v.Gate.Passed);
        variant.Verdicts[0].Gate.Checks.Select(c => (c.Text, c.Passed))
            .ShouldBe([("the first failed", false), ("the second did not", true)]);
    }

    [Fact]
    public void UpgradedResult_IsOneOfTheNewSchema()
    {
        using var file = new TemporaryFile(System.Text.Encoding.UTF8.GetBytes(ResultJson.Write(ResultJson.ReadFit(s_path))), ".json");

        ResultJson.Write(ResultJson.ReadFit(file.Path)).ShouldBe(File.ReadAllText(file.Path));
        Contracts.Results.SchemaCheck.Problems(JsonNode.Parse(File.ReadAllText(file.Path))!).ShouldBeEmpty();
    }
}
