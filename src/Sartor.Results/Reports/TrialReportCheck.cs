using System.Text.Json;
using Sartor.Results.Records;

namespace Sartor.Results.Reports;

/// <summary>
/// Says what is wrong with the report of one trial. Reports of other programs with nn-lite's fields are checked as well: they are those
/// without a <c>schema</c>.
/// </summary>
public static class TrialReportCheck
{
    private static readonly string[] s_required =
    [
        "model_name", "device_type", "os_version", "valid", "emulator", "iterations", "duration", "unit", "device_analytics",
    ];

    private static readonly string[] s_units = ["ns", "us", "µs", "ms", "s"];

    private static readonly string[] s_classes = ["cpu", "gpu", "npu"];

    /// <summary>What is wrong with it, a sentence each without a full stop; empty where all is well.</summary>
    /// <param name="text">The report.</param>
    /// <param name="fileName">Name of its file without ending, which has to be its id; null where it may have any.</param>
    public static IReadOnlyList<string> Problems(string text, string? fileName = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return ["is not a JSON object"];
            if (!root.TryGetProperty("schema", out var schema)) return [.. OfFields(root, isOwn: false)];
            if (schema.ValueKind != JsonValueKind.String || schema.GetString() != CampaignTrialResult.CurrentSchema)
                return [$"has schema {schema.GetRawText()}, and reports of trials have \"{CampaignTrialResult.CurrentSchema}\""];
            string[] fields = [.. OfFields(root, isOwn: true)];
            try
            {
                return [.. fields, .. CampaignTrialCheck.Problems(ResultJson.Parse<CampaignTrialResult>(text), fileName)];
            }
            catch (JsonException e)
            {
                var place = e.Path is null or "$" ? "" : e.Path["$.".Length..];
                string[] told = [.. fields.Where(problem => problem.StartsWith($"{place} ", StringComparison.Ordinal))];
                return place.Length > 0 && told.Length > 0 ? told : [OfType(e, place)];
            }
        }
        catch (JsonException e)
        {
            return [$"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: is not JSON, which has no NaN and no infinity"];
        }
    }

    // The parser speaks of types of .NET.
    private static string OfType(JsonException e, string place)
    {
        const string Missing = "including: ";
        if (e.Message.IndexOf(Missing, StringComparison.Ordinal) is >= 0 and var at)
        {
            var names = e.Message[(at + Missing.Length)..].Split(" Path:")[0].TrimEnd('.').Replace("'", "", StringComparison.Ordinal);
            return $"{(place.Length > 0 ? $"{place} " : "")}has no {names}";
        }
        return $"line {e.LineNumber + 1}: {(place.Length > 0 ? place : "the document")} has a value of another type than it should";
    }

    private static IEnumerable<string> OfFields(JsonElement root, bool isOwn)
    {
        foreach (var name in s_required.Where(name => !root.TryGetProperty(name, out _))) yield return $"has no {name}";
        var isValid = root.TryGetProperty("valid", out var valid) && valid.ValueKind == JsonValueKind.True;
        if (valid.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Undefined))
            yield return $"valid is {valid.GetRawText()}, neither true nor false";
        foreach (var property in root.EnumerateObject().Where(property => IsNumber(property.Name)))
        {
            if (property.Value.ValueKind == JsonValueKind.Null) continue;
            if (property.Value.ValueKind != JsonValueKind.Number || !double.IsFinite(property.Value.GetDouble()))
                yield return $"{property.Name} is {property.Value.GetRawText()}, no finite number";
            else if (property.Value.GetDouble() < 0) yield return $"{property.Name} is {property.Value.GetRawText()}, below zero";
        }
        if (root.TryGetProperty("unit", out var unit)
            && (unit.ValueKind != JsonValueKind.String || !s_units.Contains(unit.GetString())))
            yield return $"unit is {unit.GetRawText()}, none of {string.Join(", ", s_units)}";
        foreach (var problem in OfClasses(root)) yield return problem;
        if (!isValid) yield break;
        if (Number(root, "duration") is not > 0) yield return "is valid without a duration above 0";
        if (Number(root, "iterations") is not >= 1) yield return "is valid without an iteration";
        if (Number(root, "iterations") is { } count && count != Math.Floor(count)) yield return $"iterations is {count}, no whole number";
        foreach (var name in s_required.Take(3).Where(name => Text(root, name) is null or ""))
            yield return $"is valid, and {name} is not text";
        // Other programs put the shape of an input that they do not know as zeros.
        for (var axis = 0; axis < 4; axis++)
        {
            if (Number(root, $"in_dim_{axis}") is 0) yield return $"is valid, and in_dim_{axis} is 0";
        }
        if (isOwn && s_classes.All(name => Number(root, $"{name}_duration") is not > 0))
            yield return "is valid without a duration of cpu, gpu or npu";
    }

    private static IEnumerable<string> OfClasses(JsonElement root)
    {
        foreach (var name in s_classes)
        {
            if (Number(root, $"{name}_duration") is not { } duration) continue;
            if (Number(root, $"{name}_min_duration") is { } min && min > duration)
                yield return $"{name}_min_duration is above {name}_duration";
            if (Number(root, $"{name}_max_duration") is { } max && max < duration)
                yield return $"{name}_max_duration is below {name}_duration";
        }
    }

    private static bool IsNumber(string name) =>
        name is "iterations" or "duration" || name.EndsWith("_duration", StringComparison.Ordinal)
        || name.EndsWith("_std_dev", StringComparison.Ordinal) || name.EndsWith("_kb", StringComparison.Ordinal)
        || name.StartsWith("in_dim_", StringComparison.Ordinal);

    private static double? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
