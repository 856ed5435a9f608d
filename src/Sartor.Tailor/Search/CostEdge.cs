namespace Sartor.Tailor.Search;

/// <summary>The options that lead from one state to another.</summary>
internal sealed class CostEdge
{
    private readonly double[] _costs;

    internal CostEdge(int from, int to, int[] labels, double[] costs)
    {
        From = from;
        To = to;
        Labels = labels;
        _costs = costs;
        ObjectiveCount = costs.Length / labels.Length;
    }

    public int From { get; }

    public int To { get; }

    /// <summary>What each option is called where the graph was made: the number of a choice.</summary>
    public IReadOnlyList<int> Labels { get; }

    public int OptionCount => Labels.Count;

    public int ObjectiveCount { get; }

    /// <summary>What one option adds to each objective.</summary>
    public ReadOnlySpan<double> Costs(int option) => _costs.AsSpan(option * ObjectiveCount, ObjectiveCount);

    /// <summary>What it adds to the weighted sum of the objectives.</summary>
    public double Cost(int option, ReadOnlySpan<double> weights)
    {
        var costs = Costs(option);
        var sum = 0.0;
        for (var objective = 0; objective < costs.Length; objective++)
        {
            if (weights[objective] != 0) sum += weights[objective] * costs[objective];
        }
        return sum;
    }
}
