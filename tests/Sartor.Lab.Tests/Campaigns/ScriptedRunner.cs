using System.Collections.Concurrent;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;

namespace Sartor.Lab.Tests.Campaigns;

/// <summary>A lane that does what a test says.</summary>
/// <param name="script">How an attempt ends; the number counts the attempts of that trial from 1.</param>
internal sealed class ScriptedRunner(Func<CampaignTrial, int, TrialOutcome>? script = null) : ITrialRunner
{
    private readonly ConcurrentDictionary<string, int> _attempts = [];

    public static TrialOutcome Success { get; } = new(TrialEnding.Succeeded, null, "{}");

    public ConcurrentQueue<CampaignTrial> Ran { get; } = [];

    /// <summary>What is wrong with the device, probe by probe; null: it answers.</summary>
    public Func<int, string?> Probe { get; init; } = _ => null;

    public int Probes { get; private set; }

    /// <summary>Runs in the middle of each attempt.</summary>
    public Func<CampaignTrial, CancellationToken, Task> During { get; init; } = (_, _) => Task.CompletedTask;

    public async Task<TrialOutcome> RunAsync(CampaignTrial trial, CancellationToken cancellation)
    {
        await During(trial, cancellation);
        Ran.Enqueue(trial);
        return script?.Invoke(trial, _attempts.AddOrUpdate(trial.Id, 1, (_, count) => count + 1)) ?? Success;
    }

    public Task<string?> ProbeAsync(CancellationToken cancellation) => Task.FromResult(Probe(++Probes));

    public void Dispose()
    {
        // Holds nothing.
    }
}
