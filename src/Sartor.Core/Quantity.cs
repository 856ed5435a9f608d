using System.Globalization;

namespace Sartor.Core;

/// <summary>Numbers as people read them.</summary>
public static class Quantity
{
    /// <summary><c>25,557,032</c>; a dash where it is unknown.</summary>
    public static string Count(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>Bytes in kB, MB or GB of powers of 1000, three figures; a dash where unknown.</summary>
    public static string Bytes(long? value) => value switch
    {
        null => "–",
        < 1000 => $"{value} B",
        < 999_500 => Figures(value.Value / 1e3) + " kB",
        < 999_500_000 => Figures(value.Value / 1e6) + " MB",
        _ => Figures(value.Value / 1e9) + " GB",
    };

    /// <summary>A duration in ns, µs, ms or s, three figures; a dash where unknown.</summary>
    public static string Duration(double? ns) => ns switch
    {
        null => "–",
        > 0 and < 0.0995 => $"{Number(ns)} ns",
        < 999.5 => Figures(ns.Value) + " ns",
        < 999_500 => Figures(ns.Value / 1e3) + " µs",
        < 999_500_000 => Figures(ns.Value / 1e6) + " ms",
        _ => Figures(ns.Value / 1e9) + " s",
    };

    /// <summary>A number of any size with so many significant figures: <c>0.00123</c>, <c>1.2E-07</c>.</summary>
    public static string Number(double? value, int figures = 3) =>
        value is { } number && double.IsFinite(number) ? number.ToString("G" + figures, CultureInfo.InvariantCulture) : "not finite";

    /// <summary>A share as <c>91.4 %</c>, a small one with as many digits as show it; a dash where unknown.</summary>
    public static string Percent(double? share) => share switch
    {
        null => "–",
        > 0 and < 0.0005 => $"{Number(share * 100, 2)} %",
        _ => (share.Value * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary><c>1 file</c>, <c>2 files</c>.</summary>
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>The same with a plural of its own: <c>1 launch</c>, <c>2 launches</c>.</summary>
    public static string Of(long count, string noun, string plural) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? noun : plural)}");

    /// <summary>
    /// Compares two latencies: <c>1.17× faster than the source</c>, <c>4 % slower than the source</c>, <c>as fast as the source</c>.
    /// </summary>
    /// <param name="ratio">The latency over that of the other, above 0.</param>
    /// <param name="other">What it is compared with.</param>
    public static string Speed(double ratio, string other)
    {
        var factor = Math.Max(ratio, 1 / ratio);
        if (factor < 1.005) return $"as fast as {other}";
        var size = factor < 1.1
            ? string.Create(CultureInfo.InvariantCulture, $"{(factor - 1) * 100:0.#} %")
            : factor.ToString(factor < 9.995 ? "0.00" : "0.#", CultureInfo.InvariantCulture) + "×";
        return $"{size} {(ratio > 1 ? "slower" : "faster")} than {other}";
    }

    private static string Figures(double value) =>
        value.ToString(value >= 99.95 ? "0" : value >= 9.995 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
