using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Campaigns;

/// <summary>A device whose speed depends on the time; each trial takes a minute of its clock and each anchor three seconds.</summary>
internal sealed class DriftingDevice : ITrialRunner
{
    // Student's t for 95 % and five launches.
    private const double T95 = 2.776;
    private const double AnchorNs = 300_000;

    private readonly JumpingTime _time;
    private readonly Func<double, double> _slowness;
    private readonly SessionAnchors _anchors;
    private readonly DateTimeOffset _begin;
    private readonly Random _random = new(11);
    private readonly double _noise;

    /// <param name="store">Keeps the anchors.</param>
    /// <param name="time">The clock.</param>
    /// <param name="slowness">Time of an inference over its usual one, by the minutes since the begin.</param>
    /// <param name="noise">Standard deviation between launches, as a share.</param>
    public DriftingDevice(ICampaignStore store, JumpingTime time, Func<double, double> slowness, double noise = 0.015)
    {
        (_time, _slowness, _noise, _begin) = (time, slowness, noise, time.GetUtcNow());
        _anchors = new SessionAnchors(store, time, TimeSpan.FromMinutes(10), (target, _) => Task.FromResult(Anchor(target)));
    }

    /// <summary>Of each trial: when it began, and how slow the device really was, at least and at most.</summary>
    public List<(CampaignTrial Trial, DateTimeOffset StartedUtc, double Least, double Most)> Ran { get; } = [];

    public async Task<TrialOutcome> RunAsync(CampaignTrial trial, CancellationToken cancellation)
    {
        await _anchors.BeforeAsync(new EngineTarget(trial.Engine, trial.Delegate), cancellation);
        var (started, slow) = (_time.GetUtcNow(), new List<double>());
        for (var second = 0; second < 60; second++)
        {
            slow.Add(Slowness());
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        Ran.Add((trial, started, slow.Min(), slow.Max()));
        return ScriptedRunner.Success;
    }

    public Task<IReadOnlyList<string>> EndAsync(CancellationToken cancellation) => _anchors.EndAsync(cancellation);

    public Task<string?> ProbeAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);

    public void Dispose()
    {
        // Holds nothing.
    }

    private double Slowness() => _slowness((_time.GetUtcNow() - _begin).TotalMinutes);

    private CampaignAnchor Anchor(EngineTarget target)
    {
        var started = _time.GetUtcNow();
        double[] launches = [.. Enumerable.Range(0, 5).Select(_ =>
        {
            _time.Advance(TimeSpan.FromSeconds(0.6));
            return Math.Log(AnchorNs * Slowness()) + (_noise * Gauss());
        })];
        var mean = launches.Average();
        var half = T95 * Math.Sqrt(launches.Sum(x => (x - mean) * (x - mean)) / 4 / 5);
        return new CampaignAnchor(
            "phone", target.Engine, target.Delegate, "s", _begin, started, Math.Exp(mean), Math.Exp(mean - half), Math.Exp(mean + half));
    }

    private double Gauss() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
