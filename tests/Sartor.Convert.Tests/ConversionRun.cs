using Sartor.Convert.Quantization;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests;

/// <summary>Converts a model in a temporary folder and compares each variant with its source through the native engines.</summary>
internal sealed class ConversionRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sartor-convert-").FullName;
    private readonly ModelFile _model;

    /// <param name="path">The source.</param>
    /// <param name="change">Changes the graph before it is converted; <see cref="References"/> runs the file as it is.</param>
    public ConversionRun(string path, Action<ModelGraph>? change = null)
    {
        _model = ModelFormats.Open(path);
        change?.Invoke(_model.Graph);
        Converter = new ModelConverter(ConversionTargets.Default, _model.Graph);
        Source = ModelSignature.Of(_model.Graph);
        Path = path;
    }

    public string Path { get; }

    public ModelConverter Converter { get; }

    public ModelSignature Source { get; }

    /// <summary>Seeded inputs in a range, with what the source gives.</summary>
    public IReadOnlyList<ReferenceOutputs> References(int count, float low, float high)
    {
        using var source = WorkerRunner.Start(_model.Format.Name == "onnx" ? "onnxruntime" : "tflite", Path, new EngineOptions());
        return [.. Enumerable.Range(0, count).Select(i => Reference(source,
            [.. Source.Inputs.Select(b => RandomInputs.Uniform(b.SourceShape, low, high, (ulong)i))]))];
    }

    public ConvertedModel Write(
        Precision precision, IEnumerable<ReferenceOutputs>? calibration = null, Int8Options? options = null, string suffix = ".tflite") =>
        Converter.Write(precision, System.IO.Path.Combine(_folder, $"{precision.Name()}{suffix}"), calibration is null
            ? null
            : Calibrate(calibration), options: options);

    public Comparison Compare(ConvertedModel variant, IEnumerable<ReferenceOutputs> references, string @delegate = "none")
    {
        using var runner = WorkerRunner.Start("tflite", variant.Path, new EngineOptions { Delegate = @delegate });
        return VariantComparison.Run("random", runner, variant.Signature, references);
    }

    /// <summary>The same samples with what a variant gave for them.</summary>
    public IReadOnlyList<ReferenceOutputs> Outputs(ConvertedModel variant, IEnumerable<ReferenceOutputs> samples, string @delegate = "none")
    {
        using var runner = WorkerRunner.Start("tflite", variant.Path, new EngineOptions { Delegate = @delegate });
        return [.. samples.Select(
            s => s with { Outputs = variant.Signature.ToSource(runner.Infer(variant.Signature.ToVariant(s.Inputs))) })];
    }

    private IReadOnlyDictionary<string, ActivationStatistics> Calibrate(IEnumerable<ReferenceOutputs> references)
    {
        var path = System.IO.Path.Combine(_folder, "calibration.tflite");
        var calibration = Converter.BeginCalibration(path);
        using var runner = WorkerRunner.Start("tflite", path, new EngineOptions { Delegate = "none" });
        foreach (var reference in references) calibration.Add(runner, reference.Inputs);
        return calibration.Statistics(CalibrationMethod.MinMax);
    }

    private ReferenceOutputs Reference(WorkerRunner source, Tensor[] inputs) =>
        new("random", inputs, Source.ToSource(source.Infer(Source.ToVariant(inputs))), null);

    public void Dispose()
    {
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
