using System.Globalization;
using Sartor.Core;

namespace Sartor.Data.Configuration;

/// <summary>Typed values from <see cref="YamlEntry"/>; errors name file, line and key.</summary>
internal static class YamlValues
{
    /// <exception cref="DataSetException">A key is none of the known ones.</exception>
    public static void RefuseUnknown(string file, IReadOnlyDictionary<string, YamlEntry> map, string[] known, string prefix)
    {
        foreach (var (key, entry) in map)
        {
            if (!known.Contains(key, StringComparer.Ordinal))
                throw new DataSetException(file, $"line {entry.Line}: '{prefix}{key}' is not a key; the known ones are "
                    + $"{string.Join(", ", known)}");
        }
    }

    public static string Text(string file, string key, YamlEntry entry) =>
        entry.Scalar ?? throw Bad(file, key, entry, "must be a single value");

    public static int Integer(string file, string key, YamlEntry entry, int min, int max) =>
        int.TryParse(Text(file, key, entry), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min
            && value <= max
            ? value
            : throw Bad(file, key, entry, $"must be a whole number between {min} and {max}, not '{entry.Scalar}'");

    public static double Number(string file, string key, YamlEntry entry) => Parse(file, key, entry, Text(file, key, entry));

    /// <summary>One number, or a list of them.</summary>
    public static EquatableArray<double> Numbers(string file, string key, YamlEntry entry) => entry.Items is { } items
        ? items.Select(item => Parse(file, key, entry, item)).ToEquatableArray()
        : [Number(file, key, entry)];

    /// <summary>A member of an enumeration, in lower case.</summary>
    public static T Choice<T>(string file, string key, YamlEntry entry) where T : struct, Enum
    {
        var text = Text(file, key, entry);
        foreach (var value in Enum.GetValues<T>())
        {
            if (value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)) return value;
        }
        throw Bad(file, key, entry, $"must be one of {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}, not "
            + $"'{text}'");
    }

    private static double Parse(string file, string key, YamlEntry entry, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Bad(file, key, entry, $"must be a number, not '{text}'");

    private static DataSetException Bad(string file, string key, YamlEntry entry, string problem) =>
        new(file, $"line {entry.Line}: '{key}' {problem}");
}
