using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Bindings;

/// <summary>
/// Ties operators of one format to the IR: reads the format's raw node, and writes it back where the format can be written.
/// Nested in the file of its operator and found by reflection; it must have a parameterless constructor.
/// </summary>
/// <param name="format">Catalog name of the format: <c>onnx</c>, <c>tflite</c>.</param>
/// <param name="types">Names of the operators it reads (<see cref="RawNode.QualifiedType"/>).</param>
public abstract class OperatorBinding(string format, params string[] types)
{
    public string Format { get; } = format;

    public IReadOnlyList<string> Types { get; } = types;

    /// <summary>The operator record that <see cref="Write"/> takes; null for a binding that only reads.</summary>
    public virtual Type? Writes => null;

    /// <summary>
    /// How the int8 kernel of a format that has one (TFLite) constrains the parameters of its tensors; the default is no int8 kernel.
    /// </summary>
    public virtual Int8Rule Int8(Operator op) => Int8Rule.Float;

    /// <summary>Emits nodes that compute what the raw node does.</summary>
    /// <returns>The outputs, in the raw node's order; trailing ones that nobody can use may be missing.</returns>
    /// <exception cref="RawNodeException">The node is beyond what this binding understands; it stays opaque.</exception>
    public abstract IReadOnlyList<Value> Read(ReadContext context);

    /// <summary>Emits raw nodes that compute what the node does.</summary>
    /// <exception cref="UnsupportedModelException">The format cannot express it; the message says why.</exception>
    public virtual void Write(Node node, WriteContext context) => throw new InvalidOperationException($"{GetType()} does not write");
}
