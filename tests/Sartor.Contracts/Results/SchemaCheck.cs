using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sartor.Contracts.Results;

/// <summary>
/// The part of JSON Schema 2020-12 that the schemas of results use: type, const, enum, properties, required, items,
/// additionalProperties, $ref to a place in itself. Stricter than the standard in one point: fields that are in no schema are problems.
/// </summary>
public static class SchemaCheck
{
    /// <summary>What keeps a document from being one of its <c>schema</c>, as docs/schemas has it; empty where all is well.</summary>
    public static IReadOnlyList<string> Problems(JsonNode document)
    {
        var path = ResultSchema.PathOf(document["schema"]?.ToString() ?? "");
        return File.Exists(path)
            ? [.. Problems(document, JsonNode.Parse(File.ReadAllText(path))!, "$")]
            : [$"'{document["schema"]}' is the name of no file in docs/schemas"];
    }

    private static IEnumerable<string> Problems(JsonNode? value, JsonNode schema, string path) => Problems(value, schema, schema, path);

    private static IEnumerable<string> Problems(JsonNode? value, JsonNode schema, JsonNode root, string path)
    {
        if (schema is not JsonObject rules) yield break;
        if (rules["$ref"] is { } reference)
        {
            foreach (var problem in Problems(value, Resolve(root, reference.ToString()), root, path)) yield return problem;
            yield break;
        }
        string[] types =
            rules["type"] switch { null => [], JsonArray several => [.. several.Select(t => t!.ToString())], var one => [one.ToString()] };
        if (types.Length > 0 && !types.Any(t => Is(value, t)))
            yield return $"{path}: {value?.ToJsonString() ?? "null"} is not {string.Join(" or ", types)}";
        if (rules["const"] is { } constant && !JsonNode.DeepEquals(constant, value)) yield return $"{path}: {value} is not {constant}";
        if (rules["enum"] is JsonArray values && !values.Any(v => JsonNode.DeepEquals(v, value)))
            yield return $"{path}: {value} is none of {values.ToJsonString()}";
        if (value is JsonObject document)
        {
            foreach (var name in rules["required"]?.AsArray() ?? [])
            {
                if (!document.ContainsKey(name!.ToString())) yield return $"{path}: has no {name}";
            }
            foreach (var (name, entry) in document)
            {
                var known = rules["properties"]?[name] ?? (rules["additionalProperties"] is JsonObject more ? more : null);
                if (known is null) yield return $"{path}.{name}: is not in the schema";
                else foreach (var problem in Problems(entry, known, root, $"{path}.{name}")) yield return problem;
            }
        }
        if (value is JsonArray items && rules["items"] is { } each)
        {
            for (var i = 0; i < items.Count; i++)
            {
                foreach (var problem in Problems(items[i], each, root, $"{path}[{i}]")) yield return problem;
            }
        }
    }

    private static JsonNode Resolve(JsonNode root, string pointer)
    {
        var node = root;
        foreach (var part in pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            node = node is JsonArray array ? array[int.Parse(part)]! : node[part]!;
        return node;
    }

    private static bool Is(JsonNode? value, string type) => (value?.GetValueKind() ?? JsonValueKind.Null, type) switch
    {
        (JsonValueKind.Null, "null") or (JsonValueKind.String, "string") or (JsonValueKind.Object, "object") or (
            JsonValueKind.Array, "array") or (JsonValueKind.Number, "number") => true,
        (JsonValueKind.True or JsonValueKind.False, "boolean") => true,
        (JsonValueKind.Number, "integer") => value!.AsValue().TryGetValue<long>(out _),
        _ => false,
    };
}
