using Sartor.Tailor.Search;

namespace Sartor.Tailor.Predictors;

/// <summary>Makes the cost graph of networks that are one choice at each position, from predictors of their costs.</summary>
internal static class ChoiceGraph
{
    /// <param name="names">What each objective is called.</param>
    /// <param name="objectives">One predictor for each, all of the same positions and choices.</param>
    /// <returns>A graph in which the label of an option is the number of the choice. Costs are on the scales of the predictors.</returns>
    public static CostGraph Of(IReadOnlyList<string> names, params IReadOnlyList<ChoiceModel> objectives)
    {
        var choices = objectives[0].Features.Choices;
        var builder = new CostGraphBuilder(names);
        // A state is what the next choice depends on: the choice before, where neighbours count together.
        var pairs = objectives.Any(model => model.Features.Pairs);
        var costs = new double[objectives.Count];
        var states = new Dictionary<int, int> { [0] = builder.AddState(0) };
        for (var position = 0; position < choices.Count; position++)
        {
            var isLast = position == choices.Count - 1;
            var count = pairs && !isLast ? choices[position] : 1;
            var next = Enumerable.Range(0, count).ToDictionary(choice => choice, _ => builder.AddState(position + 1));
            foreach (var (before, state) in states)
            {
                for (var choice = 0; choice < choices[position]; choice++)
                {
                    for (var o = 0; o < costs.Length; o++) costs[o] = objectives[o].Step(position, before, choice);
                    builder.Add(state, next[pairs && !isLast ? choice : 0], choice, costs);
                }
            }
            states = next;
        }
        return builder.Build();
    }
}
