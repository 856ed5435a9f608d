using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Xml.Linq;
using Sartor.Lab.Results;

namespace Sartor.Lab.Tests.Results;

/// <summary>The JSON Schema and the field table of a result, made from the records and their doc comments.</summary>
internal static class FitSchema
{
    private static readonly Dictionary<string, string> s_summaries = Summaries();

    public static JsonObject Schema()
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };
        var schema = FitResultJson.TypeInfo.GetJsonSchemaAsNode(options).AsObject();
        var head = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "Result of sartor fit, version 1" };
        foreach (var (name, value) in schema.ToArray())
        {
            schema.Remove(name);
            head[name] = value;
        }
        return head;
    }

    public static string Text() => Schema().ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";

    /// <summary>A Markdown table with one row for each field.</summary>
    public static string Table()
    {
        var text = new StringBuilder("| field | type | meaning |\n|---|---|---|\n");
        AddRows(text, Schema(), "");
        return text.ToString();
    }

    private static void AddRows(StringBuilder text, JsonObject schema, string path)
    {
        foreach (var (name, node) in schema["properties"]?.AsObject() ?? [])
        {
            var field = node!.AsObject();
            var full = path + name;
            text.Append($"| `{full}` | {TypeOf(field)} | {field["description"]} |\n");
            AddRows(text, field, full + ".");
            if (field["items"] is JsonObject items) AddRows(text, items, full + "[].");
        }
    }

    private static string TypeOf(JsonObject field)
    {
        // A type that occurred before is referred to by its first place.
        if (field["$ref"] is { } reference)
            return $"object as `{reference.ToString().Replace("#/properties/", "", StringComparison.Ordinal).Replace("/items", "[]", StringComparison.Ordinal).Replace("/properties/", ".", StringComparison.Ordinal)}`";
        if (field["enum"] is JsonArray values) return string.Join(", ", values.Select(v => $"`{v}`"));
        string[] names = field["type"] is JsonArray several ? [.. several.Select(t => t!.ToString())] : [field["type"]!.ToString()];
        var name = names[0] == "array" ? $"array of {(field["items"] is JsonObject items ? TypeOf(items) : "anything")}" : names[0];
        return names.Contains("null") ? $"{name} or null" : name;
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        // Types with converters of their own come without a type.
        var schema = node as JsonObject ?? [];
        if (context.TypeInfo.Type == typeof(IReadOnlyList<long>))
        {
            var nullable = context.PropertyInfo is { IsGetNullable: true };
            schema = new JsonObject { ["type"] = nullable ? new JsonArray("array", "null") : "array", ["items"] = new JsonObject { ["type"] = "integer" } };
        }
        if (context.TypeInfo.Type == typeof(double?)) schema = new JsonObject { ["type"] = new JsonArray("number", "null") };
        if (schema["enum"] is not null && schema["type"] is null) schema.Insert(0, "type", "string");
        if (context.PropertyInfo is { } property && Summary(property) is { } summary) schema.Insert(0, "description", summary);
        return schema;
    }

    private static string? Summary(System.Text.Json.Serialization.Metadata.JsonPropertyInfo property)
    {
        var name = char.ToUpperInvariant(property.Name[0]) + property.Name[1..];
        return s_summaries.GetValueOrDefault($"{property.DeclaringType.FullName}.{name}");
    }

    private static Dictionary<string, string> Summaries()
    {
        var summaries = new Dictionary<string, string>();
        foreach (var assembly in (System.Reflection.Assembly[])[typeof(FitResult).Assembly, typeof(Core.Diagnostic).Assembly])
        {
            foreach (var member in XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member"))
            {
                var id = member.Attribute("name")!.Value;
                if (id.StartsWith("P:", StringComparison.Ordinal) && member.Element("summary") is { } summary) summaries[id[2..]] = Plain(summary);
                var constructor = id.IndexOf(".#ctor", StringComparison.Ordinal);
                var type = constructor > 0 ? id[2..constructor] : id[2..];
                foreach (var parameter in member.Elements("param")) summaries.TryAdd($"{type}.{parameter.Attribute("name")!.Value}", Plain(parameter));
            }
        }
        return summaries;
    }

    private static string Plain(XElement element) => string.Join(' ', string.Concat(element.Nodes().Select(n => n switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => CamelCase(see.Attribute("cref")!.Value.Split('.')[^1]),
        XElement other => other.Value,
        _ => "",
    })).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
