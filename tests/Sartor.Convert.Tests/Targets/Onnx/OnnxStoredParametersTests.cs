using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Convert.Quantization;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;

namespace Sartor.Convert.Tests.Targets.Onnx;

/// <summary>What an int8 file of ONNX stores is found again where reading its float32 form gives other nodes.</summary>
public sealed class OnnxStoredParametersTests
{
    private static readonly float[] s_weights = [.. Enumerable.Range(0, 192).Select(i => (i * 37 % 41 / 20f) - 1)];

    private static readonly Dictionary<string, OnnxBuilder> s_models = new()
    {
        // Bias correction gives it a bias, which is a node of its own.
        ["a layer of three axes without a bias"] = new OnnxBuilder().Input("x", ElementType.Float32, 1, 8, 16)
            .Initializer("w", [16, 12], s_weights).Node("MatMul", ["x", "w"], ["y"]).Output("y"),
        ["a layer of three axes with a bias"] = new OnnxBuilder().Input("x", ElementType.Float32, 1, 8, 16)
            .Initializer("w", [16, 12], s_weights).Initializer("b", [12], s_weights[..12])
            .Node("MatMul", ["x", "w"], ["p"]).Node("Add", ["p", "b"], ["y"]).Output("y"),
        // A constant that is transposed when the file is read.
        ["a transposed constant"] = new OnnxBuilder().Input("x", ElementType.Float32, 1, 2, 8, 9)
            .Initializer("boxes", [2, 4], 1f, 0.5f, 6f, 7f, 2f, 1f, 7f, 5f).Initializer("of", [2], 0L, 0L)
            .Node("RoiAlign", ["x", "boxes", "of"], ["y"], OnnxBuilder.Int("output_height", 3), OnnxBuilder.Int("output_width", 3),
                OnnxBuilder.Int("sampling_ratio", 2))
            .Output("y"),
    };

    public static TheoryData<string> Names => [.. s_models.Keys];

    [Theory, MemberData(nameof(Names))]
    public void RightInt8File_HasNoFault(string name)
    {
        if (InferenceEngines.Get("onnxruntime").Probe().Problem is { } problem) Assert.Skip(problem);
        using var folder = new TemporaryFolder();
        using var file = new TemporaryFile(s_models[name].Build(), ".onnx");
        using var source = ModelFormats.Open(file.Path);
        var converter = new ModelConverter(ConversionTargets.Get("onnx"), source.Graph);
        var calibrated = Path.Combine(folder.Path, "calibration.onnx");
        var calibration = converter.BeginCalibration(calibrated);
        using (var runner = WorkerRunner.Start("onnxruntime", calibrated, new EngineOptions()))
        {
            var shape = source.Graph.Inputs[0].Type.Shape!;
            for (var i = 0; i < 8; i++) calibration.Add(runner, [RandomInputs.Uniform(shape, -1, 1, (ulong)i)]);
        }
        var variant = converter.Write(
            Precision.Int8, Path.Combine(folder.Path, "variant.onnx"), calibration.Statistics(CalibrationMethod.MinMax));
        var form = converter.WriteForm(variant, Path.Combine(folder.Path, "form.onnx"));
        using var exact = ModelFormats.Open(form.Path);
        using var stored = ModelFormats.Open(variant.Path);

        var faults = StoredParameters.Compare(exact.Graph, form.Statistics, stored.Graph, "onnx");

        faults.Faults.ShouldBeEmpty();
        faults.Compared.ShouldBeGreaterThan(1);
    }
}
