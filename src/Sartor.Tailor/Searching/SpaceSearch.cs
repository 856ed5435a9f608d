using Sartor.Core;
using Sartor.Results.Records;
using Sartor.Tailor.Accuracy;
using Sartor.Tailor.Codes;
using Sartor.Tailor.Latency;
using Sartor.Tailor.Operators;
using Sartor.Tailor.Operators.Fusions;
using Sartor.Tailor.Search;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Searching;

/// <summary>
/// Finds networks of a space by two sums: what has the budget (latency; MACs without a table), and what is to be small (samples that are
/// predicted wrong; without a table the largest network is wanted).
/// </summary>
internal sealed class SpaceSearch
{
    private const int MostLabels = 2000;

    private readonly SearchSpace _space;
    private readonly CostGraph _graph;

    /// <param name="network">The network and its space.</param>
    /// <param name="latency">Latencies of its parts; null for none.</param>
    /// <param name="accuracy">Accuracies of some of its networks; null for none.</param>
    public SpaceSearch(SuperNet network, LatencyProfile? latency, AccuracyProfile? accuracy)
    {
        _space = network.Space;
        Latency = latency is null ? null : LatencyModel.Fit(network, latency);
        Accuracy = accuracy is null ? null : AccuracyModel.Fit(network.Space, accuracy);
        if (latency is null && accuracy is null)
            throw new OptionException("--latency", "is missing; a search needs a table of latencies or of accuracies");
        var sizes = new SizeCosts(network, new UnitForms(network, FusionRules.Default));
        _graph = SpaceGraph.Of(_space, new JoinedCosts(
            Latency?.Costs() ?? new OneCost(sizes, 1), Accuracy?.Costs() ?? new OneCost(sizes, -1)));
    }

    public LatencyModel? Latency { get; }

    public AccuracyModel? Accuracy { get; }

    /// <summary>Whether the table has all parts of at least one network.</summary>
    public bool IsCovered => Latency is null || _graph.SmallestToLast(0)[0] < LatencyModel.NotCovered;

    /// <summary>The k best networks within a budget, with a certificate; the unit is that of <see cref="Front"/>.</summary>
    public (IReadOnlyList<SubNetCode> Best, BudgetOutcome Outcome) Within(double budget, int count)
    {
        var outcome = BudgetSearch.Run(_graph, budget, count);
        return ([.. outcome.Best.Select(path => PathCode.Of(_space, path))], outcome);
    }

    /// <summary>The networks that none beats in both; the budget is in milliseconds, or in MACs without a table of latencies.</summary>
    public (IReadOnlyList<SubNetCode> Codes, double Epsilon) Front()
    {
        var front = new ExactSearch(_graph) { MostLabels = MostLabels }.Run();
        var covered = front.Paths.Where(path => Latency is null || path.Costs[0] < LatencyModel.NotCovered);
        return ([.. covered.Select(path => PathCode.Of(_space, path))], front.Epsilon);
    }

    // MACs, or their opposite where the largest network is wanted.
    private sealed class OneCost(ISpaceCosts sizes, double sign) : ISpaceCosts
    {
        public IReadOnlyList<string> Objectives { get; } = [sign > 0 ? "macs" : "size"];

        public void OfResolution(double resolution, Span<double> costs)
        {
        }

        public void OfStage(SpaceStage stage, BlockPlace place, double depth, Span<double> costs)
        {
            Span<double> both = stackalloc double[sizes.Objectives.Count];
            both.Clear();
            sizes.OfStage(stage, place, depth, both);
            costs[0] = sign * both[0];
        }

        public void OfBlock(SpaceStage stage, SpaceBlock block, BlockPlace place, IReadOnlyList<double> values, Span<double> costs)
        {
            Span<double> both = stackalloc double[sizes.Objectives.Count];
            both.Clear();
            sizes.OfBlock(stage, block, place, values, both);
            costs[0] = sign * both[0];
        }
    }
}
