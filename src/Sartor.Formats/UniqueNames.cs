using System.Globalization;

namespace Sartor.Formats;

/// <summary>Names that a file may use once.</summary>
internal sealed class UniqueNames
{
    private const int Second = 2;

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);

    /// <summary>
    /// The wanted name, or that with a number where it is taken; it is taken then. The number tells how often the name was wanted, whatever
    /// other names there are: so a value is called the same in each precision of a network.
    /// </summary>
    public string Of(string wanted)
    {
        var stem = wanted.Length == 0 ? "value" : wanted;
        if (_taken.Add(stem)) return stem;
        for (var i = _next.GetValueOrDefault(stem, Second); ; i++)
        {
            var name = $"{stem}_{i.ToString(CultureInfo.InvariantCulture)}";
            if (!_taken.Add(name)) continue;
            _next[stem] = i + 1;
            return name;
        }
    }
}
