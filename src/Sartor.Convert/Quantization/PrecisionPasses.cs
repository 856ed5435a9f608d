using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Quantization;

/// <summary>From a lowered float32 graph to each precision.</summary>
public static class PrecisionPasses
{
    /// <summary>The pass of a precision; null for float32.</summary>
    /// <param name="precision">Arithmetic and storage.</param>
    /// <param name="statistics">Calibrated activations, which int8 needs.</param>
    /// <param name="format">The format whose bindings say what int8 asks of each operator.</param>
    /// <param name="hasRowScales">Whether the runtime computes fully connected layers whose weights have a scale for each row.</param>
    /// <param name="options">What int8 is to do beside its rules; null for nothing.</param>
    /// <exception cref="ArgumentException">Int8 without statistics.</exception>
    /// <exception cref="OptionException">The options ask for types that no kernel computes.</exception>
    public static IGraphPass? Of(
        Precision precision, IReadOnlyDictionary<string, ActivationStatistics>? statistics, string format, bool hasRowScales = false,
        Int8Options? options = null) =>
        precision switch
        {
            Precision.Float16 => new Float16WeightsPass(),
            Precision.DynamicRangeInt8 => new DynamicRangePass { HasRowScales = hasRowScales },
            Precision.Int8 when statistics is null => throw new ArgumentException("int8 needs calibrated activations", nameof(statistics)),
            Precision.Int8 when options is not null && Problem(options) is { } problem => throw problem,
            Precision.Int8 => new Int8Pass(statistics, new BindingTable(format))
            {
                HasRowScales = hasRowScales,
                Options = options ?? Int8Options.Default,
            },
            _ => null,
        };

    private static OptionException? Problem(Int8Options options) => options switch
    {
        { Activations: not (ElementType.Int8 or ElementType.Int16) } => new(
            "activations", $"must be int8 or int16, got {options.Activations.Label()}"),
        { Activations: ElementType.Int16, Boundary: null or ElementType.Int16 or ElementType.Float32 } => null,
        { Activations: ElementType.Int16 } => new(
            "io", $"must be float32 or int16 beside int16 activations, got {options.Boundary.Value.Label()}: no kernel makes int16 of it"),
        { Boundary: null or ElementType.Float32 or ElementType.Int8 or ElementType.UInt8 } => null,
        { Boundary: ElementType.Int16 } => new("io", "int16 goes with int16 activations; give --activations int16 too"),
        _ => new("io", $"must be float32, int8 or uint8, got {options.Boundary.Value.Label()}"),
    };

    /// <summary>
    /// Brings a lowered float32 graph into the form that a precision is written from; for most that is the graph as it is. On inputs
    /// like those that calibrated, both compute the same.
    /// </summary>
    /// <param name="precision">Arithmetic and storage.</param>
    /// <param name="graph">A lowered graph; it is changed.</param>
    /// <param name="statistics">Calibrated activations; null without.</param>
    /// <param name="format">As above.</param>
    /// <param name="options">As above.</param>
    /// <returns>The activations of that form; empty without calibrated ones.</returns>
    public static IReadOnlyDictionary<string, ActivationStatistics> Prepare(
        Precision precision, ModelGraph graph, IReadOnlyDictionary<string, ActivationStatistics>? statistics, string format,
        Int8Options? options = null) =>
        precision == Precision.Int8 && statistics is not null
            ? Int8Pass.Prepare(graph, statistics, new BindingTable(format), options ?? Int8Options.Default).Statistics
            : statistics ?? new Dictionary<string, ActivationStatistics>();
}
