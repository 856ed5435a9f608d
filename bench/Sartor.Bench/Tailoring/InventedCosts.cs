using Sartor.Tailor.Codes;
using Sartor.Tailor.Spaces;

namespace Sartor.Bench.Tailoring;

/// <summary>
/// Costs for a space that nobody measured: larger choices take longer and lose less, unevenly. Latency grows with the square of the
/// resolution and with both widths of a block, so that the states of the search are those of a real table.
/// </summary>
internal sealed class InventedCosts : ISpaceCosts
{
    private readonly double _largest;
    private readonly Dictionary<(string Name, double Value), (double Time, double Loss)> _drawn = [];

    public InventedCosts(SearchSpace space, int seed)
    {
        var random = new Random(seed);
        _largest = space.Resolution.Values.Max();
        foreach (var decision in space.Listed)
        {
            // How much this decision matters, and how evenly.
            var (weight, most) = (0.3 + random.NextDouble(), decision.Values.Max(Math.Abs));
            foreach (var value in decision.Values)
            {
                var share = most == 0 ? 1 : Math.Abs(value) / most;
                _drawn[(decision.Name, value)] = (
                    share * (0.8 + (0.4 * random.NextDouble())), weight * (1.05 - share) * (0.7 + (0.6 * random.NextDouble())));
            }
        }
        foreach (var stage in space.Stages) _drawn[(stage.Name, 0)] = (0.2 + random.NextDouble(), 0.5 + random.NextDouble());
    }

    public IReadOnlyList<string> Objectives { get; } = ["ms", "loss"];

    public void OfResolution(double resolution, Span<double> costs) => costs[1] = 3 * (1 - (resolution / _largest));

    public void OfStage(SpaceStage stage, BlockPlace place, double depth, Span<double> costs)
    {
        var (time, loss) = _drawn[(stage.Name, 0)];
        costs[0] = time * Scale(place);
        costs[1] = loss * (Math.Max(0, 1 - place.Width) - (0.8 * depth));
    }

    public void OfBlock(SpaceStage stage, SpaceBlock block, BlockPlace place, IReadOnlyList<double> values, Span<double> costs)
    {
        costs[0] = Scale(place);
        for (var i = 0; i < values.Count; i++)
        {
            var (time, loss) = _drawn[(block.Decisions[i].Name, values[i])];
            costs[0] *= time;
            costs[1] += loss;
        }
    }

    private double Scale(BlockPlace place) => Math.Pow(place.Resolution / _largest, 2) * place.Before * place.Width;
}
