using System.Globalization;

namespace Sartor.Formats;

/// <summary>Names that a file may use once.</summary>
internal static class UniqueName
{
    /// <summary>The wanted name, or that with a number where it is taken; it is taken then.</summary>
    public static string Of(string wanted, HashSet<string> taken)
    {
        var stem = wanted.Length == 0 ? "value" : wanted;
        if (taken.Add(stem)) return stem;
        for (var i = taken.Count; ; i++)
        {
            var name = $"{stem}_{i.ToString(CultureInfo.InvariantCulture)}";
            if (taken.Add(name)) return name;
        }
    }
}
