using System.Text.Json.Nodes;
using Sartor.Contracts;
using Sartor.Core;

namespace Sartor.Results.Tests.Records;

public sealed class ResultJsonTests
{
    [Fact]
    public void Result_ReadBack_IsTheSame()
    {
        var text = ResultJson.Write(FitFixture.Full());
        using var file = new TemporaryFile(System.Text.Encoding.UTF8.GetBytes(text), ".json");

        ResultJson.Write(ResultJson.ReadFit(file.Path)).ShouldBe(text);
    }

    [Fact]
    public void ResultBeforePlacementsAndNotes_IsReadWithoutThem()
    {
        var document = JsonNode.Parse(ResultJson.Write(FitFixture.Full()))!;
        foreach (var variant in document["variants"]!.AsArray())
        {
            variant!.AsObject().Remove("placements").ShouldBeTrue();
            foreach (var check in variant["verdicts"]!.AsArray().SelectMany(v => v!["gate"]!["checks"]!.AsArray()))
                (check!.AsObject().Remove("notes") && check.AsObject().Remove("part")).ShouldBeTrue();
        }
        using var file = new TemporaryFile(System.Text.Encoding.UTF8.GetBytes(document.ToJsonString()), ".json");

        var read = ResultJson.ReadFit(file.Path);

        read.Variants.ShouldAllBe(v => v.Placements.Count == 0);
        read.Variants.SelectMany(v => v.Verdicts).SelectMany(v => v.Gate.Checks).ShouldAllBe(c => c.Notes.Count == 0 && c.Part == null);
    }

    [Fact]
    public void Numbers_HaveTheirUnitInTheName()
    {
        // Counts, shares, ratios and identities have no unit; everything else ends in one.
        string[] unitless =
        [
            "samples", "batchSize", "labelled", "calibrationSamples", "heldOutSamples", "seed", "cores", "minRounds",
            "maxRounds", "targetHalfWidth",
            "warmupRuns", "minRuns", "threads", "count", "outliers", "n", "correct", "value", "low", "high", "confidence",
            "ratio", "rounds", "round", "warmupCount", "withinCv", "betweenCv", "drift",
            "operators", "taken", "partitions",
            "parameters", "macs", "flops", "nodes", "delegatedNodes", "lost", "won", "guess", "guessPValue", "loss",
            "pValue", "limit", "maxAbsError", "maxRelError", "cosine", "meanCosine", "minScore", "maxError", "", "shape",
        ];
        foreach (var name in NumberNames(JsonNode.Parse(ResultJson.Write(FitFixture.Full()))!, "").Distinct())
            (unitless.Contains(name) || name.EndsWith("Ns") || name.EndsWith("Bytes") || name.EndsWith("econds") || name.EndsWith("Ms")
                || name.EndsWith("Mb")).ShouldBeTrue(name);
    }

    [Fact]
    public void NumberThatIsNotFinite_IsNull()
    {
        var full = FitFixture.Full();
        var source = full.Variants[1];
        var parity = source.Verdicts[0].Parity[0] with { MaxAbsError = double.NaN };
        var text = ResultJson.Write(full with { Variants = [source with { Verdicts = [source.Verdicts[0] with { Parity = [parity] }] }] });

        JsonNode.Parse(text)!["variants"]![0]!["verdicts"]![0]!["parity"]![0]!["maxAbsError"].ShouldBeNull();
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("{", "is not a result")]
    [InlineData("[1,2]", "is not a result")]
    [InlineData("null", "is not a result")]
    [InlineData("{\"schema\": \"sartor.fit/1\"}", "is not a result")]
    [InlineData("{\"schema\": \"sartor.fit/2\"}", "is not a result")]
    [InlineData("{\"schema\": \"sartor.fit/1\", \"variants\": [{\"trials\": [{\"executionProof\": 5}]}]}", "does not match its schema")]
    public void DamagedFile_IsRefusedInOneSentence(string content, string part)
    {
        using var file = new TemporaryFile(System.Text.Encoding.UTF8.GetBytes(content), ".json");

        var error = Should.Throw<ResultFormatException>(() => ResultJson.ReadFit(file.Path));
        error.Message.ShouldContain(part);
        error.Message.ShouldStartWith(file.Path);
    }

    [Fact]
    public void OtherSchema_IsRefusedByName()
    {
        using var file = new TemporaryFile(
            System.Text.Encoding.UTF8.GetBytes(ResultJson.Write(FitFixture.Full() with { Schema = "sartor.fit/9" })), ".json");

        Should.Throw<ResultFormatException>(() => ResultJson.ReadFit(file.Path)).Message.ShouldContain("'sartor.fit/9'");
    }

    [Fact]
    public void MissingFile_IsRefused() =>
        Should.Throw<ResultFormatException>(() => ResultJson.ReadFit("/nowhere/result.json")).Message.ShouldContain(
            "there is no such file");

    private static IEnumerable<string> NumberNames(JsonNode node, string name) => node switch
    {
        JsonObject entries when name == "opsets" => [],
        JsonObject entries => entries.Where(e => e.Value is not null).SelectMany(e => NumberNames(e.Value!, e.Key)),
        JsonArray items => items.Where(i => i is not null).SelectMany(i => NumberNames(i!, name)),
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number => [name],
        _ => [],
    };
}
