using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sartor.Results.Records;

namespace Sartor.Cli;

/// <summary>The command of a result: what was typed, and what every option was then.</summary>
internal static class EffectiveOptions
{
    /// <param name="parsed">The command line with what a configuration file adds.</param>
    /// <param name="args">The words as they were typed.</param>
    public static RunCommand Of(ParseResult parsed, IEnumerable<string> args)
    {
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var root = parsed.RootCommandResult.Command;
        foreach (var option in parsed.CommandResult.Command.Options.Concat(root.Options.Where(option => option.Recursive)))
        {
            if (parsed.GetResult(option) is { } result && Text(result) is { Length: > 0 } text)
                options[option.Name.TrimStart('-')] = text;
        }
        return new RunCommand { Line = Line(args), Options = options };
    }

    /// <summary>The words as a shell takes them, with the name of the program.</summary>
    public static string Line(IEnumerable<string> args) => string.Join(' ', args.Prepend("sartor").Select(Quoted));

    private static string? Text(OptionResult result)
    {
        if (result.Tokens.Count > 0) return string.Join(' ', result.Tokens.Select(token => token.Value));
        return result.GetValueOrDefault<object?>() switch
        {
            null or false or Array { Length: 0 } => null,
            true => "true",
            var value => System.Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }

    // As a shell of POSIX takes it.
    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=,:@%+".Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
