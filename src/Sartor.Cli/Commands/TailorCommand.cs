using System.CommandLine;
using Sartor.Core;

namespace Sartor.Cli.Commands;

/// <summary>From one network to the best variant for a device.</summary>
internal sealed class TailorCommand : ICliCommand
{
    public string Name => "tailor";

    public string Summary => "Find what of a network may vary, tune its smaller networks, and find the best one for a device";

    public IReadOnlyList<string> Examples =>
    [
        "sartor tailor demo",
        "sartor tailor fit model.onnx --space space.toml --data held-back --device adb:SERIAL --max-latency-ms 30",
        "sartor tailor space model.onnx",
        "sartor tailor space model.onnx --write space.toml",
        "sartor tailor space model.onnx --space space.toml --json",
        "sartor tailor space model.onnx --mermaid",
        "sartor tailor operators model.onnx --space space.toml",
        "sartor tailor tune model.onnx --space space.toml --data images/ --out tuned.onnx --epochs 20",
        "sartor tailor profile model.onnx --space space.toml --device adb:SERIAL --out phone.json",
        "sartor tailor accuracy model.onnx --space space.toml --data held-back --out accuracy.json",
        "sartor tailor search model.onnx --space space.toml --latency phone.json --accuracy accuracy.json --max-latency-ms 30",
        "sartor tailor export model.onnx --space space.toml --code CODE --data held-back --out small.onnx",
        "sartor tailor predict model.onnx --space space.toml --latency phone.json --random 10",
    ];

    public void Build(Command command, CliContext context)
    {
        command.Add(TailorSpaceCommand.Of(context));
        command.Add(TailorOperatorsCommand.Of(context));
        command.Add(TailorTuneCommand.Of(context));
        command.Add(TailorProfileCommand.Of(context));
        command.Add(TailorAccuracyCommand.Of(context));
        command.Add(TailorPredictCommand.Of(context));
        command.Add(TailorSearchCommand.Of(context));
        command.Add(TailorExportCommand.Of(context));
        command.Add(TailorFitCommand.Of(context));
        command.Add(TailorFitCommand.OfDemo(context));
        command.SetAction(int (_) => throw new OptionException(
            Name, $"needs one of {string.Join(", ", command.Subcommands.Select(verb => verb.Name))}; see `sartor {Name} --help`"));
    }
}
