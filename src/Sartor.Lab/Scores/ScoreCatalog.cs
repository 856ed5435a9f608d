using System.Globalization;
using Sartor.Core;

namespace Sartor.Lab.Scores;

/// <summary>The scores that Sartor knows, by name. Code that calls Sartor gives scores of its own as objects.</summary>
public static class ScoreCatalog
{
    /// <summary>Each makes a score for an output by name, null for the first. <c>top</c> is followed by its k.</summary>
    private static readonly (string Name, Func<string?, IScore> Make)[] s_scores =
    [
        ("top1", output => new TopKScore(1, output)),
        ("top5", output => new TopKScore(5, output)),
        ("mae", ErrorScore.MeanAbsolute),
        ("rmse", ErrorScore.RootMeanSquare),
    ];

    /// <summary>One of each, for the first output.</summary>
    public static Catalog<IScore> Catalog { get; } = new(s_scores.Select(score => score.Make(null)));

    /// <summary>The score of a name: <c>top1</c>, <c>top3</c>, <c>mae</c>, each with <c>@output</c> or without.</summary>
    /// <exception cref="OptionException">There is none; the message lists those that there are.</exception>
    public static IScore Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var (name, output) = at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
        if (output is not "")
        {
            if (s_scores.FirstOrDefault(score => score.Name == name).Make is { } make) return make(output);
            if (name.StartsWith("top", StringComparison.Ordinal)
                && int.TryParse(name.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var k) && k is >= 1 and <= 1000)
                return new TopKScore(k, output);
        }
        throw new OptionException("score", $"unknown score '{text}'; choose from {string.Join(", ", s_scores.Select(score => score.Name))} "
            + "(or another top-k such as top3), also of a named output, such as top1@logits");
    }
}
