using System.Diagnostics;
using System.Globalization;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;
using Sartor.Lab.Campaigns.Storage;
using Sartor.Lab.Trials;

namespace Sartor.Bench.Campaigns;

/// <summary>
/// A campaign whose trials do nothing, on the store and the lanes of a real one: what scheduling and storing cost, how long opening takes,
/// and what is left of it when its process is killed.
/// </summary>
internal static class StubCampaign
{
    private static readonly string[] s_devices = ["one", "two", "three"];

    // A process that is killed in the middle of a trial is no fault of the trial here, and nobody frees a full disk.
    private static readonly FailurePolicy s_failures = new()
    {
        Interruptions = int.MaxValue,
        DeviceRest = TimeSpan.FromMilliseconds(100),
        DeviceProbes = 2,
    };

    /// <summary>Begins a campaign in a folder, or goes on with it.</summary>
    /// <param name="folder">The folder of its state.</param>
    /// <param name="trials">How many trials it has: a conversion and three measurements for each model.</param>
    /// <param name="output">Takes a table of what it cost.</param>
    /// <param name="endsAfter">Kills its own process when so many trials more have ended, in the middle of what it does then.</param>
    public static async Task RunAsync(string folder, int trials, TextWriter output, int endsAfter = int.MaxValue)
    {
        var clock = Stopwatch.StartNew();
        using var store = new SqlCampaignStore(new SqliteDialect(Path.Combine(folder, CampaignFolder.StateFile)));
        if (store.Note("planned") is null)
        {
            store.Add(Planned(trials));
            store.SetNote("planned", "yes");
            await output.WriteLineAsync(Line("planned", clock.Elapsed)).ConfigureAwait(false);
        }
        else
        {
            await output.WriteLineAsync(Line($"opened with {store.Count().Sum(count => count.Count)} trials", clock.Elapsed))
                .ConfigureAwait(false);
        }
        var before = store.Count().Where(count => count.State == TrialState.Finished).Sum(count => count.Count);
        clock.Restart();
        var run = new CampaignRun(store, s_failures, new Ending(endsAfter), TimeProvider.System);
        await run.RunAsync(
            s_devices.Prepend(PlannedTrial.Preparation).ToDictionary(lane => lane, _ => (ITrialRunner)new Stub()), CancellationToken.None)
            .ConfigureAwait(false);
        var ran = store.Count().Where(count => count.State == TrialState.Finished).Sum(count => count.Count) - before;
        await output.WriteLineAsync(Line($"ran {ran} trials", clock.Elapsed)).ConfigureAwait(false);
        var each = ran == 0 ? 0 : clock.Elapsed.TotalMilliseconds / ran;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"each {each:0.000} ms")).ConfigureAwait(false);
    }

    /// <summary>Opens a campaign of so many trials, counts them, and says how long that took.</summary>
    public static void Open(string folder, TextWriter output)
    {
        var clock = Stopwatch.StartNew();
        using var store = new SqlCampaignStore(new SqliteDialect(Path.Combine(folder, CampaignFolder.StateFile)));
        store.Reopen(TimeProvider.System.GetUtcNow(), int.MaxValue);
        var count = store.Count().Sum(part => part.Count);
        var first = store.TryClaim(PlannedTrial.Preparation, TimeProvider.System.GetUtcNow());
        if (first is not null) store.Release(first);
        output.WriteLine(Line($"opened with {count} trials, the first claimed", clock.Elapsed));
        using var self = Process.GetCurrentProcess();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory {self.PeakWorkingSet64 / 1e6:0} MB"));
    }

    /// <summary>The trials: of each model a conversion, and a measurement on each of three devices.</summary>
    public static IEnumerable<PlannedTrial> Planned(int trials)
    {
        for (var i = 0; i < trials; i += s_devices.Length + 1)
        {
            var model = string.Create(CultureInfo.InvariantCulture, $"models/network-{i / (s_devices.Length + 1):000000}");
            var conversion = new PlannedTrial(
                StepKey.Of("stub").With("convert", model), CampaignStep.Convert, PlannedTrial.Preparation, model, "target/float32");
            yield return conversion;
            foreach (var device in s_devices.Take(trials - i - 1))
            {
                yield return new PlannedTrial(
                    StepKey.Of("stub").With("measure", model).With("device", device), CampaignStep.Measure, device, model,
                    conversion.Variant)
                {
                    Engine = "engine",
                    Delegate = "cpu",
                    Needs = conversion.Key,
                };
            }
        }
    }

    private static string Line(string what, TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{what} in {time.TotalSeconds:0.000} s");

    private sealed class Stub : ITrialRunner
    {
        public Task<TrialOutcome> RunAsync(CampaignTrial trial, CancellationToken cancellation) =>
            Task.FromResult(new TrialOutcome(TrialEnding.Succeeded, null, $"{{\"id\":\"{trial.Id}\"}}"));

        public Task<string?> ProbeAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);

        public void Dispose()
        {
            // Holds nothing.
        }
    }

    private sealed class Ending(int after) : ICampaignListener
    {
        private int _ended;

        public void Started(IReadOnlyList<TrialCount> counts)
        {
        }

        public void TrialStarted(CampaignTrial trial)
        {
        }

        // From a thread of its own, so that the others are anywhere when the signal comes.
        public void TrialEnded(CampaignTrial trial, TrialOutcome outcome, NextStep next)
        {
            if (++_ended != after) return;
            new Thread(() =>
            {
                Thread.SpinWait(new Random(Environment.ProcessId).Next(20_000));
                using var self = Process.GetCurrentProcess();
                self.Kill();
            }).Start();
        }

        public void DeviceChanged(string lane, LaneState state, string reason)
        {
        }

        public void DeviceNoted(string lane, string text)
        {
        }
    }
}
