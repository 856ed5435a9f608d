using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Sartor.Results.Records;

namespace Sartor.Contracts.Results;

/// <summary>The JSON Schema of a result and which record each part of it comes from, made from the record and its doc comments.</summary>
public sealed class ResultSchema
{
    private static readonly JsonSerializerOptions s_writing = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Dictionary<JsonNode, Type> _records = new(ReferenceEqualityComparer.Instance);
    private readonly DocComments _comments;

    /// <param name="type">How a record that is an <see cref="IResultDocument"/> is written.</param>
    public ResultSchema(JsonTypeInfo type)
    {
        _comments = new DocComments([typeof(Core.Diagnostic).Assembly, typeof(IResultDocument).Assembly, type.Type.Assembly]);
        Record = type.Type;
        Name = (string)type.Type.GetProperty(nameof(IResultDocument.CurrentSchema))!.GetValue(null)!;
        Root = Head(
            type.GetJsonSchemaAsNode(
                new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe }).AsObject());
    }

    /// <summary>The record of the whole document.</summary>
    public Type Record { get; }

    /// <summary>E.g. <c>sartor.fit/1</c>.</summary>
    public string Name { get; }

    /// <summary>The schema.</summary>
    public JsonObject Root { get; }

    /// <summary>The schema as a file holds it.</summary>
    public string Text => Root.ToJsonString(s_writing) + "\n";

    /// <summary>Where the schema of that name lies: <c>sartor.fit/1</c> in docs/schemas/fit-1.schema.json.</summary>
    public static string PathOf(string name) =>
        Path.Combine(
            TestFiles.Root, "docs", "schemas", name.Replace("sartor.", "", StringComparison.Ordinal).Replace('/', '-') + ".schema.json");

    /// <summary>The record that a part of <see cref="Root"/> with fields of its own comes from; null for other parts.</summary>
    public Type? RecordOf(JsonNode part) => part["properties"] is null ? null : _records.GetValueOrDefault(part);

    private JsonObject Head(JsonObject schema)
    {
        var head = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = Name };
        foreach (var (name, value) in schema.ToArray())
        {
            schema.Remove(name);
            head[name] = value;
        }
        head["properties"]!["schema"]!["const"] = Name;
        if (head["required"] is not JsonArray) head["required"] = new JsonArray();
        head["required"]!.AsArray().Insert(0, "schema");
        return head;
    }

    private JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        // Types with converters of their own come without a type.
        var schema = node as JsonObject ?? [];
        if (context.TypeInfo.Type == typeof(IReadOnlyList<long>))
        {
            var nullable = context.PropertyInfo is { IsGetNullable: true };
            schema = new JsonObject
            {
                ["type"] = nullable ? new JsonArray("array", "null") : "array",
                ["items"] = new JsonObject { ["type"] = "integer" },
            };
        }
        if (context.TypeInfo.Type == typeof(double?)) schema = new JsonObject { ["type"] = new JsonArray("number", "null") };
        if (schema["enum"] is not null && schema["type"] is null) schema.Insert(0, "type", "string");
        if (context.PropertyInfo is { } property && _comments.Of(property) is { } summary) schema.Insert(0, "description", summary);
        _records[schema] = context.TypeInfo.Type;
        return schema;
    }
}
