namespace Sartor.Convert.Quantization;

/// <summary>A node of a lowered graph that computes in int8; what only moves values is none.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Operator">What it computes, as <c>sartor inspect</c> calls it.</param>
/// <param name="Output">Name of its first output, which no other has.</param>
public sealed record Int8Layer(string Name, string Operator, string Output);
