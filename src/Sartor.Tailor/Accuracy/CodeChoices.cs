using Sartor.Core;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Accuracy;

/// <summary>
/// A network as one choice for each decision of its space: 0 is the network's own value, then the others, and last that the decision does
/// not
/// exist.
/// </summary>
internal sealed class CodeChoices(SearchSpace space)
{
    private readonly Dictionary<Decision, (int Position, double[] Values)> _positions = space.Decisions
        .Select((decision, i) => (decision, i)).ToDictionary(
            pair => pair.decision, pair => (pair.i, pair.decision.Values.OrderDescending().ToArray()));

    /// <summary>The number of choices of each decision.</summary>
    public IReadOnlyList<int> Counts { get; } = [.. space.Decisions.Select(decision => decision.Values.Count + 1)];

    public EquatableArray<int> Of(SubNetCode code) => [.. code.Choices.Select(choice => Of(choice.Decision, choice.Value).Choice)];

    /// <summary>The position of a decision, and the choice of a value; null for one that does not exist.</summary>
    public (int Position, int Choice) Of(Decision decision, double? value)
    {
        var (position, values) = _positions[decision];
        return (position, value is { } chosen ? Array.IndexOf(values, chosen) : values.Length);
    }
}
