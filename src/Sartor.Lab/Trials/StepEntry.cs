using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sartor.Core;

namespace Sartor.Lab.Trials;

/// <summary>A step as one JSON file. It carries its key and a hash of all that it says, so that nothing else is taken for it.</summary>
internal sealed record StepEntry
{
    public const string CurrentSchema = "sartor.step/1";

    public required string Schema { get; init; }

    /// <summary>The lines of the <see cref="StepKey"/>.</summary>
    public required string Key { get; init; }

    public required DateTimeOffset MadeUtc { get; init; }

    public required string Payload { get; init; }

    public required string? FileSha256 { get; init; }

    /// <summary>SHA-256 over the other fields.</summary>
    public required string Hash { get; init; }

    public static StepEntry Of(StepKey key, StoredStep step)
    {
        var entry = new StepEntry
        {
            Schema = CurrentSchema,
            Key = key.Text,
            MadeUtc = step.MadeUtc,
            Payload = step.Payload,
            FileSha256 = step.FileSha256,
            Hash = "",
        };
        return entry with { Hash = entry.OwnHash() };
    }

    public string ToJson() => JsonSerializer.Serialize(this, StepEntryContext.Default.StepEntry) + "\n";

    /// <summary>The step of a key; null with the reason where the text is not exactly what was written for that key.</summary>
    public static StoredStep? Read(ReadOnlySpan<byte> json, StepKey key, out string problem)
    {
        problem = "is damaged";
        try
        {
            if (JsonSerializer.Deserialize(json, StepEntryContext.Default.StepEntry) is not { } entry) return null;
            if (entry.Schema != CurrentSchema) problem = "is of another version of Sartor";
            else if (entry.Hash != entry.OwnHash()) problem = "was changed after it was written";
            else if (entry.Key != key.Text) problem = "is that of another step";
            else return new StoredStep(entry.MadeUtc, entry.Payload, entry.FileSha256);
        }
        catch (JsonException)
        {
            // Torn, or no JSON at all.
        }
        return null;
    }

    // Each part with its length, so that no two entries have the same text.
    private string OwnHash()
    {
        var text = new StringBuilder();
        var time = MadeUtc.ToString("O", CultureInfo.InvariantCulture);
        foreach (var part in (ReadOnlySpan<string>)[Schema, Key, time, Payload, FileSha256 ?? ""])
            text.Append(CultureInfo.InvariantCulture, $"{part.Length}:").Append(part);
        return Sha256.Hex(text.ToString());
    }
}

[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(StepEntry))]
internal sealed partial class StepEntryContext : JsonSerializerContext;
