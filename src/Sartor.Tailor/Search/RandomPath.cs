namespace Sartor.Tailor.Search;

/// <summary>A network with the choice that it makes at each decision.</summary>
/// <param name="Choices">For each decision the choice, and the decision that follows it.</param>
/// <param name="Path">The network.</param>
internal sealed record RandomPath(IReadOnlyDictionary<int, (int Label, int Layer)> Choices, FoundPath Path)
{
    /// <summary>Null where this network does not come to the decision.</summary>
    public (int Label, int Layer)? Choice(int layer) => Choices.TryGetValue(layer, out var choice) ? choice : null;
}
