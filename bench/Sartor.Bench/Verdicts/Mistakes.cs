namespace Sartor.Bench.Verdicts;

/// <summary>Every kind of mistake.</summary>
internal static class Mistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        .. WeightMistakes.All, .. WindowMistakes.All, .. ActivationMistakes.All, .. StructureMistakes.All, .. OutputMistakes.All,
        .. QuantizationMistakes.All, .. RunMistakes.All, .. FamilyNetworks.Mistakes, .. OptionNetworks.Mistakes,
    ];

    /// <summary>Mistakes in the middle of a network, which the comparison of precisions shows beside them.</summary>
    public static IReadOnlyList<Mistake> OfTheMiddle { get; } =
    [
        WeightMistakes.Mirrored, WeightMistakes.TwoChannels, WeightMistakes.LostChannel, WeightMistakes.LostBias,
        WindowMistakes.OnePixelOff, ActivationMistakes.Lost,
    ];
}
