namespace Sartor.Graph.Ir;

/// <summary>The result of <see cref="Operator.PermuteThrough"/>.</summary>
/// <param name="Operator">The operator with its axes renamed.</param>
/// <param name="Inputs">How each input has to be permuted; null leaves it as it is.</param>
/// <param name="Outputs">How each output comes out permuted; null as before.</param>
public sealed record AxisPropagation(Operator Operator, IReadOnlyList<Permutation?> Inputs, IReadOnlyList<Permutation?> Outputs);
