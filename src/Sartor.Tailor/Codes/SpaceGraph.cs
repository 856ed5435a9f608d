using Sartor.Core;
using Sartor.Tailor.Search;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Codes;

/// <summary>
/// The cost graph of a space: each way from its first state to its last is one network, and each network is there once. A state is what
/// later costs depend on: the resolution, the width of what was given last, and widths that later stages share.
/// </summary>
internal sealed class SpaceGraph
{
    private readonly SearchSpace _space;
    private readonly ISpaceCosts _costs;
    private readonly WidthGroups _groups;
    private readonly CostGraphBuilder _builder;
    private int _layer;

    private SpaceGraph(SearchSpace space, ISpaceCosts costs)
    {
        (_space, _costs) = (space, costs);
        _groups = new WidthGroups(space);
        _builder = new CostGraphBuilder(costs.Objectives);
    }

    /// <summary>The graph; <see cref="PathCode.Of"/> gives the code of one of its ways.</summary>
    public static CostGraph Of(SearchSpace space, ISpaceCosts costs) => new SpaceGraph(space, costs).Build();

    private CostGraph Build()
    {
        var first = _builder.AddState(_layer++);
        var states = new Dictionary<State, int>();
        for (var choice = 0; choice < _space.Resolution.Values.Count; choice++)
        {
            var state = new State(choice, 1, [.. Enumerable.Repeat(-1, _groups.Count)]);
            states[state] = _builder.AddState(_layer);
        }
        foreach (var (state, number) in states)
            Add(first, number, state.Resolution, costs => _costs.OfResolution(Resolution(state), costs));
        for (var stage = 0; stage < _space.Stages.Count; stage++) states = Stage(stage, Widths(stage, states));
        var last = _builder.AddState(++_layer);
        foreach (var number in states.Values) Add(number, last, 0, _ => { });
        return _builder.Build();
    }

    // The width is decided where the first stage has it, which may be before the stage that it is named after.
    private Dictionary<State, int> Widths(int stage, Dictionary<State, int> states)
    {
        if (!_groups.IsFirst(stage)) return states;
        _layer++;
        var group = _groups.Of(stage);
        var decided = new Dictionary<State, int>();
        foreach (var (state, number) in states)
        {
            for (var choice = 0; choice < _groups.Decision(group).Values.Count; choice++)
            {
                var next = state with { Widths = With(state.Widths, group, choice) };
                Add(number, Numbered(decided, next), choice, _ => { });
            }
        }
        return decided;
    }

    private Dictionary<State, int> Stage(int number, Dictionary<State, int> states)
    {
        var stage = _space.Stages[number];
        var depths = SearchSpace.Depths(stage);
        _layer++;
        var chains = depths.Select(_ => new Dictionary<State, int>()).ToArray();
        foreach (var (state, from) in states)
        {
            var place = Place(number, state);
            for (var depth = 0; depth < depths.Count; depth++)
            {
                var value = depths[depth];
                Add(from, Numbered(chains[depth], state), depth, costs => _costs.OfStage(stage, place, value, costs));
            }
        }
        for (var block = 0; block < stage.Blocks.Count; block++)
        {
            _layer++;
            for (var depth = 0; depth < depths.Count; depth++)
            {
                if (stage.Remaining(depths[depth])[block]) chains[depth] = Block(number, stage.Blocks[block], chains[depth]);
            }
        }
        _layer++;
        var left = new Dictionary<State, int>();
        foreach (var (state, from) in chains.SelectMany(chain => chain))
        {
            var next = state with { Before = Width(number, state) };
            if (_groups.IsLast(number)) next = next with { Widths = With(next.Widths, _groups.Of(number), -1) };
            Add(from, Numbered(left, next), 0, _ => { });
        }
        return left;
    }

    private Dictionary<State, int> Block(int stage, SpaceBlock block, Dictionary<State, int> states)
    {
        var next = new Dictionary<State, int>();
        foreach (var (state, from) in states)
        {
            var to = Numbered(next, state with { Before = Width(stage, state) });
            var place = Place(stage, state);
            for (var option = 0; option < BlockOptions.Count(block); option++)
            {
                var values = BlockOptions.Values(block, option);
                Add(from, to, option, costs => _costs.OfBlock(_space.Stages[stage], block, place, values, costs));
            }
        }
        return next;
    }

    private int Numbered(Dictionary<State, int> states, State state) =>
        states.TryGetValue(state, out var number) ? number : states[state] = _builder.AddState(_layer);

    private void Add(int from, int to, int label, Action<double[]> cost)
    {
        var costs = new double[_costs.Objectives.Count];
        cost(costs);
        _builder.Add(from, to, label, costs);
    }

    private double Resolution(State state) => _space.Resolution.Values[state.Resolution];

    private double Width(int stage, State state) =>
        _groups.Of(stage) is var group and >= 0 ? _groups.Decision(group).Values[state.Widths[group]] : 1;

    private BlockPlace Place(int stage, State state) => new(Resolution(state), state.Before, Width(stage, state));

    private static EquatableArray<int> With(EquatableArray<int> widths, int group, int choice) =>
        new(widths.Items.SetItem(group, choice));

    // Choices of the resolution and, for each width that is decided and still needed, of that; -1 for the others.
    private readonly record struct State(int Resolution, double Before, EquatableArray<int> Widths);
}
