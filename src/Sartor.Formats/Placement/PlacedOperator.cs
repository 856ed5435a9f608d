using Sartor.Graph.Ir;

namespace Sartor.Formats.Placement;

/// <summary>An operator as the tables of targets speak of it; equal only to itself.</summary>
/// <param name="raw">Name, version and options in the words of the format.</param>
/// <param name="name">What messages call it: its first output.</param>
/// <param name="inputs">Null for one left out.</param>
/// <param name="outputs">Its outputs.</param>
/// <param name="arithmetic">The arithmetic that it computes in, by a letter of its format's table; null where it has none.</param>
internal sealed class PlacedOperator(
    RawNode raw, string name, IReadOnlyList<PlacedTensor?> inputs, IReadOnlyList<PlacedTensor> outputs, char? arithmetic)
{
    /// <summary>Name, version and options in the words of the format.</summary>
    public RawNode Raw { get; } = raw;

    /// <summary>What messages call it: its first output.</summary>
    public string Name { get; } = name;

    /// <summary>Null for one left out.</summary>
    public IReadOnlyList<PlacedTensor?> Inputs { get; } = inputs;

    /// <summary>Its outputs.</summary>
    public IReadOnlyList<PlacedTensor> Outputs { get; } = outputs;

    /// <summary>The arithmetic that it computes in, by a letter of its format's table; null where it has none.</summary>
    public char? Arithmetic { get; } = arithmetic;

    /// <summary>All tensors that are no constants.</summary>
    public IEnumerable<PlacedTensor> Data => Inputs.OfType<PlacedTensor>().Concat(Outputs).Where(t => !t.IsConstant);

    /// <summary>The input of a number; null where it is left out.</summary>
    public PlacedTensor? Input(long number) => number < Inputs.Count ? Inputs[(int)number] : null;
}
