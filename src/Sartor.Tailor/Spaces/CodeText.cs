using System.Text;

namespace Sartor.Tailor.Spaces;

/// <summary>The text of a code: values only, in the order of the space.</summary>
internal static class CodeText
{
    /// <summary>Stands for a block that is left out.</summary>
    public const string Off = "-";

    public static string Write(SubNetCode code)
    {
        var space = code.Space;
        using var values = code.Choices.Select(choice => choice.Value).GetEnumerator();
        var text = new StringBuilder($"{space.Fingerprint}:{Knob.Text(Next(values)!.Value)}");
        foreach (var stage in space.Stages)
        {
            text.Append('/');
            text.AppendJoin(',', Own(stage).Select(_ => Knob.Text(Next(values)!.Value)).ToArray());
            foreach (var block in stage.Blocks.Where(block => block.Decisions.Count > 0))
            {
                var chosen = block.Decisions.Select(_ => Next(values)).ToArray();
                text.Append(';').AppendJoin(',', chosen[0] is null ? [Off] : chosen.Select(value => Knob.Text(value!.Value)));
            }
        }
        return text.ToString();
    }

    /// <summary>Width and depth of a stage, where a code has them.</summary>
    public static IEnumerable<Decision> Own(SpaceStage stage)
    {
        if (stage.Width is { TiedTo: null } width) yield return width;
        if (stage.Depth is { } depth) yield return depth;
    }

    private static double? Next(IEnumerator<double?> values) => values.MoveNext() ? values.Current : null;
}
