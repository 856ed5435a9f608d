using System.Collections.Frozen;
using System.Globalization;

namespace Sartor.Formats.TFLite.Schema;

/// <summary>The operators and option tables of TFLite's schema, from the two text tables beside this file.</summary>
internal static class TFLiteSchema
{
    private static readonly FrozenDictionary<string, OptionsTable> OptionsByName =
        Lines("options.txt").Select(Options).ToFrozenDictionary(o => o.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<byte, OptionsTable> OptionsByCode = OptionsByName.Values.ToFrozenDictionary(o => o.Code);

    private static readonly FrozenDictionary<int, TFLiteOperator> OperatorsByCode =
        Lines("operators.txt").Select(Operator).ToFrozenDictionary(o => o.Code);

    private static readonly FrozenDictionary<string, TFLiteOperator> OperatorsByName =
        OperatorsByCode.Values.ToFrozenDictionary(o => o.Name, StringComparer.Ordinal);

    /// <summary>All builtin operators by code.</summary>
    public static IEnumerable<TFLiteOperator> Operators => OperatorsByCode.Values.OrderBy(o => o.Code);

    /// <summary>The operator of a code, or null.</summary>
    public static TFLiteOperator? Operator(int code) => OperatorsByCode.GetValueOrDefault(code);

    /// <summary>The operator of a name, or null.</summary>
    public static TFLiteOperator? Operator(string name) => OperatorsByName.GetValueOrDefault(name);

    /// <summary>The options table of a union code, or null.</summary>
    public static OptionsTable? Options(byte code) => OptionsByCode.GetValueOrDefault(code);

    private static TFLiteOperator Operator(string[] words) => new(
        int.Parse(words[0], CultureInfo.InvariantCulture),
        words[1],
        words[2] == "-" ? null : OptionsByName[words[2]],
        [.. words.Skip(3).Select(w => w == "-" ? null : Version.Parse(w))]);

    private static OptionsTable Options(string[] words) =>
        new(byte.Parse(words[0], CultureInfo.InvariantCulture), words[1], [.. words.Skip(2).Select(Field)]);

    private static OptionField Field(string text)
    {
        var parts = text.Split(':', '=');
        var type = parts[1] switch
        {
            "bool" => OptionType.Boolean,
            "i8" => OptionType.Byte,
            "i32" => OptionType.Int32,
            "u32" => OptionType.UInt32,
            "i64" => OptionType.Int64,
            "f32" => OptionType.Float,
            "string" => OptionType.String,
            "[i32]" => OptionType.Int32s,
            "[f32]" => OptionType.Floats,
            _ => throw new InvalidOperationException($"'{text}' has no known type"),
        };
        return new OptionField(parts[0], type, parts.Length > 2 ? long.Parse(parts[2], CultureInfo.InvariantCulture) : 0);
    }

    private static IEnumerable<string[]> Lines(string name)
    {
        using var stream = typeof(TFLiteSchema).Assembly.GetManifestResourceStream($"Sartor.Formats.TFLite.Schema.{name}")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#')) yield return line.Split(' ');
        }
    }
}
