namespace Sartor.Core;

/// <summary>Says which known name a mistyped one may have meant.</summary>
public static class Suggestion
{
    private const int Most = 2;

    /// <summary>The known names that are nearest to what was typed, the best first; none where nothing is near, at most two.</summary>
    public static IReadOnlyList<string> For(string typed, IEnumerable<string> known)
    {
        var near = known.Distinct().Select(name => (Name: name, Distance: Distance(Bare(typed), Bare(name))))
            .Where(pair => pair.Distance < double.PositiveInfinity)
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Name.Length).ThenBy(pair => pair.Name, StringComparer.Ordinal).ToArray();
        return [.. near.TakeWhile(pair => pair.Distance <= near[0].Distance).Take(Most).Select(pair => pair.Name)];
    }

    /// <summary><c> (did you mean '--data'?)</c>; empty where nothing is near.</summary>
    public static string Text(string typed, IEnumerable<string> known) => For(typed, known) is { Count: > 0 } names
        ? $" (did you mean {string.Join(" or ", names.Select(name => $"'{name}'"))}?)"
        : "";

    // A beginning or a part of a name is what people remember; a slip of the finger changes one letter in about three.
    private static double Distance(string typed, string name)
    {
        if (typed.Length == 0 || !name.Any(char.IsAsciiLetterOrDigit)) return double.PositiveInfinity;
        if (typed == name) return 0;
        if (name.StartsWith(typed, StringComparison.Ordinal)) return 0.5;
        if (name.Length >= 3 && typed.StartsWith(name, StringComparison.Ordinal)) return 0.75;
        var edits = Edits(typed, name);
        if (Math.Min(typed.Length, name.Length) > 1 && edits <= Math.Max(1, Math.Min(typed.Length, name.Length) / 3)) return edits;
        return typed.Length >= 4 && name.Contains(typed, StringComparison.Ordinal) ? 100 : double.PositiveInfinity;
    }

    private static string Bare(string name) => name.TrimStart('-').ToLowerInvariant().Replace('_', '-');

    // Letters added, left out or changed, and neighbours exchanged (the optimal string alignment distance).
    private static int Edits(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(change, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
