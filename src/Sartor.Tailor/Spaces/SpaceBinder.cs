namespace Sartor.Tailor.Spaces;

/// <summary>Takes the lists of a file to the stages and blocks of a network.</summary>
internal sealed class SpaceBinder(NetworkStructure structure, SpaceFile file)
{
    private const int MostResolution = 16_384;

    private readonly List<(long Line, string Problem)> _problems = [];
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);

    // Why a list was refused where it was tried, in the order of the graph.
    private readonly Dictionary<string, List<string>> _refused = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Reasons => _reasons;

    /// <exception cref="Core.OptionException">The network cannot do what the file asks for.</exception>
    public SearchSpace Bind()
    {
        CheckStages(Knob.Width, file.Width);
        CheckStages(Knob.Depth, file.Depth);
        foreach (var asked in file.OfBlocks.Where(asked => structure.Blocks.All(block => block.Template != asked.Template)))
        {
            _problems.Add((asked.Line, $"'{asked.Template}.{asked.Knob}': the network has no {asked.Template}; it has "
                + string.Join(", ", structure.Blocks.Select(block => block.Template).Distinct())));
        }
        var resolutions = Resolutions();
        SpaceStage[] stages = [.. structure.Stages.Select(Stage)];
        CheckTaken();
        SpaceProblems.Throw(file.Path, _problems);
        return new SearchSpace(file.Title ?? structure.Name, resolutions, stages);
    }

    private int[] Resolutions()
    {
        if (file.Resolution is not { } asked) return [(int)Math.Max(1, structure.Resolution.Own)];
        if (structure.Resolution.Obstacle is { } obstacle)
        {
            _problems.Add((asked.Line, $"'{Knob.Resolution}' cannot vary: {obstacle}"));
            return [1];
        }
        var least = (long)Math.Ceiling(structure.Resolution.Own / structure.SmallestPlane);
        var patch = structure.Resolution.BaseChannels;
        foreach (var size in asked.Values)
        {
            if (size > MostResolution)
                _problems.Add((asked.Line, $"'{Knob.Resolution}' {Knob.Text(size)} is above {MostResolution}, the largest that is taken"));
            else if (size < least)
                _problems.Add((asked.Line, $"'{Knob.Resolution}' {Knob.Text(size)} leaves no place of the plane; the least is {least}"));
            else if (size % patch != 0)
                _problems.Add((asked.Line, $"'{Knob.Resolution}' {Knob.Text(size)} is no whole number of patches of {patch}"));
        }
        return [.. asked.Values.Select(size => (int)size)];
    }

    private SpaceStage Stage(FoundStage stage) => new(
        stage.Name, Width(stage), Depth(stage),
        [.. stage.Blocks.Select(block => new SpaceBlock(block.Name, block.Template, block.Need is null, Decisions(block)))])
    {
        TiedTo = stage.Width.TiedTo,
    };

    private Decision? Width(FoundStage stage)
    {
        if (file.Width is not { } asked) return null;
        var name = $"{stage.Name}.{Knob.Width}";
        if (asked.Stages is not null && !asked.Stages.Contains(stage.Name)) return Refuse(name, Knob.Width, "the file leaves it out");
        if (stage.Width.TiedTo is { } other)
        {
            if (asked.Stages is null) return Refuse(name, Knob.Width, stage.Width.Obstacle!);
            var owner = structure.Stages.Single(found => found.Name == other);
            if (!asked.Stages.Contains(other) || owner.Width.Against(asked.Values, file.Divisor, asked.Values) is not null)
                _problems.Add((asked.StagesLine, $"'{Knob.Width}_stages': {stage.Name} is tied to {other}, whose width does not vary"));
            return new Decision(name, asked.Values) { TiedTo = other };
        }
        return Take(name, Knob.Width, stage.Width, asked.Values);
    }

    private Decision? Depth(FoundStage stage)
    {
        if (file.Depth is not { } asked) return null;
        var name = $"{stage.Name}.{Knob.Depth}";
        return asked.Stages is not null && !asked.Stages.Contains(stage.Name)
            ? Refuse(name, Knob.Depth, "the file leaves it out")
            : Take(name, Knob.Depth, stage.Depth, asked.Values);
    }

    private Decision[] Decisions(FoundBlock block)
    {
        var decisions = new List<Decision>();
        foreach (var knob in Knob.OfBlocks)
        {
            if (file.OfBlocks.FirstOrDefault(asked => asked.Template == block.Template && asked.Knob == knob) is not { } asked) continue;
            var name = $"{block.Name}.{knob}";
            var list = $"{block.Template}.{knob}";
            var decision = block.Variations.FirstOrDefault(variation => variation.Knob == knob) is { } variation
                ? Take(name, list, variation, asked.Values)
                : Refuse(name, list, $"a {block.Template} has no {knob}");
            if (decision is not null) decisions.Add(decision);
        }
        return [.. decisions];
    }

    private Decision? Take(string name, string list, Variation variation, IReadOnlyList<double> values)
    {
        if (variation.Against(values, file.Divisor, file.Width?.Values ?? [1]) is { } reason) return Refuse(name, list, reason);
        _taken.Add(list);
        return new Decision(name, values);
    }

    private Decision? Refuse(string name, string list, string reason)
    {
        _reasons[name] = reason;
        if (!_refused.TryGetValue(list, out var refused)) _refused[list] = refused = [];
        refused.Add($"{name[..name.LastIndexOf('.')]}: {reason}");
        return null;
    }

    private void CheckStages(string knob, AskedValues? asked)
    {
        var names = structure.Stages.Select(stage => stage.Name).ToArray();
        foreach (var name in (asked?.Stages ?? []).Except(names))
            _problems.Add((asked!.StagesLine, $"'{knob}_stages' names '{name}', and the network has {string.Join(", ", names)}"));
    }

    // A list that nothing takes is a mistake of the file; so is a stage that was named and cannot.
    private void CheckTaken()
    {
        foreach (var (knob, asked) in new[] { (Knob.Width, file.Width), (Knob.Depth, file.Depth) })
        {
            if (asked is null) continue;
            foreach (var stage in asked.Stages ?? [])
            {
                if (_reasons.TryGetValue($"{stage}.{knob}", out var reason))
                    _problems.Add((asked.StagesLine, $"'{knob}_stages': {stage} cannot: {reason}"));
            }
            if (!_taken.Contains(knob)) Nothing(asked.Line, knob, "stage");
        }
        foreach (var asked in file.OfBlocks) Nothing(asked.Line, $"{asked.Template}.{asked.Knob}", "block");
    }

    private void Nothing(long line, string list, string what)
    {
        if (_taken.Contains(list) || !_refused.TryGetValue(list, out var refused)) return;
        _problems.Add((line, $"'{list}': no {what} takes the list ({string.Join(", ", refused.Take(2))})"));
    }
}
