namespace Sartor.Lab.Campaigns.Runs;

/// <summary>Runs trials of one lane, one at a time.</summary>
internal interface ITrialRunner : IDisposable
{
    /// <summary>
    /// Does what a trial asks. Whatever goes wrong with it is its outcome; only the end of the campaign is an exception.
    /// </summary>
    /// <param name="trial">The trial.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    Task<TrialOutcome> RunAsync(CampaignTrial trial, CancellationToken cancellation);

    /// <summary>Whether the device answers, after a failure: its connection is made anew.</summary>
    /// <returns>What is wrong with it, one sentence; null where it answers.</returns>
    Task<string?> ProbeAsync(CancellationToken cancellation);

    /// <summary>Does what is left to do on the device when its lane has no trial any more.</summary>
    /// <returns>What is to be told about the device, once in a run.</returns>
    Task<IReadOnlyList<string>> EndAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>([]);
}
