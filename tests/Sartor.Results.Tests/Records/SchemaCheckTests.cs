using System.Text.Json.Nodes;
using Sartor.Contracts.Results;

namespace Sartor.Results.Tests.Records;

public sealed class SchemaCheckTests
{
    [Fact]
    public void Result_KeepsTheCommittedSchema() =>
        SchemaCheck.Problems(JsonNode.Parse(ResultJson.Write(FitFixture.Full()))!).ShouldBeEmpty();

    [Theory]
    [InlineData("schema", "\"sartor.bench/1\"")]
    [InlineData("schema", "1")]
    [InlineData("variants", "{}")]
    [InlineData("source", "null")]
    [InlineData("elapsedSeconds", "\"long\"")]
    [InlineData("surplus", "1")]
    public void ResultWithAWrongField_BreaksIt(string field, string value)
    {
        var document = JsonNode.Parse(ResultJson.Write(FitFixture.Full()))!;
        document[field] = JsonNode.Parse(value);

        SchemaCheck.Problems(document).ShouldNotBeEmpty();
    }

    [Fact]
    public void ResultWithoutAField_BreaksIt()
    {
        var document = JsonNode.Parse(ResultJson.Write(FitFixture.Full()))!.AsObject();
        document.Remove("device");

        SchemaCheck.Problems(document).ShouldHaveSingleItem().ShouldContain("has no device");
    }
}
