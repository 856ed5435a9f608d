using System.Diagnostics.CodeAnalysis;
using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>
/// A node as a file has it, in neutral form: names of the format, attributes as numbers, strings, lists and tensors. Readers make
/// it, bindings turn it into an <see cref="Operator"/>, and back for the writer.
/// </summary>
/// <param name="Format">Catalog name of the format.</param>
/// <param name="Domain">ONNX operator domain, empty for the default one; <c>custom</c> for a custom operator of TFLite.</param>
/// <param name="Type">Name of the operator in the format: <c>Conv</c>, <c>CONV_2D</c>.</param>
/// <param name="Version">ONNX: version of the domain's operator set that the model imports; TFLite: version of the operator.</param>
/// <param name="Attributes">Values are long, float, string, Tensor, EquatableArray of long, float or string, or ReadOnlyMemory of bytes
/// (subgraphs, custom options).</param>
public sealed record RawNode(string Format, string Domain, string Type, long Version, IReadOnlyDictionary<string, object> Attributes)
{
    private static readonly IReadOnlyDictionary<string, object> NoAttributes = new Dictionary<string, object>();

    /// <summary>A node of the default domain.</summary>
    public static RawNode Of(string format, string type, long version, IReadOnlyDictionary<string, object>? attributes = null) =>
        new(format, "", type, version, attributes ?? NoAttributes);

    /// <summary>Type with the domain before it where there is one: <c>com.microsoft.FusedConv</c>.</summary>
    public string QualifiedType => Domain.Length == 0 ? Type : $"{Domain}.{Type}";

    /// <summary>True when the file gives the attribute.</summary>
    public bool Has(string name) => Attributes.ContainsKey(name);

    /// <summary>An integer attribute (bool and enum too).</summary>
    /// <exception cref="RawNodeException">It is missing and there is no default, or it is of another type.</exception>
    public long Int(string name, long? fallback = null) => Get(name, fallback);

    /// <summary>An integer attribute that has to fit an int32.</summary>
    public int Int32(string name, int? fallback = null) => Int(name, fallback) is >= int.MinValue and <= int.MaxValue and var value
        ? (int)value
        : throw new RawNodeException($"attribute '{name}' does not fit 32 bits");

    /// <summary>A floating-point attribute.</summary>
    public float Float(string name, float? fallback = null) => Get(name, fallback);

    /// <summary>A string attribute.</summary>
    public string String(string name, string? fallback = null) => GetObject(name, fallback);

    /// <summary>A list of integers; the default where it is missing.</summary>
    public EquatableArray<long> Ints(string name, EquatableArray<long>? fallback = null) => Get(name, fallback);

    /// <summary>A list of floats.</summary>
    public EquatableArray<float> Floats(string name, EquatableArray<float>? fallback = null) => Get(name, fallback);

    /// <summary>A tensor attribute.</summary>
    public Tensor Tensor(string name) => GetObject<Tensor>(name, null);

    private T Get<T>(string name, T? fallback) where T : struct => Attributes.TryGetValue(name, out var value)
        ? value is T typed ? typed : Mismatch<T>(name, value)
        : fallback ?? Missing<T>(name);

    private T GetObject<T>(string name, T? fallback) where T : class => Attributes.TryGetValue(name, out var value)
        ? value as T ?? Mismatch<T>(name, value)
        : fallback ?? Missing<T>(name);

    [DoesNotReturn]
    private static T Missing<T>(string name) => throw new RawNodeException($"attribute '{name}' is missing");

    [DoesNotReturn]
    private static T Mismatch<T>(string name, object value) =>
        throw new RawNodeException($"attribute '{name}' is a {value.GetType().Name}, not a {typeof(T).Name}");
}

/// <summary>A node that a binding cannot read; the reader puts file and node before the text, or keeps the node opaque.</summary>
/// <param name="problem">What is wrong.</param>
/// <param name="unknown">Whose shape or elements are not known, which may be the reason; null where that is not so.</param>
internal sealed class RawNodeException(string problem, Value? unknown = null) : Exception(problem)
{
    public Value? Unknown { get; } = unknown;
}
