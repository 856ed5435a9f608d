using System.Text.RegularExpressions;

namespace Sartor.Core;

/// <summary>Why the operating system refused, without the path: the sentence around it names the path that the user knows.</summary>
public static partial class IoReason
{
    /// <summary>A clause without a full stop, e.g. <c>No space left on device</c>.</summary>
    public static string Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return QuotedPath().Replace(exception.Message, "").TrimEnd('.', ' ');
    }

    [GeneratedRegex(@"( :)? '.*'", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex QuotedPath();
}
