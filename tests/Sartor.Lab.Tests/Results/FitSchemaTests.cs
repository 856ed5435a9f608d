using System.Text.Json.Nodes;
using Sartor.Contracts;
using Sartor.Lab.Results;

namespace Sartor.Lab.Tests.Results;

/// <summary>
/// Schema and field table are made from the records. After a change of the records, run these tests with SARTOR_UPDATE_DOCS=1, look
/// at the difference, and commit it.
/// </summary>
public sealed class FitSchemaTests
{
    private const string Start = "<!-- fields -->\n";
    private const string End = "<!-- end of fields -->";

    private static readonly string s_schemaPath = Path.Combine(TestFiles.Root, "docs", "schemas", "fit-1.schema.json");
    private static readonly string s_pagePath = Path.Combine(TestFiles.Root, "docs", "results.md");

    private static bool Updates => Environment.GetEnvironmentVariable("SARTOR_UPDATE_DOCS") == "1";

    [Fact]
    public void Schema_IsThatOfTheRecords()
    {
        if (Updates) File.WriteAllText(s_schemaPath, FitSchema.Text());

        File.ReadAllText(s_schemaPath).ShouldBe(FitSchema.Text());
    }

    [Fact]
    public void FieldTable_IsThatOfTheRecords()
    {
        var page = File.ReadAllText(s_pagePath);
        var (from, to) = (page.IndexOf(Start, StringComparison.Ordinal) + Start.Length, page.IndexOf(End, StringComparison.Ordinal));
        if (Updates) File.WriteAllText(s_pagePath, page[..from] + FitSchema.Table() + page[to..]);
        else page[from..to].ShouldBe(FitSchema.Table());
    }

    [Fact]
    public void EveryField_IsDescribed() =>
        FitSchema.Table().Split('\n').Where(line => line.Contains("|  |", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Document_KeepsTheCommittedSchema() =>
        SchemaCheck.Problems(JsonNode.Parse(FitResultJson.Write(FitFixture.Full())), JsonNode.Parse(File.ReadAllText(s_schemaPath))!, "$").ShouldBeEmpty();

    [Theory]
    [InlineData("schemaVersion", "1")]
    [InlineData("variants", "{}")]
    [InlineData("source", "null")]
    [InlineData("elapsedSeconds", "\"long\"")]
    public void DocumentWithAWrongField_BreaksTheSchema(string field, string value)
    {
        var document = JsonNode.Parse(FitResultJson.Write(FitFixture.Full()))!;
        document[field] = JsonNode.Parse(value);

        SchemaCheck.Problems(document, JsonNode.Parse(File.ReadAllText(s_schemaPath))!, "$").ShouldNotBeEmpty();
    }
}
