using System.Diagnostics.CodeAnalysis;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Bindings;

/// <summary>Where a binding puts the raw nodes that it writes; a format's writer implements it.</summary>
public abstract class WriteContext
{
    /// <summary>Catalog name of the format.</summary>
    public abstract string Format { get; }

    /// <summary>Appends a raw node.</summary>
    /// <param name="raw">Type, version and attributes.</param>
    /// <param name="inputs">Values of the graph, or from <see cref="Constant"/> or <see cref="Temporary"/>; null for one left out.</param>
    /// <param name="outputs">Values of the graph, or from <see cref="Temporary"/>.</param>
    public abstract void Emit(RawNode raw, IReadOnlyList<Value?> inputs, IReadOnlyList<Value> outputs);

    /// <summary>
    /// Whether the runtime that the file is for is known to compute a node of these types: where there are two ways to write one, the
    /// better may need a newer runtime.
    /// </summary>
    public virtual bool Computes(RawNode raw, IReadOnlyList<Value?> inputs, IReadOnlyList<Value> outputs) => false;

    /// <summary>A constant that the graph does not have.</summary>
    public Value Constant(string name, Tensor tensor) => ModelGraph.NewConstant(name, tensor);

    /// <summary>A value between two raw nodes of one node.</summary>
    public Value Temporary(string name, TensorType type, QuantizationParameters? quantization) =>
        new(name, type) { Quantization = quantization };

    /// <summary>The format cannot express the node.</summary>
    /// <exception cref="UnsupportedModelException">Always.</exception>
    [DoesNotReturn]
    public abstract void Fail(Node node, string problem);
}
