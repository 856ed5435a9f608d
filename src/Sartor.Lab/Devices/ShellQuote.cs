namespace Sartor.Lab.Devices;

/// <summary>Makes one word of a text for a POSIX shell.</summary>
internal static class ShellQuote
{
    /// <summary>The text between single quotes, in which nothing is special; a single quote stands outside of them.</summary>
    public static string Of(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
