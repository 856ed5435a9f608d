using System.Numerics;
using Sartor.Core;

namespace Sartor.Tailor.Spaces;

/// <summary>
/// One network of a space, written canonically: a decision of a block that depth leaves out does not exist, so that equal networks have
/// equal codes. Immutable; compared by value.
/// </summary>
internal sealed class SubNetCode : IEquatable<SubNetCode>
{
    // The place of the chosen value for each decision of the space; -1 where the decision does not exist.
    private readonly int[] _choices;

    internal SubNetCode(SearchSpace space, int[] choices) => (Space, _choices) = (space, choices);

    public SearchSpace Space { get; }

    /// <summary>The chosen value of each decision of the space, in its order; null where the decision does not exist.</summary>
    public IEnumerable<(Decision Decision, double? Value)> Choices =>
        Space.Decisions.Select((decision, i) => (decision, _choices[i] < 0 ? (double?)null : decision.Values[_choices[i]]));

    /// <summary>The chosen value; null where a block is left out that the decision belongs to.</summary>
    /// <exception cref="ArgumentException">The space has no such decision, or it is tied to another.</exception>
    public double? ValueOf(Decision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        for (var i = 0; i < _choices.Length; i++)
        {
            if (Space.Decisions[i] == decision) return _choices[i] < 0 ? null : decision.Values[_choices[i]];
        }
        throw new ArgumentException($"{decision.Name} is no decision of {Space.Name}");
    }

    /// <summary>The network that a map of values describes.</summary>
    /// <param name="space">The space.</param>
    /// <param name="values">The value of each decision that exists, by its name.</param>
    /// <exception cref="OptionException">It describes none; the message has all problems.</exception>
    public static SubNetCode Of(SearchSpace space, IReadOnlyDictionary<string, double> values)
    {
        var reading = new CodeReading(space);
        return reading.Read(values) ?? throw new OptionException("code", CodeProblem.Text(reading.Problems));
    }

    /// <summary>What <see cref="ToString"/> wrote.</summary>
    /// <exception cref="OptionException">It is none, or of another space; the message has all problems.</exception>
    public static SubNetCode Parse(SearchSpace space, string text)
    {
        var reading = new CodeReading(space);
        return reading.Read(text) ?? throw new OptionException("code", CodeProblem.Text(reading.Problems));
    }

    /// <summary>The network of a number: each number gives another one.</summary>
    /// <param name="space">The space.</param>
    /// <param name="index">From 0 to one less than <see cref="SearchSpace.DistinctCount"/>.</param>
    public static SubNetCode At(SearchSpace space, BigInteger index) => new(space, CodeNumbers.Choices(space, index));

    /// <summary>A network of the space, each as likely as any other.</summary>
    public static SubNetCode Random(SearchSpace space, Random random) => At(space, CodeNumbers.Below(space.DistinctCount, random));

    /// <summary>All networks, one after the other; a space has more than can be waited for unless it is small.</summary>
    public static IEnumerable<SubNetCode> All(SearchSpace space)
    {
        for (var index = BigInteger.Zero; index < space.DistinctCount; index++) yield return At(space, index);
    }

    public bool Equals(SubNetCode? other) =>
        other is not null && Space.Fingerprint == other.Space.Fingerprint && _choices.AsSpan().SequenceEqual(other._choices);

    public override bool Equals(object? obj) => Equals(obj as SubNetCode);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Space.Fingerprint);
        foreach (var choice in _choices) hash.Add(choice);
        return hash.ToHashCode();
    }

    /// <summary>
    /// The digits of the space, a colon, the resolution; for each stage a slash, its width and depth, and after a semicolon each block;
    /// a hyphen for a block that is left out: <c>5e1f90aa:160/0.8,-1;3,4;-</c>.
    /// </summary>
    public override string ToString() => CodeText.Write(this);
}
