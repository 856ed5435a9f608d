using System.Globalization;
using System.Text;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Ir;

namespace Sartor.Formats.TFLite;

/// <summary>Reads what a model says of itself: description, metadata, signatures.</summary>
internal sealed class TFLiteSourceReader(FlatTable model, TFLiteTensorReader tensors)
{
    private const string MinimumRuntime = "min_runtime_version";
    private const int MaximumEntries = 1024;

    // What Sartor writes is text; anything else may be.
    private const string OwnPrefix = "sartor.";
    private const int MaximumText = 1024;

    /// <summary>What the file says of itself.</summary>
    /// <param name="version">Schema version.</param>
    /// <param name="operatorCounts">Operators as the file names them.</param>
    public GraphSource Read(uint version, IReadOnlyDictionary<string, int> operatorCounts)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        ReadMetadata(metadata);
        ReadSignatures(metadata);
        var description = model.String(Slots.Model.Description)?.Trim() ?? "";
        var runtime = metadata.GetValueOrDefault(MinimumRuntime, "");
        var producer = (description, runtime) switch
        {
            ("", "") => "",
            ("", _) => $"for runtime {runtime}",
            (_, "") => description,
            _ => $"{description} (for runtime {runtime})",
        };
        return new GraphSource(
            "tflite", $"schema {version.ToString(CultureInfo.InvariantCulture)}", producer, new Dictionary<string, long>(), operatorCounts,
            metadata);
    }

    private void ReadMetadata(Dictionary<string, string> metadata)
    {
        var entries = model.Tables(Slots.Model.Metadata);
        for (var i = 0; i < Math.Min(entries.Count, MaximumEntries); i++)
        {
            var entry = entries.Table(i);
            var name = entry.String(Slots.Metadata.Name) ?? "";
            var content = tensors.Buffer(entry.Scalar<uint>(Slots.Metadata.Buffer), $"metadata '{name}'");
            metadata.TryAdd(
                name,
                name == MinimumRuntime || name.StartsWith(OwnPrefix, StringComparison.Ordinal)
                    ? Text(content.Span)
                    : $"{content.Length} bytes");
        }
    }

    // The runtime version is a fixed field of 16 bytes, padded with zeros.
    private static string Text(ReadOnlySpan<byte> content)
    {
        content = content[..Math.Min(content.Length, MaximumText)];
        var end = content.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? content : content[..end]);
    }

    private void ReadSignatures(Dictionary<string, string> metadata)
    {
        var signatures = model.Tables(Slots.Model.SignatureDefs);
        for (var i = 0; i < Math.Min(signatures.Count, MaximumEntries); i++)
        {
            var signature = signatures.Table(i);
            var key = signature.String(Slots.SignatureDef.Key) ?? "";
            var subgraph = signature.Scalar<uint>(Slots.SignatureDef.SubgraphIndex);
            var inputs = Names(signature.Tables(Slots.SignatureDef.Inputs), subgraph);
            var arrow = $"({inputs}) -> ({Names(signature.Tables(Slots.SignatureDef.Outputs), subgraph)})";
            metadata.TryAdd($"signature {key}", subgraph == 0 ? arrow : $"{arrow} of subgraph {subgraph}");
        }
    }

    private string Names(FlatVector maps, uint subgraph)
    {
        var names = new List<string>();
        for (var i = 0; i < Math.Min(maps.Count, MaximumEntries); i++)
        {
            var map = maps.Table(i);
            var name = map.String(Slots.TensorMap.Name) ?? "";
            var index = map.Scalar<uint>(Slots.TensorMap.TensorIndex);
            var tensor = subgraph == 0 && index < tensors.Count ? tensors.Read((int)index).Name : $"tensor {index}";
            names.Add(name == tensor ? name : $"{name}: {tensor}");
        }
        return string.Join(", ", names);
    }
}
