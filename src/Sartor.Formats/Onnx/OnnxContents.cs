using Sartor.Graph.Ir;

namespace Sartor.Formats.Onnx;

/// <summary>What an ONNX file holds, node by node, beside what the reader knows of its values.</summary>
/// <param name="Nodes">In an order in which each comes after those that make its inputs, with their attributes.</param>
/// <param name="Source">The parts of the graph as the file has them.</param>
/// <param name="Values">The values by their names in the file.</param>
/// <param name="Outside">Names of the constants whose data lie in another file.</param>
/// <param name="IrVersion">Version of the file format.</param>
internal sealed record OnnxContents(
    IReadOnlyList<(OnnxNode Node, RawNode Raw)> Nodes, OnnxGraph Source, IReadOnlyDictionary<string, Value> Values,
    IReadOnlySet<string> Outside, long IrVersion);
