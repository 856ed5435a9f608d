namespace Sartor.Data.Splits;

/// <summary>How a data set is divided.</summary>
public sealed record SplitOptions
{
    /// <summary>Decides who goes where among equals. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Share of the samples for calibration, in (0, 1). Default 0.2.</summary>
    public double CalibrationShare { get; init; } = 0.2;

    /// <summary>
    /// Most samples for calibration, ≥ 1. Default 500: the ranges that int8 calibration looks for are stable long before.
    /// </summary>
    public int MaxCalibrationCount { get; init; } = 500;
}
