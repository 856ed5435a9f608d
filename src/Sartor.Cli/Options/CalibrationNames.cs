using System.CommandLine;
using Sartor.Convert.Quantization;
using Sartor.Core;

namespace Sartor.Cli.Options;

/// <summary>Methods of calibration as a user names them.</summary>
internal static class CalibrationNames
{
    public static Option<string?> Option() => new("--calibration")
    {
        Description = "Calibration method of int8: minmax (default), percentile, entropy or mse",
        HelpName = "method",
        CompletionSources = { "minmax", "percentile", "entropy", "mse" },
    };

    /// <summary>The method of a name; null is the default.</summary>
    /// <exception cref="OptionException">There is none; the message lists those that there are.</exception>
    public static CalibrationMethod Parse(string? name) => name switch
    {
        null or "minmax" => CalibrationMethod.MinMax,
        "percentile" => CalibrationMethod.Percentile,
        "entropy" => CalibrationMethod.Entropy,
        "mse" => CalibrationMethod.MeanSquaredError,
        _ => throw new OptionException("--calibration", $"unknown method '{name}'; choose minmax, percentile, entropy or mse"),
    };
}
