using System.Globalization;
using Sartor.Core;
using Sartor.Data.Splits;

namespace Sartor.Lab.Evaluation;

/// <summary>Which samples calibrated an int8 variant, as metadata of its file, so that a later verification uses the others.</summary>
internal static class CalibrationMetadata
{
    private const string Prefix = "sartor.calibration.";

    public static IReadOnlyDictionary<string, string> Of(SplitOptions options, DataSplit split) => new Dictionary<string, string>
    {
        [Prefix + "seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
        [Prefix + "share"] = options.CalibrationShare.ToString("R", CultureInfo.InvariantCulture),
        [Prefix + "limit"] = options.MaxCalibrationCount.ToString(CultureInfo.InvariantCulture),
        [Prefix + "ids"] = Hash(split),
    };

    /// <summary>How the file says that its calibration samples were chosen; null where it says nothing that makes sense.</summary>
    public static SplitOptions? Read(IReadOnlyDictionary<string, string> metadata)
    {
        string Text(string key) => metadata.GetValueOrDefault(Prefix + key, "");
        return long.TryParse(Text("seed"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed)
            && double.TryParse(Text("share"), NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is > 0 and < 1
            && int.TryParse(Text("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
            ? new SplitOptions { Seed = seed, CalibrationShare = share, MaxCalibrationCount = limit }
            : null;
    }

    /// <summary>True when the file was calibrated on the samples of that part.</summary>
    public static bool Match(IReadOnlyDictionary<string, string> metadata, DataSplit split) =>
        metadata.GetValueOrDefault(Prefix + "ids") == Hash(split);

    private static string Hash(DataSplit split) =>
        Sha256.Hex(string.Join('\n', split.CalibrationIds));
}
