using Sartor.Results.Records;

namespace Sartor.Results.Reports;

/// <summary>Whether energies and states of devices of a campaign's trial are possible, and follow from one another.</summary>
internal static class PowerCheck
{
    // A sum of the launches' energies, and quotients of it.
    private const double Rounding = 1e-6;
    private const double ColdestC = -100, HottestC = 250;

    /// <summary>As <see cref="TrialReportCheck.Problems"/>.</summary>
    public static IEnumerable<string> Problems(CampaignTrialResult report)
    {
        var (analytics, bench) = (report.DeviceAnalytics, report.Measurement);
        foreach (var state in new[] { analytics?.Before, analytics?.After, bench?.StateBefore, bench?.StateAfter })
        {
            if (state is null) continue;
            foreach (var problem in OfState(state)) yield return problem;
        }
        if (bench is not { Trials: [var trial] }) yield break;
        if (IsImpossible(trial.MaxTemperatureC)) yield return $"the highest temperature is {trial.MaxTemperatureC} °C";
        if (trial.MaxFrequencyKhz <= 0) yield return $"the highest clock rate is {trial.MaxFrequencyKhz} kHz";
        foreach (var launch in trial.Launches)
        {
            if (launch.EnergyJ is { } joules && !(joules >= 0)) yield return $"a launch took {joules} J";
            if (launch.WindowSeconds is { } seconds && !(seconds > 0)) yield return $"the window of a launch is {seconds} s";
            if (launch.EnergyJ is not null && launch.WindowSeconds is null) yield return "a launch has an energy without a window";
        }
        if (trial.Energy is { } energy)
        {
            foreach (var problem in OfEnergy(energy, trial)) yield return problem;
        }
    }

    private static IEnumerable<string> OfEnergy(EnergyResult energy, TrialResult trial)
    {
        if (energy.Source.Length == 0) yield return "has an energy without a source";
        if (!(energy.EnergyJ >= 0)) yield return $"energy is {energy.EnergyJ} J";
        if (!(energy.WindowSeconds > 0)) yield return $"has an energy, and a window of {energy.WindowSeconds} s";
        if (energy.Inferences < 1) yield return "has an energy without an inference";
        if (energy.Samples < 0) yield return $"has {energy.Samples} readings of power";
        if (trial.Latency is null) yield return "has an energy, and nothing was timed";
        if (IsOff(energy.MeanW, energy.EnergyJ / energy.WindowSeconds))
            yield return $"mean power is {energy.MeanW} W, not energy over time";
        if (IsOff(energy.PerInferenceJ, energy.EnergyJ / energy.Inferences))
            yield return $"the energy of an inference is {energy.PerInferenceJ} J, not energy over inferences";
        if (energy.Inferences < trial.SamplesNs.Count)
            yield return $"has the energy of {energy.Inferences} inferences, and {trial.SamplesNs.Count} samples";
        if (energy.WindowSeconds < trial.SamplesNs.Sum() / 1e9 * (1 - Rounding)) yield return "the window is shorter than its inferences";
        if (trial.Launches.All(launch => launch.EnergyJ is not null)
            && IsOff(energy.EnergyJ, trial.Launches.Sum(launch => launch.EnergyJ!.Value)))
            yield return $"energy is {energy.EnergyJ} J, and not that of the launches";
        if (!(energy.PerInferenceLowJ is null || energy.PerInferenceLowJ <= energy.PerInferenceJ * (1 + Rounding))
            || !(energy.PerInferenceHighJ is null || energy.PerInferenceHighJ >= energy.PerInferenceJ * (1 - Rounding)))
            yield return "the energy of an inference does not lie in its interval";
        if (energy.MacsPerJ is { } macs && !(macs > 0)) yield return $"macsPerJ is {macs}";
    }

    private static IEnumerable<string> OfState(DeviceStateFacts state)
    {
        if (state.UptimeSeconds < 0 || state.LoadAverage < 0) yield return "an uptime or load is below 0";
        foreach (var bytes in new[] { state.MemoryTotalBytes, state.MemoryFreeBytes, state.MemoryAvailableBytes, state.MemoryCachedBytes })
        {
            if (bytes < 0 || bytes > state.MemoryTotalBytes) yield return $"a memory of {bytes} bytes, of {state.MemoryTotalBytes} in all";
        }
        foreach (var zone in state.ThermalZones)
        {
            if (IsImpossible(zone.TemperatureC)) yield return $"{zone.Type} has {zone.TemperatureC} °C";
        }
        if (state.Clusters.Any(cluster => cluster.Khz <= 0 || cluster.MinKhz <= 0 || cluster.MaxKhz < cluster.MinKhz))
            yield return "a clock rate is not above 0, or a highest one is below a lowest one";
        if (state.Battery is not { } battery) yield break;
        if (battery.Percent is < 0 or > 100) yield return $"the battery is {battery.Percent} % full";
        if (battery.VoltageUv < 0 || battery.ChargeUah < 0 || battery.EnergyUwh < 0) yield return "a battery has a value below 0";
        if (IsImpossible(battery.TemperatureC)) yield return $"the battery has {battery.TemperatureC} °C";
    }

    private static bool IsImpossible(double? temperature) => temperature is { } value && !(value is >= ColdestC and <= HottestC);

    private static bool IsOff(double value, double wanted) => !(Math.Abs(value - wanted) <= Rounding * wanted);
}
