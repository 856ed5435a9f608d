using System.Text;
using System.Text.RegularExpressions;

namespace Sartor.Graph.Ir;

/// <summary>An operator with its attributes as a message says it: <c>Convolution (groups 1, strides [2,1,1])</c>.</summary>
public static partial class OperatorWords
{
    /// <summary>Name and attributes, in words.</summary>
    public static string Of(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        var text = $"{op}";
        var start = text.IndexOf('{', StringComparison.Ordinal);
        var end = text.LastIndexOf('}');
        if (start < 0 || end < start) return op.Name;
        var parts = Part().Matches(text[(start + 1)..end]).Where(part => part.Groups["name"].Value != nameof(Operator.Name))
            .Select(part => $"{Words(part.Groups["name"].Value)} {Words(part.Groups["value"].Value.Trim())}");
        return string.Join(", ", parts) is { Length: > 0 } attributes ? $"{op.Name} ({attributes})" : op.Name;
    }

    // ChannelsFirst → channels first; numbers stay as they are.
    private static string Words(string text)
    {
        if (text.Length == 0) return "none";
        if (!text.All(char.IsAsciiLetter)) return text;
        var words = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsUpper(c) && words.Length > 0) words.Append(' ');
            words.Append(char.ToLowerInvariant(c));
        }
        return words.ToString();
    }

    [GeneratedRegex(@"(?<name>[A-Z]\w*) = (?<value>\[[^\]]*\]|[^,]*?)(?=, [A-Z]\w* = |\s*$)", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
