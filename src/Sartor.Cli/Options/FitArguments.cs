using System.CommandLine;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Lab.Jobs;

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
    private readonly GoalArguments _goals = new();
    private readonly StoreArguments _store = new();
    private readonly Option<string[]> _engines = EngineNames.Option("--engines");
    private readonly TargetArguments _target = new();
    private readonly Option<string[]> _precisions = new("--precisions", "--precision")
    {
        Description =
            "Variants to make: float32, float16, dynamic-range-int8, int8 (default: all); float32 is always made, to check the others",
        HelpName = "names",
        CompletionSources = { Precisions.All.Select(precision => precision.Name()).ToArray() },
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly WeightArguments _weights = new();
    private readonly Option<string?> _calibration = CalibrationNames.Option();
    private readonly Option<int> _threads = EngineNames.ThreadsOption();
    private readonly Option<long> _seed = NumberOption.Seed("the split and of the random inputs");
    private readonly Option<bool> _quick = new("--quick")
    {
        Description = "Fewer and shorter launches: a first look, not numbers to quote",
    };

    /// <summary>Adds all of them to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_out);
        _goals.AddTo(command);
        foreach (var option in (ReadOnlySpan<Option>)[_engines, _precisions, _calibration, _threads, _seed, _quick]) command.Add(option);
        _target.AddWithPixelsTo(command);
        _weights.AddTo(command);
        _device.AddTo(command);
        _store.AddTo(command);
    }

    /// <summary>The options of one run.</summary>
    /// <exception cref="OptionException">A value is invalid.</exception>
    public FitOptions Read(ParseResult parsed, string modelPath, string? dataPath, string defaultFolder)
    {
        return _store.Read(parsed, new FitOptions
        {
            ModelPath = modelPath,
            DataPath = dataPath,
            Device = _device.Read(parsed),
            OutputFolder = parsed.GetValue(_out) ?? defaultFolder,
            Target = _target.Read(parsed),
            BakesPreprocessing = _target.BakesPreprocessing(parsed),
            InputSize = _target.InputSize(parsed),
            WritesMetadata = _target.WritesMetadata(parsed),
            ClassNames = _target.ClassNames(parsed),
            Reduction = _weights.Read(parsed),
            Precisions = [.. Names("--precisions", parsed.GetValue(_precisions)).Select(Precisions.Parse).Distinct()],
            Engines = Names("--engines", parsed.GetValue(_engines)),
            Constraints = _goals.Read(parsed),
            Threads = EngineNames.Threads(parsed.GetValue(_threads)),
            Seed = parsed.GetValue(_seed),
            Calibration = CalibrationNames.Parse(parsed.GetValue(_calibration)),
            Quick = parsed.GetValue(_quick),
        });
    }

    // Both `--engines a b` and `--engines a,b` are what people write.
    internal static List<string> Names(string option, string[]? values)
    {
        List<string> names =
            [.. (values ?? []).SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        return names.Count > 0 || values is null or [] ? names : throw new OptionException(option, "is empty; omit it to use all");
    }
}
