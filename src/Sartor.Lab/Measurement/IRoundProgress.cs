using Sartor.Results.Records;

namespace Sartor.Lab.Measurement;

/// <summary>Is told how the rounds get on; returns at once and throws nothing.</summary>
internal interface IRoundProgress
{
    /// <summary>A launch begins.</summary>
    /// <param name="trial">Index of the trial.</param>
    /// <param name="round">Number of the round, from 1.</param>
    void LaunchStarted(int trial, int round);

    /// <summary>A round is over and counts, or is repeated.</summary>
    /// <param name="round">Its number.</param>
    void RoundFinished(int round);

    /// <summary>A trial gets no further launches.</summary>
    /// <param name="trial">Index of the trial.</param>
    /// <param name="result">Its result, not yet compared with the others.</param>
    void TrialFinished(int trial, TrialResult result);
}
