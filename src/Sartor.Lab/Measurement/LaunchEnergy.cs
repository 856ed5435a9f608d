using Sartor.Core;
using Sartor.Results.Records;
using Sartor.Results.Statistics;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Measurement;

/// <summary>What the launches of a trial took, from what a meter told of each.</summary>
internal static class LaunchEnergy
{
    // A power that is read less often may miss what happened in between.
    private const int FewSamples = 10;
    private const string NoEnergy = "no-energy", FewReadings = "few-power-samples";

    /// <summary>The energy of all of them; null where one has none, or they have different meters.</summary>
    public static EnergyResult? Of(IReadOnlyList<Measured> launches)
    {
        if (launches.Count == 0 || launches.Any(launch => launch.Power?.MicroJoules is null)) return null;
        var sources = launches.Select(launch => launch.Power!.Source!).Distinct().ToArray();
        return sources.Length != 1 ? null : Of(
            sources[0],
            [.. launches.Select(launch => (
                launch.Power!.MicroJoules!.Value / 1e6, launch.Power.WindowNs / 1e9, InferencesOf(launch), (long)launch.Power.Samples))]);
    }

    /// <summary>The energy of launches, each with energy, window, inferences and readings.</summary>
    public static EnergyResult Of(string source, IReadOnlyList<(double Joules, double Seconds, long Inferences, long Samples)> launches)
    {
        var joules = launches.Sum(launch => launch.Joules);
        var seconds = launches.Sum(launch => launch.Seconds);
        var inferences = launches.Sum(launch => launch.Inferences);
        double[] each = [.. launches.Select(launch => launch.Joules / launch.Inferences)];
        var interval = LaunchInterval.Of(each)?.About(joules / inferences);
        return new EnergyResult
        {
            Source = source,
            EnergyJ = joules,
            WindowSeconds = seconds,
            Inferences = inferences,
            Samples = launches.Sum(launch => launch.Samples),
            MeanW = joules / seconds,
            PerInferenceJ = joules / inferences,
            PerInferenceLowJ = interval?.Low,
            PerInferenceHighJ = interval?.High,
        };
    }

    /// <summary>The same trial with the energies of a recorded power; as it is where its device did not say when it ran.</summary>
    /// <exception cref="OptionException">The recorded power does not cover a launch.</exception>
    public static TrialResult From(PowerTrace trace, TrialResult trial, long? macs)
    {
        if (trial.Launches.Count == 0 || trial.Launches.Any(launch => launch.WindowStartUtc is null || launch.WindowSeconds is null))
            return trial;
        var energies = trial.Launches.Select(launch => trace.Energy(launch.WindowStartUtc!.Value, launch.WindowSeconds!.Value)).ToArray();
        var launches = trial.Launches.Zip(energies, (launch, energy) => launch with { EnergyJ = energy.Joules }).ToArray();
        var parts = launches.Zip(
            energies, (launch, energy) => (energy.Joules, launch.WindowSeconds!.Value, (long)launch.Count, energy.Samples));
        var sum = Of($"trace:{trace.Name}", [.. parts]);
        // What the device's own meter had to say is not about this energy.
        var others = trial.Diagnostics.Where(diagnostic => diagnostic.Code is not (NoEnergy or FewReadings));
        return WithMacs(trial with { Launches = launches, Energy = sum, Diagnostics = [.. others] }, macs);
    }

    /// <summary>The same trial with the multiply-accumulates that a joule pays for.</summary>
    public static TrialResult WithMacs(TrialResult trial, long? macs) => trial.Energy is { PerInferenceJ: > 0 } energy && macs > 0
        ? trial with { Energy = energy with { MacsPerJ = macs / energy.PerInferenceJ } }
        : trial;

    /// <summary>Why there is no energy though there is a meter, and what makes one doubtful.</summary>
    public static IEnumerable<Diagnostic> Notes(IReadOnlyList<Measured> launches)
    {
        var failed = launches.Select(launch => launch.Power).FirstOrDefault(power => power?.Problem is not null);
        if (failed is not null)
        {
            yield return Diagnostic.Note(NoEnergy, $"{failed.Source} told no energy: {failed.Problem}");
        }
        else if (Of(launches) is { } energy && energy.Samples < FewSamples && !energy.Source.StartsWith("rapl:", StringComparison.Ordinal))
        {
            yield return Diagnostic.Note(FewReadings,
                $"{energy.Source} was read {energy.Samples} times while inferences were counted; measure longer for an energy to quote");
        }
    }

    private static long InferencesOf(Measured launch) => (long)launch.SamplesNs.Count * launch.RunsPerSample;
}
