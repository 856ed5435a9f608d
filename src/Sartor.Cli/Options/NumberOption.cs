using System.CommandLine;
using System.CommandLine.Parsing;

namespace Sartor.Cli.Options;

/// <summary>Options that take a number; all of them read it in the same way (<see cref="NumberText"/>).</summary>
internal static class NumberOption
{
    /// <summary>A whole number, or null where the option is left out.</summary>
    public static Option<int?> Whole(string name, string description, string helpName = "n") => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = given => Whole(given, int.MinValue, int.MaxValue) is { } value ? (int)value : null,
    };

    /// <summary>A whole number, with a default.</summary>
    public static Option<int> Whole(string name, string description, int byDefault) => new(name)
    {
        Description = description,
        HelpName = "n",
        DefaultValueFactory = _ => byDefault,
        CustomParser = given => (int)(Whole(given, int.MinValue, int.MaxValue) ?? byDefault),
    };

    /// <summary>Whole numbers, separated by commas or given one after the other.</summary>
    public static Option<int[]> Wholes(string name, string description, int byDefault) => new(name)
    {
        Description = description,
        HelpName = "n,…",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [byDefault],
        CustomParser = given =>
            [.. given.Tokens.SelectMany(token => token.Value.Split(',')).Select(text => (int)(Whole(given, text) ?? byDefault))],
    };

    /// <summary><c>--seed</c>, default 1.</summary>
    /// <param name="purpose">What is drawn with it: <c>the random inputs</c>.</param>
    public static Option<long> Seed(string purpose) => new("--seed")
    {
        Description = $"Seed of {purpose}",
        HelpName = "n",
        DefaultValueFactory = _ => 1,
        CustomParser = given => Whole(given, long.MinValue, long.MaxValue) ?? 1,
    };

    /// <summary>A real number, or null where the option is left out.</summary>
    /// <param name="name">Of the option.</param>
    /// <param name="description">For the help.</param>
    /// <param name="helpName">What its value is called there.</param>
    /// <param name="unit">What may stand behind the number; null for nothing.</param>
    public static Option<double?> Real(string name, string description, string helpName, string? unit = null) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = given => Real(given, unit),
    };

    /// <summary>A share between 0 and 1, which may also be written in per cent; the caller checks the range.</summary>
    public static Option<double?> Share(string name, string description) => Real(name, description, "share", "%");

    private static double? Real(ArgumentResult given, string? unit)
    {
        if (NumberText.TryReal(given.Tokens[^1].Value, unit, out var value, out var problem)) return value;
        given.AddError($"{NameOf(given)}: {problem}");
        return null;
    }

    private static long? Whole(ArgumentResult given, string text) => Whole(given, text, int.MinValue, int.MaxValue);

    private static long? Whole(ArgumentResult given, long least, long most) => Whole(given, given.Tokens[^1].Value, least, most);

    private static long? Whole(ArgumentResult given, string text, long least, long most)
    {
        if (NumberText.TryWhole(text, least, most, out var value, out var problem)) return value;
        given.AddError($"{NameOf(given)}: {problem}");
        return null;
    }

    private static string NameOf(ArgumentResult given) => ((OptionResult)given.Parent!).Option.Name;
}
