namespace Sartor.Conventions.Tests;

/// <summary>
/// The order of the folders inside each project: a folder may use those before it, never one behind it. Types at a project's root are no
/// folder: <see cref="FolderCycles"/> says what holds for them.
/// </summary>
internal static class FolderOrder
{
    public static readonly IReadOnlyDictionary<string, string[]> Of = new Dictionary<string, string[]>
    {
        ["Sartor.Core"] = [],
        ["Sartor.Graph"] =
        [
            "Ir", "Bindings", "Operators",
            "Operators.Shapes", "Operators.Conversions", "Operators.Elementwise", "Operators.Activations", "Operators.Logic",
            "Operators.Selections", "Operators.Reductions", "Operators.Detection", "Operators.Products", "Operators.Windows",
            "Operators.Resampling",
            "Operators.Normalizations", "Operators.Einstein", "Operators.Quantized", "Operators.Recurrent", "Operators.Signal",
            "Operators.Listed",
            "Layouts", "Passes", "Analysis",
        ],
        ["Sartor.Formats"] =
        [
            "Placement", "Checkpoints", "Onnx.Wire", "Onnx", "Onnx.Placement",
            "TFLite.Wire", "TFLite.Schema", "TFLite.Kernels", "TFLite", "TFLite.Conformance", "TFLite.Placement",
            "Ncnn", "Ncnn.Layers", "Caffe", "Caffe.Layers", "CoreMl.Mil", "CoreMl", "CoreMl.Operations", "Listed",
        ],
        ["Sartor.Results"] = ["Records", "Statistics", "Reports"],
        ["Sartor.Engines"] = ["OnnxRuntime", "TFLite", "LiteRt", "LibTorch"],
        ["Sartor.Workers"] = ["Protocol", "Host", "Client"],
        ["Sartor.Data"] = ["Configuration", "Samples", "Images", "Preprocessing", "Sources", "Splits"],
        ["Sartor.Convert"] = ["Pixels", "Lowering", "Quantization", "Weights", "Verification", "Targets.TFLite", "Targets.LiteRt",
            "Targets.Onnx", "Targets.Ncnn", "Targets.CoreMl"],
        ["Sartor.Lab"] = ["Devices", "Trials", "Measurement", "BenchmarkTools", "Scores", "Evaluation", "Torch", "Layers", "Sensitivity",
            "Selection", "Jobs", "Campaigns", "Campaigns.Storage", "Campaigns.Runs"],
        ["Sartor.Tailor"] =
        [
            "Spaces", "Spaces.Templates", "SubNets", "Search", "Predictors", "Codes", "Operators.Fusions", "Operators", "Latency",
            "Accuracy",
            "Searching", "Profiling", "Tuning", "Fitting",
        ],
        ["Sartor.Browser"] = [],
        ["Sartor.Worker"] = [],
        ["Sartor"] = [],
        ["Sartor.Cli"] = ["Terminal", "Completion", "Inspection", "Diagnosis", "Options", "Display", "Commands"],
    };
}
