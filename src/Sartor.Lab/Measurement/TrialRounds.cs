using Sartor.Core;
using Sartor.Results.Records;
using Sartor.Results.Statistics;

namespace Sartor.Lab.Measurement;

/// <summary>
/// Measures trials in rounds: one launch of each trial a round, in an order that alternates, so that what the machine does over time
/// meets all of them. A trial gets launches until its interval is narrow enough, the most rounds are reached, or the time is up
/// (docs/measurement.md).
/// </summary>
/// <param name="launch">Does one launch.</param>
/// <param name="protocol">The same for all trials.</param>
/// <param name="time">The clock of the time budget and of the launches' starts; latencies have their own.</param>
/// <param name="seed">Of the orders.</param>
internal sealed class TrialRounds(LaunchTrial launch, MeasurementProtocol protocol, TimeProvider time, int seed = 1)
{
    private long _started;

    /// <summary>Measures all of them.</summary>
    /// <param name="requests">What to measure.</param>
    /// <param name="progress">Is told what happens; null for nobody.</param>
    /// <param name="cancellation">Ends the measurement.</param>
    /// <returns>A result for each request in its order, each compared with the fastest.</returns>
    /// <exception cref="SartorException">The protocol contradicts itself, or there is no such file or engine.</exception>
    public async Task<IReadOnlyList<TrialResult>> RunAsync(
        IReadOnlyList<TrialRequest> requests, IRoundProgress? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        if (protocol.Problem() is { } problem) throw new OptionException("measurement", problem);
        _started = time.GetTimestamp();
        TrialLaunches[] trials = [.. requests.Select(_ => new TrialLaunches(protocol))];
        var order = new RoundOrder(trials.Length, seed);
        var repeats = 0;
        for (var round = 1; round <= protocol.MaxRounds && trials.Any(trial => !trial.IsDone); round++)
        {
            if (round > protocol.MinRounds && IsTimeUp(requests.Count)) break;
            var places = order.Next().Where(index => !trials[index].IsDone).ToArray();
            var launches = await LaunchAllAsync(round, places, requests, progress, cancellation).ConfigureAwait(false);
            if (IsDisturbed(launches) && repeats < protocol.MaxRepeats && !IsTimeUp(requests.Count))
            {
                // The later round counts, clean or not, so that no value is chosen.
                repeats++;
                foreach (var (index, timed) in launches) trials[index].SetAside(timed);
                foreach (var index in places.Where(index => trials[index].IsDone)) progress?.TrialFinished(index, trials[index].ToResult());
                places = [.. places.Where(index => !trials[index].IsDone)];
                launches = await LaunchAllAsync(round, places, requests, progress, cancellation).ConfigureAwait(false);
            }
            foreach (var (index, timed) in launches) trials[index].Add(timed);
            foreach (var index in places.Where(index => trials[index].IsDone)) progress?.TrialFinished(index, trials[index].ToResult());
            progress?.RoundFinished(round);
        }
        for (var i = 0; i < trials.Length; i++)
        {
            if (!trials[i].IsDone) progress?.TrialFinished(i, trials[i].ToResult());
        }
        return Compared([.. trials.Select(trial => trial.ToResult())]);
    }

    /// <summary>True where most launches of a round were disturbed: then the machine was, and not a trial.</summary>
    internal static bool IsDisturbed(IReadOnlyCollection<(int Trial, TimedLaunch Launch)> launches)
    {
        var measured = launches.Where(launch => launch.Launch.Outcome.Status == TrialStatus.Measured).ToArray();
        return 2 * measured.Count(launch => launch.Launch.Outcome.IsDisturbed) > measured.Length;
    }

    private async Task<List<(int Trial, TimedLaunch Launch)>> LaunchAllAsync(
        int round, int[] places, IReadOnlyList<TrialRequest> requests, IRoundProgress? progress, CancellationToken cancellation)
    {
        var launches = new List<(int, TimedLaunch)>(places.Length);
        foreach (var index in places)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.LaunchStarted(index, round);
            var timed = await LaunchAsync(round, requests[index], cancellation).ConfigureAwait(false);
            // A crash or a hang is often an accident; the second one is not.
            if (timed.Outcome.Status == TrialStatus.Failed)
                timed = await LaunchAsync(round, requests[index], cancellation).ConfigureAwait(false);
            launches.Add((index, timed));
        }
        return launches;
    }

    private async Task<TimedLaunch> LaunchAsync(int round, TrialRequest request, CancellationToken cancellation)
    {
        var start = time.GetElapsedTime(_started).TotalSeconds;
        return new TimedLaunch(round, start, await launch(request, cancellation).ConfigureAwait(false));
    }

    private bool IsTimeUp(int trials) => time.GetElapsedTime(_started).TotalSeconds >= protocol.TrialSeconds * trials;

    /// <summary>The results, each with its ratio to the fastest as far as the two have rounds in common.</summary>
    internal static IReadOnlyList<TrialResult> Compared(IReadOnlyList<TrialResult> results)
    {
        var fastest = results.Where(result => result.Latency is not null).MinBy(result => result.Latency!.MedianNs);
        if (fastest is null) return results;
        return [.. results.Select(result => ReferenceEquals(result, fastest) || result.Latency is null ? result : Compare(result))];

        TrialResult Compare(TrialResult result) => result with { ToFastest = RoundComparison.Of(fastest, result) };
    }
}
