using System.CommandLine;
using Sartor.Cli.Display;
using Sartor.Cli.Inspection;
using Sartor.Core;
using Sartor.Formats;

namespace Sartor.Cli.Commands;

/// <summary>Checks a file against the specification of its format, its runtime, and the tables of delegates.</summary>
internal sealed class CheckCommand : ICliCommand
{
    public string Name => "check";

    public string Summary => "Check a quantized model against the specification of its format and the kernels of its runtime";

    public IReadOnlyList<string> Examples =>
    [
        "sartor check model.tflite",
        "sartor check model.tflite --target gpu",
        "sartor check model.tflite --runtime litert",
        "sartor check model.onnx --target ort-coreml",
        "sartor check model.tflite --json",
    ];

    public void Build(Command command, CliContext context)
    {
        var path = new Argument<string>("model") { Description = "The model file; any tool may have made it" };
        var target = new Option<string?>("--target")
        {
            Description = $"Say which operators this delegate or compiler takes: {string.Join(", ", ModelFormats.PlacementTargets)}",
            HelpName = "name",
        };
        var runtime = new Option<string?>("--runtime")
        {
            Description = $"The runtime whose kernels count: {string.Join(", ", ModelFormats.Runtimes)} "
                + $"(default: {ModelFormats.Runtimes[0]})",
            HelpName = "name",
        };
        command.Add(path);
        command.Add(target);
        command.Add(runtime);
        command.SetAction((parsed, _) => Task.FromResult(Run(
            parsed.GetValue(path)!, parsed.GetValue(target), parsed.GetValue(runtime), CommonArguments.IsJson(parsed), context)));
    }

    private static int Run(string path, string? target, string? runtime, bool json, CliContext context)
    {
        var format = ModelFormats.FormatOf(path);
        // A format without rules is refused here, unless there is a placement to tell.
        var isChecked = target is null || runtime is not null || ModelFormats.HasConformanceRules(format);
        var report = isChecked ? ModelFormats.Check(path, runtime) : null;
        var placement = target is null ? null : ModelFormats.Place(path, target);
        var check = new ModelCheck
        {
            File = path,
            Format = format,
            Runtime = report?.Runtime,
            Operators = report?.Operators ?? placement!.Operators,
            QuantizedOperators = report?.QuantizedOperators,
            Passed = report?.Findings.All(f => f.Severity != Severity.Error),
            Findings = [.. report?.Findings.Select(Finding) ?? []],
            Placement = placement is null ? null : Placement(placement),
        };
        if (json) CliJson.Write(context.Out, check, CliJson.Default.ModelCheck);
        else CheckText.Write(context, check);
        return check.Passed == false ? ExitCodes.AnswerIsNo : ExitCodes.Done;
    }

    private static CheckPlacement Placement(PlacementReport report) => new()
    {
        Target = report.Target,
        Source = report.Source,
        Operators = report.Operators,
        Taken = report.Taken,
        Partitions = report.Partitions,
        Fallbacks = [.. report.Fallbacks.Select(f => new CheckFallback
        {
            Operator = f.Operator,
            Node = f.Node,
            Reason = f.Reason,
            Advice = f.Advice,
        })],
    };

    private static CheckFinding Finding(ConformanceFinding finding) => new()
    {
        Code = finding.Code,
        Severity = finding.Severity.ToString().ToLowerInvariant(),
        Operator = finding.Operator,
        Node = finding.Node,
        Tensor = finding.Tensor,
        Value = finding.Value,
        Expected = finding.Expected,
        Advice = finding.Advice,
    };
}
