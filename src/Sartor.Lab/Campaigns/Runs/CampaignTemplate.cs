using Sartor.Convert;
using Sartor.Lab.BenchmarkTools;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>The file that a campaign begins with; every key has its comment.</summary>
public static class CampaignTemplate
{
    /// <summary>The text for models that a user named.</summary>
    /// <param name="models">A path, a glob or a list.</param>
    public static string Of(string models)
    {
        var (target, other) = (ConversionTargets.Default, ConversionTargets.Interchange);
        var offer = EngineOffer.OfThisHost.First(offer => offer.Format == target.Format);
        var engine = $"{offer.Name}/{offer.Delegates[0]}";
        var tool = $"{BenchmarkModelTool.EngineName}/{ToolDelegate.All[0].Name}";
        return $"""
            # A campaign: models × variants × engines × threads × devices. `sartor campaign run THIS-FILE` runs it; ended at any point, the
            # same command goes on. Paths start from the folder of this file. Lines that begin with # show what else there is.

            # Models: paths, globs with * and **, or a text file (.txt) that names one in each line.
            models:
              - '{models.Replace("'", "''", StringComparison.Ordinal)}'

            # What is made of each: source (the file as it is), PRECISION, or TARGET/PRECISION, as int8, {target.Name}/float16,
            # {other.Name}/float32.
            variants: [float32]

            # Samples: to calibrate int8, and to compare each variant with its source. Without them, random values are compared.
            # data: images/
            # labels: labels.csv

            # Devices, as for --device of the other verbs; engines as {offer.Name} or {engine} (default: all that a device has).
            devices: [host]
            # engines: [{engine}]
            # Google's benchmark tool as an engine of Android devices, {tool}: the program and its SHA-256.
            # benchmark-model: tools/benchmark_model#SHA256
            # threads: [1]
            # Cores that measurements keep to, on Linux and Android, as 4-7 or [0, 2] (default: those that the system chooses).
            # cpus: 4-7

            # full: at least 5 launches of each trial. quick: 3 short ones, for a first look.
            protocol: full
            # Launches of each trial at least, and how long each counts; half of that before, to warm up.
            # launches: 5
            # launch-seconds: 0.2

            # Compare each variant with its source on each device, before it is measured there; what is wrong is not measured.
            # verify: true
            # A latency whose interval is wider than this share of it, to one side, is noisy and not used.
            # max-half-width: 0.1

            # A small network whose latency tells how fast a device is: it is measured first, again after so many minutes, and in the end
            # (0: never). Trials beside which it was further than this share from its usual latency are marked device-drift.
            # anchor: reference{other.Suffix}
            # anchor-minutes: 10
            # max-device-drift: 0.1

            # Failures from outside: attempts of a trial, and the wait before the second one (it doubles each time).
            # attempts: 3
            # cool-off-seconds: 30
            # Trials of one model that fail on a healthy device, until its others on that engine are not tried any more.
            # poison-after: 2
            # Failures of a device in a row until it rests, how long, and how often it is probed before the campaign goes on without it.
            # device-failures: 3
            # device-rest-seconds: 60
            # device-probes: 10
            # Trials until a device's connection and worker are left and opened anew; each fault does that, too.
            # rejuvenate-after: 100

            # Before each measurement: the hottest thermometer (whose type contains thermal-zone) must not be above this, and the battery
            # at least so full; the trial waits so long for that, and then fails for this time.
            # max-temperature-c: 45
            # thermal-zone: cpu
            # min-battery-percent: 30
            # The screen of an Android device must be on or off.
            # screen: any
            # cool-down-seconds: 300
            # A power that was recorded meanwhile (CSV of Monsoon), and the time of its second 0; `report` takes energies from it.
            # power-trace: monsoon.csv
            # power-trace-start-utc: 2026-05-01T10:00:00.250Z

            # The folder of state, variants and reports (default: NAME.campaign), and a PostgreSQL database for the state instead of a file.
            # output: results/
            # database: Host=localhost;Database=lab;Username=me
            """ + "\n";
    }
}
