using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Sartor.Cli;

/// <summary>What is wrong with a command line, in words that name the option and no type of .NET.</summary>
internal static class ParseErrorText
{
    /// <summary>A clause without a full stop.</summary>
    public static string Of(ParseError error)
    {
        if (!error.Message.Contains("System.", StringComparison.Ordinal)) return error.Message.TrimEnd('.');
        var option = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
        var text = error.SymbolResult is { Tokens: [.., var token] } ? token.Value : "";
        if (option is null) return $"unexpected argument '{text}'";
        var type = Nullable.GetUnderlyingType(option.Option.ValueType) ?? option.Option.ValueType;
        var isWhole = type == typeof(int) || type == typeof(long);
        var isTooLarge = isWhole && decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        return $"{option.Option.Name}: '{text}' is {(isTooLarge ? "too large" : isWhole ? "not a whole number" : "not a number")}";
    }

    /// <summary>That an argument or option was given as an empty string; null where none was.</summary>
    public static string? OfEmpty(ParseResult parsed)
    {
        foreach (var given in parsed.CommandResult.Children)
        {
            if (given.Tokens.All(token => token.Value.Length > 0)) continue;
            if (given is OptionResult option) return $"{option.Option.Name}: is empty";
            if (given is ArgumentResult argument) return $"{argument.Argument.Name}: is empty";
        }
        return null;
    }
}
