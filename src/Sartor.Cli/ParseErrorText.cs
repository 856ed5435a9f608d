using System.CommandLine;
using System.CommandLine.Parsing;
using Sartor.Core;

namespace Sartor.Cli;

/// <summary>What is wrong with a command line, in words that name the word that is wrong, and no type of .NET.</summary>
internal static class ParseErrorText
{
    /// <summary>A clause without a full stop; null where nothing is wrong.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="args">Its words, as the process was given them.</param>
    /// <param name="verbs">The names of the verbs.</param>
    public static string? Of(ParseResult parsed, IReadOnlyList<string> args, IEnumerable<string> verbs)
    {
        if (UnknownVerb(parsed, verbs) is { } verb) return verb;
        // Who asks for help gets it, whatever else is wrong.
        if (parsed.Action is { ClearsParseErrors: true }) return null;
        // A verb that takes several files takes a mistyped option for one, without an error of the parser.
        if (UnknownOption(parsed, args) is { } option) return option;
        return parsed.Errors.Count == 0 ? OfEmpty(parsed) : Stray(parsed) ?? Of(parsed, parsed.Errors[^1]);
    }

    /// <summary>
    /// The option of a verb that a library calls by another name: <c>precision</c> is <c>--precisions</c> of fit; null where there is none.
    /// </summary>
    public static string? NameOf(string option, ParseResult parsed)
    {
        if (option.StartsWith('-')) return null;
        var name = $"--{option.Replace(' ', '-')}";
        return parsed.CommandResult.Command.Options.FirstOrDefault(o => o.Name == name || o.Aliases.Contains(name))?.Name;
    }

    // Asked for with --help, too.
    private static string? UnknownVerb(ParseResult parsed, IEnumerable<string> verbs)
    {
        if (parsed.CommandResult.Command is not RootCommand) return null;
        var typed = parsed.UnmatchedTokens.FirstOrDefault(token => !token.StartsWith('-'));
        return typed is null ? null : $"unknown verb '{typed}'{Suggestion.Text(typed, verbs)}";
    }

    // A word that begins like an option is one, wherever the parser has put it: a mistyped option would else be told by its value.
    private static string? UnknownOption(ParseResult parsed, IReadOnlyList<string> args)
    {
        var command = parsed.CommandResult;
        var values = command.Children.OfType<OptionResult>().SelectMany(option => option.Tokens).Select(token => token.Value).ToHashSet();
        var word = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && args.Contains(token.Value)).Select(token => token.Value)
            .FirstOrDefault(value => IsOption(value) && (value.StartsWith("--", StringComparison.Ordinal) || !values.Contains(value)));
        if (word is null) return null;
        var name = word.Split('=', ':')[0];
        return $"unknown option '{name}'{Suggestion.Text(name, Names(command))}";
    }

    private static bool IsOption(string word) =>
        word.TrimStart('-') is { Length: > 0 } name && word[0] == '-' && char.IsAsciiLetter(name[0]);

    private static IEnumerable<string> Names(CommandResult command)
    {
        for (SymbolResult? result = command; result is not null; result = result.Parent)
        {
            if (result is not CommandResult { Command: var here }) continue;
            foreach (var option in here.Options.Where(option => !option.Hidden && (option.Recursive || here == command.Command)))
            {
                yield return option.Name;
                foreach (var alias in option.Aliases.Where(alias => alias[0] == '-')) yield return alias;
            }
        }
    }

    private static string? Stray(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is not [var word, ..]) return null;
        var command = parsed.CommandResult.Command;
        var takes = command.Arguments.Count == 0 ? "no argument" : string.Join(' ', command.Arguments.Select(a => $"one <{a.Name}>"));
        return $"'{word}' is one too many: {command.Name} takes {takes}";
    }

    private static string Of(ParseResult parsed, ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens: [], Option: { Required: true } option, Implicit: true } => MissingOption(option),
        OptionResult { Tokens: [], Implicit: false, Option: { HelpName: { } name, Arity.MinimumNumberOfValues: > 0 } option } =>
            $"{option.Name}: needs a value, <{name}>",
        OptionResult { Tokens.Count: > 1, Option: { Arity.MaximumNumberOfValues: 1 } option } => $"{option.Name}: is given more than once",
        ArgumentResult { Tokens.Count: 0, Argument: var argument, Parent: CommandResult } => MissingArgument(parsed, argument),
        CommandResult { Command: RootCommand } => "there is no verb",
        CommandResult { Command: var command } when Required(command, error) is { } option => MissingOption(option),
        _ => error.Message.TrimEnd('.'),
    };

    private static Option? Required(Command command, ParseError error) =>
        command.Options.FirstOrDefault(o => o.Required && error.Message.Contains($"'{o.Name}'", StringComparison.Ordinal));

    private static string MissingOption(Option option) => $"{option.Name}: is missing; give {Lower(option.Description)}";

    // Options with several values take all words up to the next option, also the one that was meant as the argument.
    private static string MissingArgument(ParseResult parsed, Argument argument)
    {
        var greedy = parsed.CommandResult.Children.OfType<OptionResult>()
            .FirstOrDefault(o => o.Option.AllowMultipleArgumentsPerToken && o.Tokens.Count > 1);
        return $"<{argument.Name}>: is missing; give {Lower(argument.Description?.Split(';')[0])}"
            + (greedy is null ? "" : $", before {greedy.Option.Name}, which takes all words that follow it");
    }

    private static string Lower(string? text) => string.IsNullOrEmpty(text) ? "one" : char.ToLowerInvariant(text[0]) + text[1..];

    private static string? OfEmpty(ParseResult parsed)
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
