using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert;

/// <summary>Names of <see cref="Precision"/>.</summary>
public static class Precisions
{
    private static readonly (Precision Precision, string Name, string Description)[] Table =
    [
        (Precision.Float32, "float32", "float32"),
        (Precision.Float16, "float16", "float16 constants, float32 arithmetic"),
        (Precision.DynamicRangeInt8, "dynamic-range-int8", "int8 weights, float32 activations quantized at run time"),
        (Precision.Int8, "int8", "int8 weights per channel, int8 activations"),
    ];

    private static readonly Dictionary<string, string> Short = new()
    {
        ["fp32"] = "float32",
        ["f32"] = "float32",
        ["fp16"] = "float16",
        ["f16"] = "float16",
        ["half"] = "float16",
        ["dynamic-int8"] = "dynamic-range-int8",
        ["int8-dynamic"] = "dynamic-range-int8",
        ["i8"] = "int8",
    };

    /// <summary>All precisions, from the most to the least exact.</summary>
    public static IReadOnlyList<Precision> All { get; } = [.. Table.Select(row => row.Precision)];

    /// <summary>
    /// The name on the command line and in results: <c>float32</c>, <c>float16</c>, <c>dynamic-range-int8</c>, <c>int8</c>.
    /// </summary>
    public static string Name(this Precision precision) => Table.First(row => row.Precision == precision).Name;

    /// <summary>What it means, in words.</summary>
    public static string Description(this Precision precision) => Table.First(row => row.Precision == precision).Description;

    /// <summary>
    /// What the types of a network's tensors say: integers between operators, integer weights, half-precision weights, or none of them.
    /// </summary>
    public static Precision Of(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (graph.Nodes.Any(n => n.Operator is not (Quantize or Dequantize) && n.Outputs.Any(IsQuantized))) return Precision.Int8;
        // An operator on floats that were integers is one on integers (ONNX).
        if (graph.Nodes.Any(n => n.Operator is Quantize && n.Output.Uses.Any(IsComputedWith))) return Precision.Int8;
        var constants = graph.Constants.ToArray();
        if (constants.Any(IsQuantized)) return Precision.DynamicRangeInt8;
        return constants.Any(c => c.Type.Element == ElementType.Float16) ? Precision.Float16 : Precision.Float32;
    }

    private static bool IsComputedWith(Use use) => use.Node.Operator is Dequantize
        && use.Node.Output.Uses.Any(u => u.Node.Operator is not (Quantize or Dequantize));

    private static bool IsQuantized(Value value) => value.Quantization is not null && value.Type.Element.IsInteger();

    /// <summary>
    /// The precision of a name, in any case. Other names that people use are understood: <c>fp32</c>, <c>f32</c>, <c>fp16</c>, <c>f16</c>,
    /// <c>half</c>, <c>dynamic-int8</c>, <c>int8-dynamic</c>, <c>i8</c>.
    /// </summary>
    /// <exception cref="OptionException">There is none; the message lists those that there are.</exception>
    public static Precision Parse(string name)
    {
        var given = name.ToLowerInvariant();
        var full = Short.GetValueOrDefault(given, given);
        foreach (var row in Table)
        {
            if (row.Name == full) return row.Precision;
        }
        throw new OptionException("precision", $"unknown precision '{name}'; choose from "
            + $"{string.Join(", ", Table.Select(row => row.Name))}");
    }
}
