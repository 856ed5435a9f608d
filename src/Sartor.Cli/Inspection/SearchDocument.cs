using Sartor.Results.Records;

namespace Sartor.Cli.Inspection;

/// <summary>The result of <c>sartor tailor search</c>.</summary>
internal sealed record SearchDocument : IResultDocument
{
    public static string CurrentSchema => "sartor.tailor-search/1";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The name of the space.</summary>
    public required string Space { get; init; }

    /// <summary>Networks that differ; decimal digits.</summary>
    public required string Networks { get; init; }

    /// <summary>What has the budget: latency, or MACs without a table of latencies.</summary>
    public required string Objective { get; init; }

    /// <summary>The budget, in milliseconds or MACs; null where the whole front was asked for alone.</summary>
    public required double? Budget { get; init; }

    /// <summary>The smallest budget that a network keeps; null without a budget.</summary>
    public required double? SmallestBudget { get; init; }

    /// <summary>
    /// What the certificate leaves open: no network within the budget is better than the first by more than this share of the spread of
    /// what
    /// is to be small; 0 where it proves the first. The search is exact in any case. Null without a budget, or where none keeps it.
    /// </summary>
    public required double? Gap { get; init; }

    /// <summary>The best networks within the budget, the best first; none where it is infeasible.</summary>
    public required IReadOnlyList<PredictedNetwork> Best { get; init; }

    /// <summary>The networks that none beats in both, from the smallest budget on.</summary>
    public required IReadOnlyList<PredictedNetwork> Front { get; init; }

    /// <summary>0 where the front is exact; else what a network of it may be above the best in the budget's unit.</summary>
    public required double FrontEpsilon { get; init; }

    /// <summary>How long the search took, in seconds.</summary>
    public required double Seconds { get; init; }
}
