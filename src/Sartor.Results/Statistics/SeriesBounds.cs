namespace Sartor.Results.Statistics;

/// <summary>From where on a series of latencies is called doubtful.</summary>
public sealed record SeriesBounds
{
    /// <summary>Largest robust coefficient of variation of a quiet series. Default 0.05.</summary>
    public double MaxRobustCv { get; init; } = 0.05;

    /// <summary>Largest shift between the medians of the halves, as a share of the median. Default 0.02.</summary>
    public double MaxShift { get; init; } = 0.02;

    /// <summary>How far outliers may move the median, as a share of it. Default 0.01.</summary>
    public double MaxOutlierShift { get; init; } = 0.01;

    /// <summary>Fewest steps of the clock in the median. Default 100: then one step is 1 % of it.</summary>
    public double MinClockSteps { get; init; } = 100;
}
