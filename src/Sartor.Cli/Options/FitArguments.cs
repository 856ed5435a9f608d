using System.CommandLine;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Lab.Jobs;
using Sartor.Results.Records;

namespace Sartor.Cli.Options;

/// <summary>The options of a fit, and how they become <see cref="FitOptions"/>.</summary>
internal sealed class FitArguments
{
    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = "Output folder (written atomically at the end)",
        HelpName = "folder",
    };
    private readonly DeviceArguments _device = new();
    private readonly StoreArguments _store = new();
    private readonly Option<string[]> _engines = EngineNames.Option("--engines");
    private readonly TargetArguments _target = new();
    private readonly Option<string[]> _precisions = new("--precisions", "--precision")
    {
        Description =
            "Variants to make: float32, float16, dynamic-range-int8, int8 (default: all); float32 is always made, to check the others",
        HelpName = "names",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _calibration = CalibrationNames.Option();
    private readonly Option<double?> _maxLatencyMs = NumberOption.Real(
        "--max-latency-ms", "Only recommend variants with a median latency of at most this", "ms", "ms");
    private readonly Option<double?> _maxSizeMb = NumberOption.Real(
        "--max-size-mb", "Only recommend files of at most this size (10⁶ bytes)", "MB", "MB");
    private readonly Option<double?> _minAccuracy = NumberOption.Share(
        "--min-accuracy", "Only recommend variants with at least this accuracy, between 0 and 1, or in per cent");
    private readonly Option<double?> _maxError = NumberOption.Real(
        "--max-error", "Only recommend variants with at most this error, if the score is an error", "error");
    private readonly Option<int> _threads = EngineNames.ThreadsOption();
    private readonly Option<long> _seed = NumberOption.Seed("the split and of the random inputs");
    private readonly Option<bool> _quick = new("--quick")
    {
        Description = "Fewer and shorter launches: a first look, not numbers to quote",
    };

    /// <summary>Adds all of them to a verb.</summary>
    public void AddTo(Command command)
    {
        ReadOnlySpan<Option> options =
        [
            _out, _maxLatencyMs, _maxSizeMb, _minAccuracy, _maxError, _engines, _precisions, _calibration, _threads, _seed, _quick,
        ];
        foreach (var option in options) command.Add(option);
        _target.AddTo(command);
        _device.AddTo(command);
        _store.AddTo(command);
    }

    /// <summary>The options of one run.</summary>
    /// <exception cref="OptionException">A value is invalid.</exception>
    public FitOptions Read(ParseResult parsed, string modelPath, string dataPath, string defaultFolder)
    {
        return _store.Read(parsed, new FitOptions
        {
            ModelPath = modelPath,
            DataPath = dataPath,
            Device = _device.Read(parsed),
            OutputFolder = parsed.GetValue(_out) ?? defaultFolder,
            Target = _target.Read(parsed),
            Precisions = [.. Names("--precisions", parsed.GetValue(_precisions)).Select(Precisions.Parse).Distinct()],
            Engines = Names("--engines", parsed.GetValue(_engines)),
            Constraints = new Constraints
            {
                MaxLatencyMs = Positive("--max-latency-ms", parsed.GetValue(_maxLatencyMs)),
                MaxSizeMb = Positive("--max-size-mb", parsed.GetValue(_maxSizeMb)),
                MaxError = Positive("--max-error", parsed.GetValue(_maxError)),
                MinScore = parsed.GetValue(_minAccuracy) is not { } share || share is >= 0 and <= 1
                    ? parsed.GetValue(_minAccuracy)
                    : throw new OptionException(
                        "--min-accuracy", FormattableString.Invariant($"must be between 0 and 1, got {share}; for 90 % use 0.9")),
            },
            Threads = EngineNames.Threads(parsed.GetValue(_threads)),
            Seed = parsed.GetValue(_seed),
            Calibration = CalibrationNames.Parse(parsed.GetValue(_calibration)),
            Quick = parsed.GetValue(_quick),
        });
    }

    private static double? Positive(string option, double? value) => value is null || (value > 0 && double.IsFinite(value.Value))
        ? value
        : throw new OptionException(option, FormattableString.Invariant($"must be above 0, got {value}"));

    // Both `--engines a b` and `--engines a,b` are what people write.
    internal static List<string> Names(string option, string[]? values)
    {
        List<string> names =
            [.. (values ?? []).SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        return names.Count > 0 || values is null or [] ? names : throw new OptionException(option, "is empty; omit it to use all");
    }
}
