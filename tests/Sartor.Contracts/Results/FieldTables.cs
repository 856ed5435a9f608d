using System.Text;
using System.Text.Json.Nodes;

namespace Sartor.Contracts.Results;

/// <summary>
/// Markdown tables of the fields of results. A record is described once; where it comes again, the table refers to its first place.
/// </summary>
public sealed class FieldTables
{
    private readonly Dictionary<Type, string> _places = [];

    /// <summary>One row for each field; later tables refer to this one.</summary>
    public string Of(ResultSchema schema)
    {
        var text = new StringBuilder("| field | type | meaning |\n|---|---|---|\n");
        AddRows(text, schema, schema.Root, "");
        _places.Add(schema.Record, $"`{schema.Name}`");
        return text.ToString();
    }

    private void AddRows(StringBuilder text, ResultSchema schema, JsonObject part, string path)
    {
        foreach (var (name, node) in part["properties"]?.AsObject() ?? [])
        {
            var field = node!.AsObject();
            var full = path + name;
            var items = field["items"] as JsonObject;
            var known = Known(schema, items ?? field);
            text.Append($"| `{full}` | {TypeOf(field)}{(known is null ? "" : $" as {known}")} | {field["description"]} |\n");
            if (known is not null) continue;
            if (schema.RecordOf(items ?? field) is { } record)
                _places.Add(record, $"`{full}{(items is null ? "" : "[]")}` of `{schema.Name}`");
            AddRows(text, schema, field, full + ".");
            if (items is not null) AddRows(text, schema, items, full + "[].");
        }
    }

    private string? Known(ResultSchema schema, JsonObject part) =>
        schema.RecordOf(part) is { } record ? _places.GetValueOrDefault(record) : null;

    private static string TypeOf(JsonObject field)
    {
        // A type that occurred before is referred to by its first place.
        if (field["$ref"] is { } reference)
        {
            var place = reference.ToString().Replace("#/properties/", "", StringComparison.Ordinal)
                .Replace("/items", "[]", StringComparison.Ordinal).Replace("/properties/", ".", StringComparison.Ordinal);
            return $"object as `{place}`";
        }
        if (field["const"] is { } constant) return $"`{constant}`";
        if (field["enum"] is JsonArray values) return string.Join(", ", values.Select(v => $"`{v}`"));
        string[] names = field["type"] is JsonArray several ? [.. several.Select(t => t!.ToString())] : [field["type"]!.ToString()];
        var name = names[0] == "array" ? $"array of {(field["items"] is JsonObject items ? TypeOf(items) : "anything")}" : names[0];
        return names.Contains("null") ? $"{name} or null" : name;
    }
}
