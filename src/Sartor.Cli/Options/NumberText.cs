using System.Globalization;
using System.Text.RegularExpressions;

namespace Sartor.Cli.Options;

/// <summary>
/// Numbers as a command line may state them: with a decimal point, in any culture, finite, without separators of thousands. A unit
/// behind the number may be the option's own.
/// </summary>
internal static partial class NumberText
{
    private const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads a real number.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="unit">The unit that may stand behind it, such as <c>ms</c>; <c>%</c> divides by 100; null for none.</param>
    /// <param name="value">The number.</param>
    /// <param name="problem">What is wrong, and what to write; empty where nothing is.</param>
    public static bool TryReal(string text, string? unit, out double value, out string problem)
    {
        var (number, hasUnit) = WithoutUnit(text, unit);
        var isNumber = double.TryParse(number, Real, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        if (isNumber && hasUnit && unit == "%") value /= 100;
        problem = isNumber ? "" : Problem(text, number, unit, isWhole: false);
        return isNumber;
    }

    /// <summary>Reads a whole number from <paramref name="least"/> to <paramref name="most"/>, which are what its type can hold.</summary>
    public static bool TryWhole(string text, long least, long most, out long value, out string problem)
    {
        var isWhole = decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given);
        var fits = isWhole && given >= least && given <= most;
        value = fits ? (long)given : 0;
        problem = fits ? "" : isWhole || Digits().IsMatch(text) ? $"'{text}' is too {(given < 0 ? "small" : "large")}"
            : Problem(text, text, null, isWhole: true);
        return fits;
    }

    private static string Problem(string text, string number, string? unit, bool isWhole)
    {
        var kind = isWhole ? "a whole number" : "a number";
        if (Comma().IsMatch(number))
        {
            var (separated, pointed) = WithoutComma(number);
            var write = isWhole ? separated : separated is null ? pointed : pointed is null ? separated : $"{separated} or {pointed}";
            return write is null ? $"'{text}' is not {kind}" : $"'{text}' has a comma; write {write}";
        }
        if (WithUnit().Match(text) is { Success: true } match)
            return $"'{text}' is not {kind}{(unit is null ? "" : $" of {unit}")}; "
                + $"write {match.Groups[1].Value} without '{match.Groups[2].Value}'{(unit is null ? "" : $" if that is {unit}")}";
        return $"'{text}' is not {kind}";
    }

    // 1,5 is 1.5; 1,500 may be either; what has several marks is a number with separators.
    private static (string? Separated, string? Pointed) WithoutComma(string number)
    {
        var last = number.LastIndexOfAny([',', '.']);
        var whole = number[..last].Replace(",", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);
        var rest = number[(last + 1)..];
        var hasSeparators = number.AsSpan(0, last).Contains(',');
        var isSeparator = number[last] == ',' && (hasSeparators || (rest.Length == 3 && !number.Contains('.', StringComparison.Ordinal)));
        var isPoint = number[last] == '.' || !hasSeparators;
        return (isSeparator ? whole + rest : null, isPoint ? $"{whole}.{rest}" : null);
    }

    private static (string Number, bool HasUnit) WithoutUnit(string text, string? unit) =>
        unit is not null && text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
            ? (text[..^unit.Length].TrimEnd(' '), true)
            : (text, false);

    [GeneratedRegex(@"^[+-]?\d+([.,]\d+)*,\d+([.,]\d+)*$", RegexOptions.ECMAScript)]
    private static partial Regex Comma();

    [GeneratedRegex(@"^[+-]?\d+$", RegexOptions.ECMAScript)]
    private static partial Regex Digits();

    [GeneratedRegex(@"^([+-]?\d+(?:\.\d+)?) ?([A-Za-z%]+)$", RegexOptions.ECMAScript)]
    private static partial Regex WithUnit();
}
