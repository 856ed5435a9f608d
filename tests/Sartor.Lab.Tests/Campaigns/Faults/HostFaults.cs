using Microsoft.Data.Sqlite;
using Sartor.Core;
using Sartor.Lab.Campaigns.Runs;

namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>What goes wrong on the machine that runs the campaign, and with models.</summary>
internal static class HostFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        Of("model is deleted before its turn", scene => File.Delete(Path.Combine(scene.Folder, "branch.tflite")))
            with { Failures = 0, Lost = ["Refused"] },
        Of("model is changed before its turn", scene =>
            Replace(scene, "branch.tflite", "dense.tflite"))
            with { Failures = 0, Lost = ["Refused"] },
        Of("model is changed while it is timed", scene =>
            Replace(scene, "dense.tflite", "branch.tflite"))
            with { Failures = 0, Lost = ["Refused"] },
        In("one model is no model", () => new CommandScene { Models = ["dense.tflite", "broken.tflite", "branch.tflite"] }, _ =>
            Task.CompletedTask) with { Failures = 0, MostFailures = 0, Lost = ["Refused"] },
        Converting("variant is deleted before it is timed", File.Delete),
        Converting("variant is cut before it is timed", path =>
        {
            using var file = File.OpenWrite(path);
            file.SetLength(file.Length / 2);
        }),
        Converting("variant is replaced before it is timed", path => File.WriteAllBytes(path, new byte[4000])),
        In("disk of the state is full for three seconds", () => new SmallDiskScene(), async scene =>
        {
            await scene.UntilMeasuringAsync();
            var filler = Path.Combine(Path.GetDirectoryName(scene.Output)!, "filler");
            try
            {
                using var file = File.Create(filler);
                for (var block = new byte[4096]; ;) file.Write(block);
            }
            catch (IOException)
            {
                // Full.
            }
            await Task.Delay(4000);
            File.Delete(filler);
        }) with { Failures = 0, MostFailures = 0, Told = "full" },
        Of("another process writes to the state for three seconds", scene => Hold(scene, TimeSpan.FromSeconds(3))),
        Of("another process writes to the state for eight seconds", scene => Hold(scene, TimeSpan.FromSeconds(8)))
            with { Told = "locked" },
        Of("another process opens the campaign", scene =>
            Should.Throw<OutputException>(() => Campaign.Open(scene.Options, TimeProvider.System)).Message.ShouldContain("in use")),
        In("clock is put forward by a day", () => new ClockScene(TimeSpan.FromDays(1)), Struck),
        In("clock is put back by a day", () => new ClockScene(-TimeSpan.FromDays(1)), Struck),
        In("run is ended in the middle of a measurement", () => new CommandScene(), async scene =>
        {
            await scene.UntilMeasuringAsync();
            await scene.Ending.CancelAsync();
        }) with { Failures = 0 },
        In("every worker of one model dies", () => new CommandScene(Poisoned, starts: 1000), Struck)
            with { Failures = 2, Lost = ["Permanent"] },
    ];

    // A worker that loads dense.tflite is aborted.
    private const string Poisoned = """
        mkfifo "$folder/in.$$"; "$worker" <"$folder/in.$$" & pid=$!
          tee "$folder/in.$$" <&0 > >(LC_ALL=C grep -a --line-buffered -o '^model=/.*' | while read -r line; do
            cmp -s "${line#model=}" "$folder/dense.tflite" && kill -ABRT $pid
          done >/dev/null 2>&1) & tee=$!
          wait $pid; code=$?; kill $tee; exit $code
        """;

    private static void Replace(FaultScene scene, string model, string by)
    {
        var copy = Path.Combine(scene.Folder, "copy");
        File.Copy(Path.Combine(scene.Folder, by), copy);
        File.Move(copy, Path.Combine(scene.Folder, model), overwrite: true);
    }

    private static Task Struck(FaultScene scene) => FaultScene.UntilAsync(() => ((CommandScene)scene).HasStruck);

    private static Fault In(string name, Func<FaultScene> scene, Func<FaultScene, Task> strike) => new(name, scene, strike);

    private static Fault Of(string name, Action<FaultScene> strike)
    {
        return In(name, () => new CommandScene(), StrikeAsync) with { Failures = 0, MostFailures = 0 };

        async Task StrikeAsync(FaultScene scene)
        {
            await scene.UntilMeasuringAsync();
            strike(scene);
        }
    }

    // The first trial of a device is a comparison; by then its conversion is done.
    private static Fault Converting(string name, Action<string> strike)
    {
        var fault = In(name, () => new CommandScene { Models = ["dense.onnx", "dense.tflite"], Converts = true }, scene =>
        {
            foreach (var path in Directory.GetFiles(Path.Combine(scene.Output, "variants"), "*.tflite")) strike(path);
            return Task.CompletedTask;
        });
        return fault with { Failures = 0, MostFailures = 2 };
    }

    private static void Hold(FaultScene scene, TimeSpan time)
    {
        using var other = new SqliteConnection($"Data Source={Path.Combine(scene.Output, CampaignFolder.StateFile)};Pooling=False");
        other.Open();
        using var command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        Thread.Sleep(time);
        command.CommandText = "ROLLBACK";
        command.ExecuteNonQuery();
    }
}
