using Sartor.Core;

namespace Sartor.Tailor.Spaces;

/// <summary>Finds the blocks of a network and divides it into stages where the shape of what they give changes.</summary>
internal sealed class StageDivision
{
    private readonly List<(string? Template, List<Part> Parts, IReadOnlyList<Variation> Variations)> _units = [];

    private StageDivision(IReadOnlyList<Part> parts, IReadOnlyList<IBlockTemplate> templates)
    {
        for (var i = 0; i < parts.Count;)
        {
            if (Match(parts, i, templates) is not { } found)
            {
                if (_units.Count == 0 || _units[^1].Template is not null) _units.Add((null, [], []));
                _units[^1].Parts.Add(parts[i++]);
                continue;
            }
            var end = i + found.Match.Count;
            // The activation behind a sum belongs to its block.
            while (end < parts.Count && parts[end].Kind == PartKind.Activation) end++;
            _units.Add((found.Template, [.. parts.Skip(i).Take(end - i)], found.Match.Variations));
            i = end;
        }
    }

    /// <summary>The stages of a network; empty where no template finds a block twice.</summary>
    public static IReadOnlyList<FoundStage> Of(IReadOnlyList<Part> parts, IReadOnlyList<IBlockTemplate> templates)
    {
        foreach (var isFallback in (bool[])[false, true])
        {
            if (isFallback && parts.Any(part => part.Kind is PartKind.Residual or PartKind.Attention or PartKind.Other)) break;
            var division = new StageDivision(parts, [.. templates.Where(template => template.IsFallback == isFallback)]);
            var kinds = division._units.Where(unit => unit.Template is not null).GroupBy(unit => unit.Template);
            if (kinds.Any(kind => kind.Count() > 1)) return division.Stages();
        }
        return [];
    }

    private static (string Template, BlockMatch Match)? Match(
        IReadOnlyList<Part> parts, int at, IReadOnlyList<IBlockTemplate> templates)
    {
        foreach (var template in templates)
        {
            if (template.Match(parts, at) is { } match) return (template.Name, match);
        }
        return null;
    }

    private List<FoundStage> Stages()
    {
        var stages = new List<FoundStage>();
        int ofBlocks = 0, between = 0;
        for (var i = 0; i < _units.Count;)
        {
            if (_units[i].Template is null)
            {
                var isEnd = i == 0 || i == _units.Count - 1;
                // What has no weights between two stages decides nothing.
                if (isEnd || Layers(_units[i].Parts).Length > 0)
                {
                    var name = i == 0 ? "stem" : i == _units.Count - 1 ? "head" : $"transition{++between}";
                    stages.Add(Stage(name, [], _units[i].Parts));
                }
                else
                {
                    stages[^1] = stages[^1] with { Tail = _units[i].Parts };
                }
                i++;
                continue;
            }
            var stage = $"stage{++ofBlocks}";
            var first = i;
            while (i < _units.Count && _units[i].Template is not null && Output(i) == Output(first)) i++;
            stages.Add(Stage(stage, [
                .. Enumerable.Range(first, i - first).Select(u => new FoundBlock(
                    $"{stage}.block{u - first + 1}", _units[u].Template!, _units[u].Parts, _units[u].Variations)),
            ], []));
        }
        return [.. stages.Select((stage, s) => stage with { Width = StageWidth.Of(stages, s) })];
    }

    private Shape Output(int unit) => _units[unit].Parts[^1].Exit.Type.Shape!;

    private static Part[] Layers(IEnumerable<Part> parts) => [.. parts.Where(part => part.HasWeights)];

    private static FoundStage Stage(string name, IReadOnlyList<FoundBlock> blocks, IReadOnlyList<Part> layers)
    {
        var removable = blocks.Count(block => block.Need is null);
        var obstacle = removable > 0 ? null : blocks.Count == 0 ? "it has no blocks"
            : string.Join("; ", blocks.Select(block => block.Need).Distinct());
        return new FoundStage(
            name, blocks, layers, new Variation(Knob.Width, 1), new Variation(Knob.Depth, removable) { Obstacle = obstacle });
    }
}
