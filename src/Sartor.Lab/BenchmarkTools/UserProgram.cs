using System.Text.RegularExpressions;
using Sartor.Core;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>A program that a user names with its hash, so that what runs is what was meant.</summary>
/// <param name="Path">Where it lies on this machine.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
public sealed partial record UserProgram(string Path, string Sha256)
{
    /// <summary>How one is written.</summary>
    public const string Form = "PATH#SHA256";

    /// <summary>From <c>PATH#SHA256</c>; the file is not looked at.</summary>
    /// <param name="option">Names it in messages.</param>
    /// <param name="text">What was given.</param>
    /// <exception cref="OptionException">It has another form.</exception>
    public static UserProgram Parse(string option, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var match = Words().Match(text);
        return match.Success
            ? new UserProgram(match.Groups[1].Value, match.Groups[2].Value.ToLowerInvariant())
            : throw new OptionException(
                option, $"'{text}' is not {Form}, a path and the 64 digits that `sha256sum` prints for the file");
    }

    /// <summary>Compares the file with the hash.</summary>
    /// <param name="option">Names it in messages.</param>
    /// <exception cref="OptionException">It is not there, cannot be read, or is another one.</exception>
    internal void Require(string option)
    {
        string found;
        try
        {
            using var file = File.OpenRead(Path);
            found = Core.Sha256.Hex(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionException(option, $"'{Path}' cannot be read: {e.Message.TrimEnd('.')}");
        }
        if (found != Sha256)
            throw new OptionException(option, $"'{Path}' has the SHA-256 {found}, not {Sha256}; it was not run");
    }

    [GeneratedRegex(@"^(.+)#([0-9A-Fa-f]{64})\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Words();
}
