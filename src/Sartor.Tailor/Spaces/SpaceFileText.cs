using System.Text;

namespace Sartor.Tailor.Spaces;

/// <summary>A space file as commented TOML.</summary>
internal static class SpaceFileText
{
    public static string Write(SpaceFile file)
    {
        var text = new StringBuilder();
        text.Append("# A space of networks (docs/tailor.md). Delete a line, and what it lists does not vary.\n");
        text.Append($"title = {Quoted(file.Title ?? "")}\n");
        text.Append("\n[arch]\n# Channels are rounded to multiples of it.\n").Append($"divisor = {file.Divisor}\n");
        if (file.Blocks is { } blocks)
            text.Append($"# Templates of blocks that are looked for.\nblocks = [{string.Join(", ", blocks.Select(Quoted))}]\n");
        if (file.Resolution is { } resolution)
            text.Append($"\n[var.global_vars]\n# Height and width of the input.\n{Line(Knob.Resolution, resolution.Values)}");
        if (file.Width is not null || file.Depth is not null) text.Append("\n[var.stage_vars]\n");
        Stage(text, Knob.Width, file.Width, "Output channels of a stage, as a share of its own.");
        Stage(text, Knob.Depth, file.Depth, "How many blocks are left out, from the end of a stage.");
        if (file.OfBlocks.Count > 0) text.Append("\n[var.block_vars]\n# A block takes a list that ends with its own value.\n");
        foreach (var asked in file.OfBlocks) text.Append(Line($"{asked.Template}.{asked.Knob}", asked.Values));
        return text.ToString();
    }

    private static void Stage(StringBuilder text, string knob, AskedValues? asked, string comment)
    {
        if (asked is null) return;
        text.Append($"# {comment}\n{Line(knob, asked.Values)}");
        if (asked.Stages is { } stages) text.Append($"{knob}_stages = [{string.Join(", ", stages.Select(Quoted))}]\n");
    }

    private static string Line(string key, IEnumerable<double> values) => $"{key} = [{string.Join(", ", values.Select(Knob.Text))}]\n";

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
