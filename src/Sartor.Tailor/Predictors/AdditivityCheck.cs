namespace Sartor.Tailor.Predictors;

/// <summary>
/// Tells measurements from sums of a table: no clock gives the same to a thousandth for every network, so values that a sum predicts that
/// well on networks it was not fitted to were generated. They say nothing about whether latency is a sum.
/// </summary>
internal static class AdditivityCheck
{
    /// <summary>The largest relative difference of sums of rounded numbers.</summary>
    public const double Tolerance = 1e-3;

    private const int FewestSamples = 20;

    /// <param name="model">Fitted to other networks of the same device.</param>
    /// <param name="heldOut">Values above 0.</param>
    /// <returns>Whether 99 of 100 of at least twenty networks agree; with fewer nothing is said.</returns>
    public static bool IsGenerated(ChoiceModel model, IReadOnlyList<ChoiceSample> heldOut) =>
        heldOut.Count >= FewestSamples && heldOut.Count(sample => Agrees(model, sample)) >= 0.99 * heldOut.Count;

    private static bool Agrees(ChoiceModel model, ChoiceSample sample) =>
        Math.Abs(model.Predict(sample.Choices) - sample.Value) <= Tolerance * sample.Value;
}
