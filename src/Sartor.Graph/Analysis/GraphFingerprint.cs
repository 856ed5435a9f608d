using System.Collections.Immutable;
using System.IO.Hashing;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Analysis;

/// <summary>
/// Content fingerprints, SHA-256 in lower-case hexadecimal. Two layers are equal when operator, attributes, quantisation and constants
/// are; two models when their outputs are the same expressions of inputs of the same types. Names, metadata, the order of independent
/// nodes, nodes that no output needs, and how a file stores its bytes do not matter. A layer that was converted to another format's
/// layout is another layer. The bytes of a constant go into it by their XXH128, which is as fast as memory: no two networks have one
/// fingerprint by chance, but somebody may make two that do. Who has to know that a file is the same compares its SHA-256.
/// </summary>
/// <param name="Model">Of the whole network.</param>
/// <param name="Layers">One a node, in the graph's order.</param>
public sealed record GraphFingerprint(string Model, ImmutableArray<string> Layers)
{
    /// <summary>Reads every constant once.</summary>
    public static GraphFingerprint Of(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return Of(graph, constants => Array.ConvertAll(constants, OfConstant));
    }

    /// <summary>The same of a graph whose constants lie in a file, which is read once as a whole.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="file">The file; constants may lie elsewhere too.</param>
    /// <param name="content">Gets all bytes of the file.</param>
    /// <exception cref="ModelFormatException">The file has become shorter, or cannot be read.</exception>
    public static GraphFingerprint Of(ModelGraph graph, SlicedFile file, Stream content)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(content);
        return Of(graph, constants => OfConstants(constants, file, content));
    }

    private static GraphFingerprint Of(ModelGraph graph, Func<Value[], byte[][]> hash)
    {
        Value[] values = [.. graph.Constants.Distinct()];
        var constants = new Dictionary<Value, byte[]>();
        foreach (var (value, bytes) in values.Zip(hash(values))) constants.Add(value, bytes);
        var layers = graph.Nodes.Select(node => OfLayer(node, constants)).ToArray();
        return new GraphFingerprint(
            Convert.ToHexStringLower(OfModel(graph, layers, constants)), [.. layers.Select(Convert.ToHexStringLower)]);
    }

    private static byte[][] OfConstants(Value[] constants, SlicedFile file, Stream content)
    {
        var hashes = new byte[constants.Length][];
        var open = new List<StreamedConstant>();
        foreach (var (i, constant) in constants.Index())
        {
            var data = constant.Constant!.Data;
            if (file.OffsetOf(data) is { } offset) open.Add(new StreamedConstant(i, offset, data.Length, constant));
            else hashes[i] = OfConstant(constant);
        }
        open = [.. open.OrderBy(part => part.Offset)];
        var first = 0;
        file.Stream((at, piece) =>
        {
            content.Write(piece.Span);
            for (var i = first; i < open.Count && open[i].Offset < at + piece.Length; i++) open[i].Append(at, piece.Span);
            while (first < open.Count && open[first].Offset + open[first].Length <= at + piece.Length) first++;
        });
        foreach (var part in open) hashes[part.Index] = OfConstant(part.Constant, part.Content);
        return hashes;
    }

    private static byte[] OfConstant(Value constant)
    {
        var content = new XxHash128();
        LazyBytes.Stream(constant.Constant!.Data, piece => content.Append(piece.Span));
        return OfConstant(constant, content);
    }

    private static byte[] OfConstant(Value constant, XxHash128 content)
    {
        using var hash = new FingerprintHash();
        hash.Add(constant.Type.ToString());
        hash.Add(Text(constant.Quantization));
        hash.Add(content.GetCurrentHash());
        return hash.Finish();
    }

    private static byte[] OfLayer(Node node, Dictionary<Value, byte[]> constants)
    {
        using var hash = new FingerprintHash();
        hash.Add(OperatorText.Of(node.Operator));
        foreach (var input in node.Inputs)
        {
            if (input is null) hash.Add("none");
            else if (input.Constant is not null) hash.Add(constants[input]);
            else hash.Add(Text(input.Quantization));
        }
        foreach (var output in node.Outputs) hash.Add(Text(output.Quantization));
        return hash.Finish();
    }

    // The hash of a value is that of its expression: what makes it, from which values.
    private static byte[] OfModel(ModelGraph graph, byte[][] layers, Dictionary<Value, byte[]> constants)
    {
        var values = new Dictionary<Value, byte[]>(constants);
        for (var i = 0; i < graph.Inputs.Count; i++)
        {
            using var hash = new FingerprintHash();
            hash.Add($"input {i} {graph.Inputs[i].Type} {Text(graph.Inputs[i].Quantization)}");
            values[graph.Inputs[i]] = hash.Finish();
        }
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            foreach (var output in graph.Nodes[i].Outputs)
            {
                using var hash = new FingerprintHash();
                hash.Add(layers[i]);
                hash.Add($"output {output.ProducerIndex}");
                foreach (var input in graph.Nodes[i].Inputs)
                {
                    if (input is null) hash.Add("none");
                    else hash.Add(values[input]);
                }
                values[output] = hash.Finish();
            }
        }
        using var model = new FingerprintHash();
        model.Add($"{graph.Inputs.Count} inputs, {graph.Outputs.Count} outputs");
        foreach (var output in graph.Outputs) model.Add(values[output]);
        return model.Finish();
    }

    private static string Text(QuantizationParameters? parameters) =>
        parameters is null ? "" : $"{parameters.Scales} {parameters.ZeroPoints} {(parameters.IsPerAxis ? parameters.Axis : 0)}";

    /// <summary>A constant that lies in a file.</summary>
    private sealed record StreamedConstant(int Index, long Offset, int Length, Value Constant)
    {
        public XxHash128 Content { get; } = new();

        /// <summary>Takes what belongs to it from a piece of the file.</summary>
        public void Append(long at, ReadOnlySpan<byte> piece)
        {
            var from = Math.Max(Offset, at);
            var to = Math.Min(Offset + Length, at + piece.Length);
            if (from < to) Content.Append(piece[(int)(from - at)..(int)(to - at)]);
        }
    }
}
