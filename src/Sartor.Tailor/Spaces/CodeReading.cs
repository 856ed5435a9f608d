using System.Globalization;
using Sartor.Core;

namespace Sartor.Tailor.Spaces;

/// <summary>Reads a code and keeps all that is wrong with it.</summary>
internal sealed class CodeReading(SearchSpace space)
{
    private readonly List<CodeProblem> _problems = [];

    public IReadOnlyList<CodeProblem> Problems => _problems;

    /// <summary>The network; null where <see cref="Problems"/> has something.</summary>
    public SubNetCode? Read(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || text[..colon] != space.Fingerprint)
        {
            Bad("", $"'{Short(text)}' is not a code of {space.Name}, whose codes begin with {space.Fingerprint}:");
            return null;
        }
        var stages = text[(colon + 1)..].Split('/');
        if (stages.Length != space.Stages.Count + 1)
        {
            Bad("", $"the code has {Quantity.Of(stages.Length - 1, "stage")}, and the space {space.Stages.Count}");
            return null;
        }
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        Take("", [space.Resolution], stages[0], values);
        for (var s = 0; s < space.Stages.Count; s++) Take(space.Stages[s], stages[s + 1], values);
        return _problems.Count == 0 ? Read(values) : null;
    }

    /// <summary>The network; null where <see cref="Problems"/> has something.</summary>
    public SubNetCode? Read(IReadOnlyDictionary<string, double> values)
    {
        var known = space.Decisions.Select(decision => decision.Name).ToArray();
        foreach (var name in values.Keys.Except(known)) Bad(name, $"is no decision of {space.Name}{Suggestion.Text(name, known)}");
        var choices = new List<int>(known.Length) { Choice(space.Resolution, true, values) };
        foreach (var stage in space.Stages)
        {
            foreach (var own in CodeText.Own(stage)) choices.Add(Choice(own, true, values));
            var depth = stage.Depth is { } decision && choices[^1] >= 0 ? decision.Values[choices[^1]] : 0;
            var remaining = stage.Remaining(depth);
            for (var b = 0; b < stage.Blocks.Count; b++)
                choices.AddRange(stage.Blocks[b].Decisions.Select(block => Choice(block, remaining[b], values)));
        }
        return _problems.Count == 0 ? new SubNetCode(space, [.. choices]) : null;
    }

    private int Choice(Decision decision, bool exists, IReadOnlyDictionary<string, double> values)
    {
        var isGiven = values.TryGetValue(decision.Name, out var value);
        if (!exists)
        {
            if (isGiven) Bad(decision.Name, "does not exist, since the depth of its stage leaves the block out; leave it away");
            return -1;
        }
        if (!isGiven)
        {
            Bad(decision.Name, $"is missing; it is one of {Listed(decision)}");
            return -1;
        }
        var index = decision.IndexOf(value);
        if (index < 0) Bad(decision.Name, $"is one of {Listed(decision)}, not {Knob.Text(value)}");
        return index;
    }

    private void Take(SpaceStage stage, string text, Dictionary<string, double> values)
    {
        var groups = text.Split(';');
        SpaceBlock[] blocks = [.. stage.Blocks.Where(block => block.Decisions.Count > 0)];
        if (groups.Length != blocks.Length + 1)
        {
            Bad(stage.Name, $"has {Quantity.Of(groups.Length - 1, "block")} in the code, and {blocks.Length} in the space");
            return;
        }
        Take(stage.Name, [.. CodeText.Own(stage)], groups[0], values);
        for (var b = 0; b < blocks.Length; b++)
        {
            if (groups[b + 1] != CodeText.Off) Take(blocks[b].Name, blocks[b].Decisions, groups[b + 1], values);
        }
    }

    private void Take(string place, IReadOnlyList<Decision> decisions, string text, Dictionary<string, double> values)
    {
        var words = text.Length == 0 ? [] : text.Split(',');
        if (words.Length != decisions.Count)
        {
            var needed = Quantity.Of(decisions.Count, "decision");
            Bad(place, $"has {Quantity.Of(words.Length, "value")} in the code, and {needed} in the space");
            return;
        }
        for (var i = 0; i < words.Length; i++)
        {
            if (double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                values[decisions[i].Name] = value;
            else
                Bad(decisions[i].Name, $"is one of {Listed(decisions[i])}, not '{Short(words[i])}'");
        }
    }

    private static string Listed(Decision decision) => string.Join(", ", decision.Values.Select(Knob.Text));

    private static string Short(string text) => text.Length > 40 ? $"{text[..40]}…" : text;

    private void Bad(string place, string message) => _problems.Add(new CodeProblem(place, message));
}
