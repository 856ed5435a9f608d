using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Graph.Ir;
using Sartor.Lab.Evaluation;

namespace Sartor.Bench.Verdicts;

/// <summary>Where in a conversion a mistake is made.</summary>
internal enum MistakeStage
{
    /// <summary>In the graph as it was read, before it is lowered: the lowering carries the mistake into every precision.</summary>
    Source,
    /// <summary>In the lowered graph: in every precision too.</summary>
    Lowered,
    /// <summary>In the quantised graph only: the float32 form of the file is right.</summary>
    Quantized,
    /// <summary>In the graph as it is written, with what is put in front of it and with weights that are reduced.</summary>
    Written,
    /// <summary>In what runs the file: the file itself is right.</summary>
    Run,
}

/// <summary>
/// A mistake that a converter, a quantiser or a runtime could make, made on purpose: a judge has to refuse what comes of it.
/// </summary>
/// <param name="Name">For a table: what is wrong.</param>
/// <param name="Stage">Where it is made.</param>
/// <param name="Plant">Makes it; false where the graph has no place for it, and the graph is unchanged then.</param>
internal sealed record Mistake(string Name, MistakeStage Stage, Func<ModelGraph, bool> Plant)
{
    /// <summary>The precisions of files that can have it.</summary>
    public IReadOnlyList<Precision> Precisions { get; init; } = Convert.Precisions.All;

    /// <summary>What the quantiser believes of the activations, changed; null: nothing.</summary>
    public Func<IReadOnlyDictionary<string, ActivationStatistics>, Dictionary<string, ActivationStatistics>>? Ranges { get; init; }

    /// <summary>What runs the file, changed; null: nothing.</summary>
    public Func<ITargetSession, ITargetSession>? Session { get; init; }

    /// <summary>
    /// The file that is converted in place of a network's own, null for a network that has no place for it; null: its own.
    /// </summary>
    public Func<BenchNetwork, byte[]?>? Source { get; init; }

    /// <summary>A mistake of conversion, in the graph as it was read.</summary>
    public static Mistake InSource(string name, Func<ModelGraph, bool> plant) => new(name, MistakeStage.Source, plant);

    /// <summary>A mistake of conversion, in the lowered graph.</summary>
    public static Mistake InLowered(string name, Func<ModelGraph, bool> plant) => new(name, MistakeStage.Lowered, plant);

    /// <summary>A mistake of quantisation.</summary>
    public static Mistake InQuantized(string name, Func<ModelGraph, bool> plant, params IReadOnlyList<Precision> precisions) =>
        new(name, MistakeStage.Quantized, plant) { Precisions = precisions };
}
