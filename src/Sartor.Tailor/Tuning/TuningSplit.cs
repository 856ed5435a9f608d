using System.Text.Json;
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

    /// <summary>Writes the hashes of the samples of both parts, so that no later step judges on images that trained.</summary>
    public void Write(Stream stream, DataSet data, long seed)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("schema", "sartor.tailor-split/1");
        json.WriteNumber("seed", seed);
        Hashes("train", Train);
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
