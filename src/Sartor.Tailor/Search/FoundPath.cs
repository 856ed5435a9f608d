using Sartor.Core;

namespace Sartor.Tailor.Search;

/// <summary>A network that a search found: the choices on its way, and their sums.</summary>
/// <param name="Labels">The choices from the first state to the last.</param>
/// <param name="Costs">The sum of each objective.</param>
internal sealed record FoundPath(EquatableArray<int> Labels, EquatableArray<double> Costs);
