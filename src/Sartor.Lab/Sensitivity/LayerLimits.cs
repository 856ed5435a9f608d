namespace Sartor.Lab.Sensitivity;

/// <summary>What a variant with some layers in float32 has to keep.</summary>
/// <param name="MaxDrop">The most that the score may drop, in its unit; null where any drop is allowed.</param>
/// <param name="MinSqnrDb">The least signal-to-quantization-noise ratio of its outputs, in dB; null where any noise is allowed.</param>
internal sealed record LayerLimits(double? MaxDrop, double? MinSqnrDb)
{
    // Shares are quotients of counts: what is equal but for rounding is equal.
    private const double Slack = 1e-9;

    /// <summary>Whether it keeps them.</summary>
    public bool Allow(LayerOutcome outcome) =>
        (MaxDrop is not { } drop || outcome.Drop <= drop + Slack) && (MinSqnrDb is not { } ratio || outcome.SqnrDb >= ratio - Slack);
}

/// <summary>What was measured of a variant with some layers in float32.</summary>
/// <param name="Drop">How much the score drops, in its unit; null where that was not asked for or could not be run.</param>
/// <param name="SqnrDb">
/// Signal-to-quantization-noise ratio of the worst output, in dB, +∞ where it is exact; null where that was not asked for, could not be
/// run, or is not finite.
/// </param>
internal sealed record LayerOutcome(double? Drop, double? SqnrDb);
