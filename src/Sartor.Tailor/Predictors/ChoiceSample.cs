using Sartor.Core;

namespace Sartor.Tailor.Predictors;

/// <summary>A network that was measured.</summary>
/// <param name="Choices">At each position the number of the choice, from 0.</param>
/// <param name="Value">What was measured of it.</param>
internal sealed record ChoiceSample(EquatableArray<int> Choices, double Value);
