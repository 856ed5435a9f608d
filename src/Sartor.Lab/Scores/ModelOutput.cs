using Sartor.Core;

namespace Sartor.Lab.Scores;

/// <summary>One output of a network for one sample.</summary>
/// <param name="Name">As the source names it.</param>
/// <param name="Shape">As the source has it.</param>
/// <param name="Values">Reals, row-major; empty where only name and shape are asked about.</param>
public sealed record ModelOutput(string Name, Shape Shape, ReadOnlyMemory<float> Values);
