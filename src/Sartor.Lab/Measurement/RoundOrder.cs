namespace Sartor.Lab.Measurement;

/// <summary>
/// The order of trials within rounds: odd rounds are shuffled anew, each even round is the one before in reverse, so that over two
/// rounds no trial is earlier than another. What a place in a round does to a launch is thereby chance, the same for all trials.
/// </summary>
/// <param name="count">Number of trials.</param>
/// <param name="seed">The same seed gives the same orders.</param>
internal sealed class RoundOrder(int count, int seed)
{
    private readonly Random _random = new(seed);
    private int[] _order = [.. Enumerable.Range(0, count)];
    private bool _isReversed = true;

    /// <summary>The trials of the next round by their indices.</summary>
    public IReadOnlyList<int> Next()
    {
        _isReversed = !_isReversed;
        _order = [.. _order];
        if (_isReversed) Array.Reverse(_order);
        else _random.Shuffle(_order);
        return _order;
    }
}
