namespace Sartor.Results.Records;

/// <summary>Tensors inside of a source and a variant beside one another: where the two part (docs/verification.md).</summary>
public sealed record LayerComparison
{
    /// <summary>Engine and delegate that ran the variant.</summary>
    public required EngineTarget Target { get; init; }

    /// <summary><c>float32</c> if the float32 form of the variant was compared instead of the variant itself; null otherwise.</summary>
    public string? Form { get; init; }

    /// <summary>Inputs on which tensors were compared.</summary>
    public required int Samples { get; init; }

    /// <summary>Tensors of the source, outputs included, that could be compared.</summary>
    public required int SourceTensors { get; init; }

    /// <summary>Tensors of the variant, outputs included, that could be compared.</summary>
    public required int VariantTensors { get; init; }

    /// <summary>How many of them correspond, outputs included.</summary>
    public required int Pairs { get; init; }

    /// <summary>Error ÷ spread up to which two tensors agree.</summary>
    public required double Limit { get; init; }

    /// <summary>The first node whose inputs agree and whose output parts; null where there is none.</summary>
    public LayerDivergence? First { get; init; }

    /// <summary>All pairs in the order in which the variant computes them; empty unless they were asked for.</summary>
    public IReadOnlyList<LayerPair> Layers { get; init; } = [];

    /// <summary>Why the tensors could not be compared; null where they were.</summary>
    public string? Problem { get; init; }

    /// <summary>What was found, as a sentence without a full stop.</summary>
    public string Text => LayerText.Of(this);
}
