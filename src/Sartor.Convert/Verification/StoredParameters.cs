using Sartor.Convert.Quantization;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>Whether a file of reduced precision stores the parameters that its float32 form and its calibration ask for.</summary>
public static class StoredParameters
{
    /// <summary>Compares both as they were read from their files.</summary>
    /// <param name="form">The float32 form (<see cref="ModelConverter.WriteForm"/>).</param>
    /// <param name="statistics">Activations of that form by name; empty where nothing was calibrated.</param>
    /// <param name="variant">The file.</param>
    /// <param name="format">The format of both.</param>
    public static StoredFaults Compare(
        ModelGraph form, IReadOnlyDictionary<string, ActivationStatistics> statistics, ModelGraph variant, string format)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(statistics);
        (form, variant) = IntegerForm.Of(form, variant, format);
        var constants = new StoredConstants(form, statistics, format).Compare(variant);
        if (statistics.Count == 0) return constants;
        var ranges = new StoredRanges(statistics, format).Compare(variant);
        return new StoredFaults(constants.Compared + ranges.Compared, [.. constants.Faults, .. ranges.Faults]);
    }
}
