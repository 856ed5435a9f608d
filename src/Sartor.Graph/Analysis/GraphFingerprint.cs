using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Analysis;

/// <summary>
/// Content fingerprints, SHA-256 in lower-case hexadecimal. Two layers are equal when operator, attributes, quantisation and constants
/// are; two models when their outputs are the same expressions of inputs of the same types. Names, metadata, the order of independent
/// nodes, nodes that no output needs, and how a file stores its bytes do not matter. A layer that was converted to another format's
/// layout is another layer.
/// </summary>
/// <param name="Model">Of the whole network.</param>
/// <param name="Layers">One a node, in the graph's order.</param>
public sealed record GraphFingerprint(string Model, ImmutableArray<string> Layers)
{
    /// <summary>Reads every constant once.</summary>
    public static GraphFingerprint Of(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var constants = new Dictionary<Value, byte[]>();
        foreach (var constant in graph.Constants) constants.TryAdd(constant, []);
        Value[] values = [.. constants.Keys];
        var hashes = Hashes(values);
        for (var i = 0; i < values.Length; i++) constants[values[i]] = hashes[i];
        var layers = graph.Nodes.Select(node => OfLayer(node, constants)).ToArray();
        return new GraphFingerprint(
            Convert.ToHexStringLower(OfModel(graph, layers, constants)), [.. layers.Select(Convert.ToHexStringLower)]);
    }

    // Fewer bytes are read sooner than threads are started.
    private const long ParallelBytes = 1 << 22;

    // One for each constant, in their order.
    private static byte[][] Hashes(Value[] constants)
    {
        if (constants.Sum(constant => (long)constant.Constant!.Data.Length) < ParallelBytes) return Array.ConvertAll(constants, OfConstant);
        var hashes = new byte[constants.Length][];
        try
        {
            Parallel.For(0, constants.Length, i => hashes[i] = OfConstant(constants[i]));
            return hashes;
        }
        catch (AggregateException e) when (e.Flatten().InnerExceptions.OfType<SartorException>().FirstOrDefault() is { } unusable)
        {
            // A file that cannot be read any more is no fault of ours, in however many threads it was read.
            ExceptionDispatchInfo.Throw(unusable);
            throw;
        }
    }

    private static byte[] OfConstant(Value constant)
    {
        using var hash = new FingerprintHash();
        hash.Add(constant.Type.ToString());
        hash.Add(Text(constant.Quantization));
        hash.Add(constant.Constant!.Data);
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
}
