namespace Sartor.Formats;

/// <summary>What a check of a file found.</summary>
/// <param name="Operators">Operators of all subgraphs.</param>
/// <param name="QuantizedOperators">Those with a tensor that is quantised.</param>
/// <param name="Runtime">The runtime that the findings about kernels speak of.</param>
/// <param name="Findings">In the order of the operators; empty for a sound file.</param>
public sealed record ConformanceReport(
    int Operators, int QuantizedOperators, string Runtime, IReadOnlyList<ConformanceFinding> Findings);
