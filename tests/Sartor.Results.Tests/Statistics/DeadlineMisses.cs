using Sartor.Results.Records;
using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

/// <summary>
/// A statistic as somebody may add one: the share of inferences that miss a deadline, with its interval, from a stored result.
/// </summary>
internal static class DeadlineMisses
{
    /// <param name="trial">With its samples.</param>
    /// <param name="deadlineNs">The deadline.</param>
    public static WilsonInterval Of(TrialResult trial, long deadlineNs) =>
        WilsonInterval.For(trial.SamplesNs.Count(ns => ns > deadlineNs), trial.SamplesNs.Count);
}
