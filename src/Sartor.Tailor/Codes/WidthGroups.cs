using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Codes;

/// <summary>The widths of a space that are decided once, and the stages that have each of them.</summary>
internal sealed class WidthGroups
{
    private readonly int[] _ofStage;
    private readonly List<(Decision Decision, int First, int Last)> _groups = [];

    public WidthGroups(SearchSpace space)
    {
        _ofStage = new int[space.Stages.Count];
        Array.Fill(_ofStage, -1);
        for (var deciding = 0; deciding < space.Stages.Count; deciding++)
        {
            if (space.Stages[deciding].Width is not { TiedTo: null } decision) continue;
            int[] stages = [.. Enumerable.Range(0, _ofStage.Length).Where(s =>
                s == deciding || (space.Stages[s].TiedTo ?? space.Stages[s].Width?.TiedTo) == space.Stages[deciding].Name)];
            foreach (var stage in stages) _ofStage[stage] = _groups.Count;
            _groups.Add((decision, stages[0], stages[^1]));
        }
    }

    public int Count => _groups.Count;

    /// <summary>The group of a stage; -1 where its width does not vary.</summary>
    public int Of(int stage) => _ofStage[stage];

    public Decision Decision(int group) => _groups[group].Decision;

    /// <summary>Whether this is the first stage of its group in the order of the graph, where its width has to be known.</summary>
    public bool IsFirst(int stage) => Of(stage) >= 0 && _groups[Of(stage)].First == stage;

    /// <summary>Whether no later stage has the width of this one.</summary>
    public bool IsLast(int stage) => Of(stage) >= 0 && _groups[Of(stage)].Last == stage;
}
