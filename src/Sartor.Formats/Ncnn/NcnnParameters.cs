using System.Globalization;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Ncnn;

/// <summary>
/// Parameters of layers, <c>id=value</c>: an integer, a float (with a point or an exponent), or after <c>-23300 − id</c> a list, which
/// begins with its length. A value has no type of its own: who asks for a float where an integer stands gets its bits, as in ncnn.
/// </summary>
internal static class NcnnParameters
{
    private const int MostParameters = 64;
    private const int ListBase = -23300;

    public static bool TryRead(string word, out string id, out object value)
    {
        (id, value) = ("", "");
        var at = word.IndexOf('=');
        if (at < 1 || !int.TryParse(word.AsSpan(0, at), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var key)) return false;
        var isList = key <= ListBase;
        if (isList) key = ListBase - key;
        if (key is < 0 or >= MostParameters) return false;
        id = Id(key);
        var items = word[(at + 1)..].Split(',');
        // A comma at the end makes a list of one.
        var isOpen = !isList && items.Length > 1 && items[^1].Length == 0;
        if (isOpen) items = items[..^1];
        if (isList)
        {
            if (!int.TryParse(items[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || count != items.Length - 1) return false;
            items = items[1..];
        }
        else if (items.Length == 1 && !isOpen)
        {
            if (TryScalar(items[0]) is not { } scalar)
            {
                value = items[0];
                // What C calls a number is none to ncnn where it is not finite.
                return items[0].Length > 0 && !char.IsAsciiDigit(items[0][0]) && items[0][0] != '-' && items[0].ToLowerInvariant() is not
                    ("nan" or "inf" or "infinity");
            }
            value = scalar;
            return true;
        }
        var numbers = items.Select(TryScalar).ToArray();
        if (numbers.Any(n => n is null)) return false;
        value = numbers.All(n => n is long)
            ? numbers.Select(n => (long)n!).ToEquatableArray()
            : numbers.Select(n => n is long l ? l : (float)n!).ToEquatableArray();
        return true;
    }

    /// <summary>The text of a parameter; floats have nine digits, of which none is lost.</summary>
    public static string Text(string id, object value) => value switch
    {
        long number => $"{id}={number.ToString(CultureInfo.InvariantCulture)}",
        float number => $"{id}={Text(number)}",
        EquatableArray<long> list => List(id, list.Items.Select(n => n.ToString(CultureInfo.InvariantCulture))),
        EquatableArray<float> list => List(id, list.Items.Select(Text)),
        _ => throw new ArgumentException($"{value.GetType()} is not a parameter", nameof(value)),
    };

    /// <summary>An integer.</summary>
    public static int Int(RawNode raw, int id, int fallback = 0) => raw.Attributes.GetValueOrDefault(Id(id)) switch
    {
        null => fallback,
        long value and >= int.MinValue and <= int.MaxValue => (int)value,
        float value => BitConverter.SingleToInt32Bits(value),
        _ => fallback,
    };

    /// <summary>A float.</summary>
    public static float Float(RawNode raw, int id, float fallback = 0) => raw.Attributes.GetValueOrDefault(Id(id)) switch
    {
        float value => value,
        long value and >= int.MinValue and <= int.MaxValue => BitConverter.Int32BitsToSingle((int)value),
        _ => fallback,
    };

    /// <summary>A list of integers; empty where it is left out.</summary>
    public static long[] Ints(RawNode raw, int id) =>
        raw.Attributes.GetValueOrDefault(Id(id)) is EquatableArray<long> list ? [.. list] : [];

    /// <summary>A list of floats; empty where it is left out.</summary>
    public static float[] Floats(RawNode raw, int id) => raw.Attributes.GetValueOrDefault(Id(id)) switch
    {
        EquatableArray<float> list => [.. list],
        EquatableArray<long> list => [.. list.Items.Select(bits => BitConverter.Int32BitsToSingle((int)bits))],
        _ => [],
    };

    public static string Id(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static object? TryScalar(string text)
    {
        if (text.AsSpan().IndexOfAny('.', 'e', 'E') < 0)
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? (long)integer : null;
        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number)
            ? number
            : null;
    }

    private static string List(string id, IEnumerable<string> items)
    {
        string[] all = [.. items];
        var key = ListBase - int.Parse(id, CultureInfo.InvariantCulture);
        return $"{key.ToString(CultureInfo.InvariantCulture)}={string.Join(',', all.Prepend(Id(all.Length)))}";
    }

    // ncnn reads 15 characters, and nine digits behind the point.
    private static string Text(float number) => number.ToString("0.00000000e+00", CultureInfo.InvariantCulture);
}
