using System.Globalization;
using System.Numerics;
using System.Text;
using Sartor.Cli.Inspection;
using Sartor.Cli.Terminal;
using Sartor.Core;
using Spectre.Console;

namespace Sartor.Cli.Display;

/// <summary>Spaces for people.</summary>
internal static class SpaceText
{
    public static void Write(CliContext context, SpaceDocument space)
    {
        context.Show(new Text(space.File + "\n", new Style(decoration: Decoration.Bold)), Tables.Pairs(
        [
            ("Space", $"{space.Name} ({space.SpaceFile ?? "proposed"}), codes begin with {space.Fingerprint}:"),
            ("Resolution", Varies(space.Resolution)),
            ("Modifications", space.Modifications.ToString(CultureInfo.InvariantCulture)),
            ("Variants", $"{Size(space.Variants)}, the product over all decisions, also of blocks that are left out"),
            ("Distinct", $"{Size(space.Distinct)} networks that differ"),
        ]));
        var table = new TextTable("Stage", "Output", "Blocks", "Width", "Depth", "Blocks vary");
        foreach (var stage in space.Stages)
        {
            var templates = stage.Blocks.GroupBy(block => block.Template).Select(group => $"{group.Count()} × {group.Key}");
            table.Row(
                stage.Name, $"[{string.Join(',', stage.Output)}]", string.Join(", ", templates), Varies(stage.Width), Varies(stage.Depth),
                string.Join("; ", Varying(stage)));
        }
        context.Show(table);
        var reasons = Reasons(space).ToArray();
        if (reasons.Length == 0) return;
        context.Out.WriteLine("What does not vary:");
        foreach (var reason in reasons) context.Out.WriteLine($"  {reason}");
    }

    /// <summary>The stages as a Mermaid diagram for Markdown.</summary>
    public static string Mermaid(SpaceDocument space)
    {
        var text = new StringBuilder("flowchart TD\n");
        text.Append($"  input[\"input {Choices(space.Resolution)}\"]\n");
        var before = "input";
        foreach (var stage in space.Stages)
        {
            var lines = new List<string> { $"{stage.Name} [{string.Join(',', stage.Output)}]" };
            lines.AddRange(stage.Blocks.GroupBy(block => block.Template).Select(group => $"{group.Count()} × {group.Key}"));
            if (stage.Width.Values.Count > 0) lines.Add($"width {Choices(stage.Width)}");
            if (stage.Depth.Values.Count > 0) lines.Add($"depth {Choices(stage.Depth)}");
            lines.AddRange(Varying(stage));
            // The name of a file is none of Mermaid's; quotation marks would end the label.
            text.Append($"  {stage.Name}[\"{string.Join("<br/>", lines).Replace('"', '\'')}\"]\n  {before} --> {stage.Name}\n");
            before = stage.Name;
        }
        return text.ToString().TrimEnd('\n');
    }

    private static IEnumerable<string> Varying(ShownStage stage) =>
        from knob in stage.Blocks.SelectMany(block => block.Knobs)
        where knob.Values.Count > 0
        group knob by $"{knob.Name} {Choices(knob)}" into same
        select same.Count() == stage.Blocks.Count ? same.Key : $"{same.Key} in {Quantity.Of(same.Count(), "block")}";

    // Each reason once, with all places that it holds for.
    private static IEnumerable<string> Reasons(SpaceDocument space)
    {
        var all = new List<(string Place, string Reason)>();
        foreach (var stage in space.Stages)
        {
            all.AddRange(new[] { stage.Width, stage.Depth }
                .Where(knob => knob.Reason is not null && (stage.Blocks.Count > 0 || knob == stage.Width))
                .Select(knob => (stage.Name, $"{knob.Name}: {knob.Reason}")));
            foreach (var block in stage.Blocks)
            {
                if (block.Need is { } need && stage.Depth.Values.Count > 0) all.Add((block.Name, $"stays: {need}"));
                all.AddRange(block.Knobs.Where(knob => knob.Reason is not null)
                    .Select(knob => (block.Name, $"{knob.Name}: {knob.Reason}")));
            }
        }
        return all.GroupBy(pair => pair.Reason).Select(group =>
            $"{string.Join(", ", group.Take(4).Select(pair => pair.Place))}{(group.Count() > 4 ? $" and {group.Count() - 4} more" : "")}: "
            + group.Key);
    }

    private static string Varies(SpaceKnob knob) => knob switch
    {
        { Values.Count: > 0, TiedTo: { } other } => $"{Choices(knob)}, tied to {other}",
        { Values.Count: > 0 } => Choices(knob),
        _ => "–",
    };

    private static string Choices(SpaceKnob knob)
    {
        var values = knob.Values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)).ToArray();
        return values.Length <= 5 ? string.Join(", ", values) : $"{values[0]}, {values[1]} … {values[^1]} ({values.Length})";
    }

    private static string Size(string digits) => digits.Length <= 9 ? digits
        : ((double)BigInteger.Parse(digits, CultureInfo.InvariantCulture)).ToString("0.00e0", CultureInfo.InvariantCulture);
}
