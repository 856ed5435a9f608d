using System.Text.Json;
using System.Text.Json.Nodes;
using Sartor.Core;
using Sartor.Data;
using Sartor.Data.Splits;

namespace Sartor.Tailor.Tuning;

/// <summary>Which samples train, and which are held back; samples of equal content are in the same part.</summary>
/// <param name="Train">Indices, ascending.</param>
/// <param name="Choose">Indices, ascending; never empty.</param>
internal sealed record TuningSplit(IReadOnlyList<int> Train, IReadOnlyList<int> Choose)
{
    /// <summary>The name of the list of hashes.</summary>
    public const string File = "split.json";

    private const string TrainPart = "train";

    /// <summary>Divides by class, in an order that seed and ids alone decide.</summary>
    /// <param name="data">With labels.</param>
    /// <param name="share">Of the samples that are held back.</param>
    /// <param name="seed">Divides them.</param>
    /// <exception cref="DataSetException">Fewer than two different samples.</exception>
    public static TuningSplit Of(DataSet data, double share, long seed)
    {
        var split = DataSplit.Create(
            data, new SplitOptions { Seed = seed, CalibrationShare = share, MaxCalibrationCount = int.MaxValue });
        return new TuningSplit(Indices(split.HeldOutIds), Indices(split.CalibrationIds));

        int[] Indices(EquatableArray<string> ids) => [.. ids.Items.Select(data.IndexOf).Order()];
    }

    /// <summary>The hashes of the samples that trained, from a file of <see cref="Write"/>.</summary>
    /// <exception cref="DataSetException">There is no such file, or it is none.</exception>
    public static IReadOnlySet<string> ReadTrained(string path)
    {
        try
        {
            var list = JsonNode.Parse(System.IO.File.ReadAllText(path))![TrainPart]!.AsArray();
            return list.Select(hash => hash!.GetValue<string>()).ToHashSet();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(path, $"cannot be read; name the {File} of the folder in which the network was tuned", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new DataSetException(path, $"is no {File} of `sartor tailor tune`; name that file", e);
        }
    }

    /// <summary>Writes the hashes of the samples of both parts, so that no later step judges on images that trained.</summary>
    public void Write(Stream stream, DataSet data, long seed)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("schema", "sartor.tailor-split/1");
        json.WriteNumber("seed", seed);
        Hashes(TrainPart, Train);
        Hashes("choose", Choose);
        json.WriteEndObject();

        void Hashes(string name, IReadOnlyList<int> part)
        {
            json.WriteStartArray(name);
            foreach (var hash in part.Select(data.HashOf).Distinct().Order(StringComparer.Ordinal)) json.WriteStringValue(hash);
            json.WriteEndArray();
        }
    }
}
