using System.Text;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Ncnn;

/// <summary>
/// Writes a graph for ncnn: the layers as text, and their weights one after the other in another file. The graph has to be lowered before:
/// channels first, a batch of 1, floats in float32 or, as weights, float16. The same graph gives the same bytes.
/// </summary>
public static class NcnnWriter
{
    // ncnn reads names of up to 255 bytes.
    private const int LongestName = 160;

    private static readonly byte[] s_zeros = new byte[4];

    /// <summary>Writes the graph; constants are copied straight from where they lie.</summary>
    /// <param name="graph">Lowered; not changed.</param>
    /// <param name="text">Gets the <c>.param</c> file.</param>
    /// <param name="weights">Gets the <c>.bin</c> file.</param>
    /// <param name="metadata">Text by name, written behind the layers in the order of the names, where ncnn does not look.</param>
    /// <exception cref="UnsupportedModelException">
    /// ncnn cannot express a node, a type or a batch; the message counts the nodes. Nothing is written then.
    /// </exception>
    public static void Write(ModelGraph graph, Stream text, Stream weights, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(metadata);
        var (layers, outputs) = NcnnGraphWriter.Write(graph);
        var names = Names(layers, outputs);
        var layerNames = new UniqueNames();
        var lines = new StringBuilder("7767517\n").Append(layers.Count).Append(' ').Append(names.Count).Append('\n');
        foreach (var layer in layers)
        {
            lines.Append(layer.Raw.Type.PadRight(24)).Append(' ').Append(layerNames.Of(Token(layer.Name)).PadRight(24));
            lines.Append(' ').Append(layer.Bottoms.Count).Append(' ').Append(layer.Tops.Count);
            foreach (var blob in layer.Bottoms.Concat(layer.Tops)) lines.Append(' ').Append(names[blob]);
            foreach (var (id, value) in layer.Raw.Attributes) lines.Append(' ').Append(NcnnParameters.Text(id, value));
            lines.Append('\n');
        }
        lines.Append($"# {NcnnReader.OutputOrder}={Uri.EscapeDataString(string.Join(' ', outputs.Select(o => names[o])))}\n");
        foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
            lines.Append($"# {Uri.EscapeDataString(key)}={Uri.EscapeDataString(value)}\n");
        text.Write(Encoding.UTF8.GetBytes(lines.ToString()));
        foreach (var layer in layers)
        {
            foreach (var (slot, tensor) in NcnnWeights.Of(layer.Raw).Zip(layer.Weights)) Write(weights, slot, tensor);
        }
    }

    private static Dictionary<Value, string> Names(IReadOnlyList<WrittenLayer> layers, IReadOnlyList<Value> outputs)
    {
        var (names, taken) = (new Dictionary<Value, string>(ReferenceEqualityComparer.Instance), new UniqueNames());
        // What a caller names comes first.
        var inputs = layers.Where(layer => layer.Raw.Type == "Input").SelectMany(layer => layer.Tops);
        foreach (var blob in outputs.Concat(inputs).Concat(layers.SelectMany(layer => layer.Tops)))
        {
            if (!names.ContainsKey(blob)) names.Add(blob, taken.Of(Token(blob.Name)));
        }
        return names;
    }

    // Words of a line are parted by spaces.
    private static string Token(string name)
    {
        var token = string.Concat(name.Select(c => char.IsWhiteSpace(c) || char.IsControl(c) ? '_' : c));
        return token.Length > LongestName ? token[..LongestName] : token;
    }

    private static void Write(Stream output, WeightSlot slot, Tensor tensor)
    {
        if (!slot.IsTagged)
        {
            Copy(output, tensor.ConvertTo(ElementType.Float32));
            return;
        }
        var isHalf = tensor.Element == ElementType.Float16;
        output.Write(BitConverter.GetBytes(isHalf ? NcnnWeightReader.Float16Tag : 0));
        Copy(output, isHalf ? tensor : tensor.ConvertTo(ElementType.Float32));
        if (tensor.Data.Length % 4 is > 0 and var rest && isHalf) output.Write(s_zeros.AsSpan(rest));
    }

    private static void Copy(Stream output, Tensor tensor) => LazyBytes.Stream(tensor.Data, part => output.Write(part.Span));
}
