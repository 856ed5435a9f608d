using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Sartor.Contracts;
using Sartor.Lab.Results;

namespace Sartor.Lab.Tests.Results;

/// <summary>
/// The published schema is what the records say. A change here is a change for everybody who reads results: a new optional field
/// only extends the file, anything else raises the version (docs/results.md). SARTOR_WRITE_SCHEMA=1 writes the file anew.
/// </summary>
public sealed class FitSchemaTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public void Published_schema_is_that_of_the_records()
    {
        var path = Path.Combine(TestFiles.Root, "docs", "schemas", "fit-1.schema.json");
        var schema = (JsonObject)FitResultJson.TypeInfo.GetJsonSchemaAsNode();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", FitResult.CurrentSchema);
        if (Environment.GetEnvironmentVariable("SARTOR_WRITE_SCHEMA") == "1") File.WriteAllText(path, schema.ToJsonString(Indented) + "\n");
        JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(path)), schema).ShouldBeTrue("docs/schemas/fit-1.schema.json differs from the records");
    }

    [Fact]
    public void Every_field_of_a_written_result_is_in_the_schema()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(TestFiles.Root, "docs", "schemas", "fit-1.schema.json")))!;
        var written = JsonNode.Parse(FitResultJson.Write(FitFixture.Full()))!.AsObject();
        written.Select(p => p.Key).ShouldBe(schema["properties"]!.AsObject().Select(p => p.Key), ignoreOrder: true);
        written["schemaVersion"]!.GetValue<string>().ShouldBe("sartor.fit/1");
    }
}
