using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>
/// When the session anchor of a device is measured: on each engine and delegate before the first measurement of a run, again after so
/// much time, and when nothing is left to measure.
/// </summary>
/// <param name="store">Keeps the anchors.</param>
/// <param name="time">The clock.</param>
/// <param name="interval">Time after which the next measurement of a trial needs a new anchor.</param>
/// <param name="measure">Measures the anchor now.</param>
internal sealed class SessionAnchors(
    ICampaignStore store, TimeProvider time, TimeSpan interval, Func<EngineTarget, CancellationToken, Task<CampaignAnchor>> measure)
{
    private readonly Dictionary<EngineTarget, long> _measured = [];
    private readonly HashSet<EngineTarget> _open = [];
    private readonly HashSet<EngineTarget> _told = [];

    /// <summary>To be called before each measurement.</summary>
    /// <param name="target">What the trial runs on.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Why there is no anchor, a clause; null where there is one, and where that was told before.</returns>
    /// <exception cref="DeviceException">The device fails, for the trial as well.</exception>
    /// <exception cref="OutputException">The anchor cannot be stored.</exception>
    public async Task<string?> BeforeAsync(EngineTarget target, CancellationToken cancellation)
    {
        return _measured.TryGetValue(target, out var since) && time.GetElapsedTime(since) < interval
            ? null
            : await MeasureAsync(target, cancellation).ConfigureAwait(false);
    }

    /// <summary>The anchors behind the last trials.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Why there are none, a clause each.</returns>
    public async Task<IReadOnlyList<string>> EndAsync(CancellationToken cancellation)
    {
        var problems = new List<string>();
        foreach (var target in _open.ToArray())
        {
            try
            {
                if (await MeasureAsync(target, cancellation).ConfigureAwait(false) is { } problem) problems.Add(problem);
            }
            catch (SartorException e)
            {
                problems.Add($"the last session anchor on {target} is missing: {e.Message}");
            }
        }
        return problems;
    }

    private async Task<string?> MeasureAsync(EngineTarget target, CancellationToken cancellation)
    {
        _open.Remove(target);
        try
        {
            var anchor = await measure(target, cancellation).ConfigureAwait(false);
            store.AddAnchor(anchor);
        }
        catch (SartorException e) when (e is not (DeviceException or OutputException))
        {
            _measured[target] = time.GetTimestamp();
            return _told.Add(target) ? $"there is no session anchor on {target}: {e.Message}" : null;
        }
        _measured[target] = time.GetTimestamp();
        _open.Add(target);
        return null;
    }
}
