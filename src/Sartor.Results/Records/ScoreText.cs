using System.Globalization;
using Sartor.Core;

namespace Sartor.Results.Records;

/// <summary>Scores as people read them.</summary>
public static class ScoreText
{
    /// <summary><c>91.4 %</c> of a share, <c>0.0312</c> of an error; a dash where there is none.</summary>
    public static string Number(ScoreKind kind, double? value) => value is null ? "–"
        : kind == ScoreKind.Share ? Quantity.Percent(value) : Quantity.Number(value);

    /// <summary>The value with its interval: <c>91.4 % [89.5, 93.0]</c>; a dash where there is none.</summary>
    public static string Interval(ScoreKind kind, ScoreValue? value) => value switch
    {
        null => "–",
        { Low: { } low, High: { } high } => $"{Number(kind, value.Value)} [{End(kind, low)}, {End(kind, high)}]",
        _ => Number(kind, value.Value),
    };

    /// <summary>The variant's value with its interval, and whether it is an agreement.</summary>
    public static string Of(ScoreResult? score) => score is null ? "–"
        : Interval(score.Kind, score.Variant) + (score.Truth == ScoreTruth.Source ? " agree" : "");

    private static string End(ScoreKind kind, double value) =>
        kind == ScoreKind.Share ? (value * 100).ToString("0.0", CultureInfo.InvariantCulture) : Quantity.Number(value);
}
