using System.Diagnostics;
using System.Globalization;
using Sartor.Bench.Campaigns;
using Sartor.Contracts;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;
using Sartor.Lab.Campaigns.Storage;

namespace Sartor.Bench.Tests.Campaigns;

/// <summary>
/// Kills the process of a campaign again and again. SARTOR_CAMPAIGN_KILLS and SARTOR_CAMPAIGN_TRIALS in the environment ask for more.
/// </summary>
public sealed class KilledCampaignTests : IDisposable
{
    private static readonly int s_kills = Number("SARTOR_CAMPAIGN_KILLS", 200);
    private static readonly int s_trials = Number("SARTOR_CAMPAIGN_TRIALS", 2000);

    private readonly TemporaryFolder _folder = new();

    private string State => Path.Combine(_folder.Path, CampaignFolder.StateFile);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Campaign_KilledAtRandomPoints_LosesAndDoublesNothing()
    {
        var random = new Random(1);
        var (kills, known) = (0, new HashSet<long>());
        while (kills < s_kills && !IsDone())
        {
            Kill(1 + random.Next(s_trials / s_kills));
            kills++;
            var finished = Finished();
            finished.IsSupersetOf(known).ShouldBeTrue("what had ended has not ended any more");
            known = finished;
        }
        kills.ShouldBeGreaterThan(s_kills / 2);
        using (var last = Start(out var output))
        {
            output.ReadToEnd().ShouldContain("ran ");
            last.WaitForExit();
            last.ExitCode.ShouldBe(0);
        }
        using var store = Open();
        var planned = StubCampaign.Planned(s_trials).Select(trial => trial.Key.Id).ToHashSet();
        var trials = store.Trials().ToArray();
        trials.Select(trial => trial.Id).ToHashSet().SetEquals(planned).ShouldBeTrue();
        foreach (var trial in trials)
        {
            (trial.State, trial.Ending).ShouldBe((TrialState.Finished, TrialEnding.Succeeded), $"{trial}");
            store.Attempts(trial.Number).Count(attempt => attempt.Ending == TrialEnding.Succeeded).ShouldBe(1, $"{trial}");
            store.Result(trial.Number).ShouldBe($"{{\"id\":\"{trial.Id}\"}}");
        }
    }

    [Fact]
    public void Campaign_WhoseLastWritesAreTorn_GoesOn()
    {
        var random = new Random(2);
        for (var tear = 0; tear < 8; tear++)
        {
            Kill(40);
            var log = new FileInfo($"{State}-wal");
            if (!log.Exists || log.Length < 64) continue;
            using var file = log.OpenWrite();
            // A part of the log is missing at its end, or its last bytes are not those that were written.
            if (tear % 2 == 0)
            {
                file.SetLength(log.Length - random.Next(1, (int)Math.Min(log.Length, 9000)));
            }
            else
            {
                file.Position = log.Length - 32;
                file.Write(new byte[32]);
            }
        }
        using (var last = Start(out var output))
        {
            output.ReadToEnd().ShouldContain("ran ");
            last.WaitForExit();
        }
        using var store = Open();
        store.Trials().Count().ShouldBe(s_trials);
        store.Trials().ShouldAllBe(trial => trial.Ending == TrialEnding.Succeeded);
    }

    [Fact]
    public async Task Campaign_OnAFullDisk_SaysSoAndGoesOnLater()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "there is no bash to limit the size of files");
        Kill(20);
        var size = new[] { State, $"{State}-wal" }.Where(File.Exists).Max(path => new FileInfo(path).Length);
        var before = Finished();
        // What a process writes beyond the limit fails like a full disk; the signal that goes with it is ignored.
        var blocks = size * 6 / 10 / 1024;
        var start = new ProcessStartInfo("/bin/bash")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            // The runtime maps its own memory as a file, too.
            Environment = { ["DOTNET_EnableWriteXorExecute"] = "0" },
            ArgumentList = { "-c", "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"", "bash", $"{blocks}" },
        };
        foreach (var word in Words()) start.ArgumentList.Add(word);
        using (var full = Process.Start(start)!)
        {
            var output = full.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = await full.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await full.WaitForExitAsync(TestContext.Current.CancellationToken);
            full.ExitCode.ShouldNotBe(0);
            error.ShouldContain(CampaignFolder.StateFile);
            (await output).ShouldNotContain("each");
        }
        Finished().IsSupersetOf(before).ShouldBeTrue();
        using (var last = Start(out var output))
        {
            (await output.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("ran ");
            await last.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        using var store = Open();
        store.Trials().ShouldAllBe(trial => trial.Ending == TrialEnding.Succeeded);
        store.Trials().ShouldAllBe(
            trial => store.Attempts(trial.Number).Count(attempt => attempt.Ending == TrialEnding.Succeeded) == 1);
    }

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : usual;

    private SqlCampaignStore Open() => new(new SqliteDialect(State, isReadOnly: true));

    private bool IsDone() => File.Exists(State) && Finished().Count == s_trials;

    private HashSet<long> Finished()
    {
        using var store = Open();
        return [.. store.Trials().Where(trial => trial.State == TrialState.Finished).Select(trial => trial.Number)];
    }

    // A run whose process is killed when so many trials more have ended.
    private void Kill(int trials)
    {
        using var process = Start(out var output, trials);
        output.ReadToEnd();
        process.WaitForExit();
    }

    private Process Start(out StreamReader output, int endsAfter = int.MaxValue)
    {
        var words = Words(endsAfter);
        var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true })!;
        output = process.StandardOutput;
        return process;
    }

    private string[] Words(int endsAfter = int.MaxValue) =>
    [
        "dotnet", typeof(StubCampaign).Assembly.Location, "campaign", _folder.Path, s_trials.ToString(CultureInfo.InvariantCulture),
        endsAfter.ToString(CultureInfo.InvariantCulture),
    ];
}
