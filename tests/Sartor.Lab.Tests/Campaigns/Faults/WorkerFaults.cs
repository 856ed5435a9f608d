using System.Text;
using Sartor.Contracts;

namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>What goes wrong with a worker.</summary>
internal static class WorkerFaults
{
    private const int Abort = 6, Bus = 7, Segment = 11;

    public static IReadOnlyList<Fault> All { get; } =
    [
        // A launch that fails is repeated at once, so that an attempt fails only where two of them do.
        Signalled("worker has a segmentation fault", Segment, 1),
        Signalled("worker and its successor have a segmentation fault", Segment, 2),
        Signalled("worker and its successor abort", Abort, 2),
        Signalled("worker and its successor have a bus error", Bus, 2),
        Signalled("worker and its successor are ended by SIGTERM", UnixSignal.Terminate, 2),
        Signalled("worker is ended by SIGKILL", UnixSignal.Kill, 1),
        Signalled("four workers in a row are ended by SIGKILL", UnixSignal.Kill, 4),
        Signalled("worker hangs", UnixSignal.Stop, 1),
        Started("worker ends at once with exit code 0", "exit 0"),
        Started("worker ends at once with exit code 7", "echo 'it broke' >&2; exit 7"),
        Started("worker prints text in place of frames", "echo this is not a frame at all; exec cat >/dev/null"),
        Started("worker prints without end", "exec yes"),
        Started("worker announces a frame of 4 GiB", @"printf '\377\377\377\377\0\0\0\0\0\0\0\0'; exec cat >/dev/null"),
        Started(
            "worker announces a payload of 16 EiB",
            @"printf '\10\0\0\0\377\377\377\377\377\377\377\377type=ok\n'; exec cat >/dev/null"),
        Started("worker speaks another protocol", Reply("type=ok\\nprotocol=9\\nminor=0\\nid=1\\nclock_hz=1000\\nengines=\\n")),
        Started("worker answers another request", Reply("type=ok\\nid=999\\nprotocol=1\\nminor=3\\nclock_hz=1000\\nengines=tflite\\n")),
        Started("worker sends less than it announced", @"printf '\10\0\0\0\100\0\0\0\0\0\0\0type=ok\nabc'"),
        Started("worker states a negative time", Altered("s/load_ns=[0-9]/load_ns=-/")),
        Started("worker states a time that is no number", Altered("s/load_ns=[0-9]/load_ns=N/")),
        Started("worker leaves out how often it ran", Altered("s/warmup_runs=/warmup_rnus=/")),
        Started("worker states a clock of another rate", Altered("s/clock_hz=[0-9]/clock_hz=-/")),
        Started("worker has no memory left", "ulimit -v 30000"),
        Started("worker may open no files", "ulimit -n 4"),
        Started("worker floods standard error", "yes 'a line' | head -c 20000000 >&2") with { Failures = 0, MostFailures = 0 },
        Started("worker starts late", "sleep 4") with { Failures = 0, MostFailures = 0 },
        Started("four workers in a row end at once", "exit 3", starts: 4),
        In("program of the device is gone for three seconds", () => new CommandScene(), async scene =>
        {
            var script = ((CommandScene)scene).Script;
            await scene.UntilMeasuringAsync();
            File.Move(script, $"{script}.away");
            await Task.Delay(3000);
            File.Move($"{script}.away", script);
        }) with { Failures = 0 },
    ];

    private static Fault In(string name, Func<FaultScene> scene, Func<FaultScene, Task> strike) => new(name, scene, strike);

    private static Fault Signalled(string name, int signal, int workers)
    {
        return In(name, () => new CommandScene(), StrikeAsync) with { Failures = 0 };

        async Task StrikeAsync(FaultScene scene)
        {
            var last = 0;
            bool IsNew() => scene.Workers() is [_, .., var newest] && newest > last;
            for (var i = 0; i < workers; i++)
            {
                for (var wait = 0; wait < 250 && !IsNew(); wait++) await Task.Delay(20);
                // Where the first one was hit and the trial went on without another.
                if (i > 0 && !IsNew()) return;
                await Task.Delay(50);
                if (scene.Workers() is not [_, .., var victim] || !TrySend(last = victim, signal))
                {
                    i--;
                    continue;
                }
                // The runtime passes over the first fault that no instruction of its own has caused.
                for (var again = 0; again < 10 && signal is Bus or Segment; again++)
                {
                    await Task.Delay(20);
                    if (scene.Workers().Contains(last)) TrySend(last, signal);
                }
            }
        }
    }

    private static bool TrySend(int process, int signal)
    {
        try
        {
            UnixSignal.Send(process, signal);
            return true;
        }
        catch (ArgumentException)
        {
            // It has just ended.
            return false;
        }
    }

    private static Fault Started(string name, string misdeed, int starts = 2) => In(
        name, () => new CommandScene(misdeed, starts), scene => FaultScene.UntilAsync(() => ((CommandScene)scene).HasStruck));

    private static string Reply(string header)
    {
        var length = Encoding.UTF8.GetByteCount(header.Replace("\\n", "\n", StringComparison.Ordinal));
        return $@"printf '\{System.Convert.ToString(length, 8)}\0\0\0\0\0\0\0\0\0\0\0{header}'; exec cat >/dev/null";
    }

    // Headers of the same length, so that the frames stay frames.
    private static string Altered(string expression) => $"\"$worker\" | LC_ALL=C sed -u '{expression}'; exit";
}
