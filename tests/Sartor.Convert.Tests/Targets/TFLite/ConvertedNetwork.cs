using Sartor.Contracts;
using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Targets.TFLite;

/// <summary>An ONNX network, converted and run in this process beside ONNX Runtime, which knows nothing of our reading of it.</summary>
internal sealed class ConvertedNetwork : IDisposable
{
    private const int Samples = 4;
    private static readonly string[] s_delegates = ["none", "xnnpack"];
    private readonly TemporaryFolder _folder = new();
    private readonly ModelFile _model;
    private readonly ModelConverter _converter;
    private readonly Tensor[][] _inputs;
    private readonly float[][][] _expected;

    /// <param name="content">The ONNX file.</param>
    /// <param name="seed">Of the inputs, of which floats lie in [−1, 1).</param>
    /// <param name="change">A mistake to make while reading; ONNX Runtime gets the file as it is.</param>
    /// <param name="range">Integers lie in [−range, range).</param>
    public ConvertedNetwork(byte[] content, int seed, Action<ModelGraph>? change = null, int range = 4)
    {
        var engine = InferenceEngines.Get("onnxruntime");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        var path = Path.Combine(_folder.Path, "model.onnx");
        File.WriteAllBytes(path, content);
        _model = ModelFormats.Open(path);
        var random = new Random(seed);
        _inputs = [.. Enumerable.Range(0, Samples).Select(
            _ => _model.Graph.Inputs.Select(i => Noise(random, i.Type, range)).ToArray())];
        using (var session = engine.Prepare(path, new EngineOptions()))
            _expected = [.. _inputs.Select(i => session.Infer(i).Select(o => o.ToSingles()).ToArray())];
        change?.Invoke(_model.Graph);
        _converter = new ModelConverter(ConversionTargets.Default, _model.Graph);
    }

    /// <summary>The graph that is written.</summary>
    public ModelGraph Lowered => _converter.Lowered;

    public int Count<T>() where T : Operator => Lowered.Nodes.Count(n => n.Operator is T);

    /// <summary>
    /// The largest difference from ONNX Runtime's results of any output on any sample, in parts of the largest result of that output for
    /// that sample (int8: of all outputs for all samples, on which its scales rest), the worse of both delegates. Infinite where a result
    /// has another number of elements or is no number.
    /// </summary>
    public double Error(Precision precision = Precision.Float32)
    {
        var statistics = precision == Precision.Int8 ? Calibrated() : null;
        var variant = _converter.Write(precision, Path.Combine(_folder.Path, $"{precision.Name()}.tflite"), statistics);
        return s_delegates.Max(name => Error(variant, name));
    }

    private double Error(ConvertedModel variant, string name)
    {
        using var session = InferenceEngines.Get("tflite").Prepare(variant.Path, new EngineOptions { Delegate = name });
        double worst = 0;
        for (var i = 0; i < Samples; i++)
        {
            var actual = variant.Signature.ToSource(session.Infer(variant.Signature.ToVariant(_inputs[i])));
            for (var o = 0; o < actual.Length; o++)
            {
                var scale = variant.Precision == Precision.Int8 ? _expected.SelectMany(e => e).SelectMany(e => e) : _expected[i][o];
                worst = Math.Max(worst, Difference(_expected[i][o], actual[o]) / Math.Max(1e-3, scale.Max(Math.Abs)));
            }
        }
        return worst;
    }

    private static double Difference(float[] expected, float[] actual)
    {
        if (expected.Length != actual.Length) return double.PositiveInfinity;
        double difference = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            if (!float.IsFinite(actual[i])) return double.PositiveInfinity;
            difference = Math.Max(difference, Math.Abs(expected[i] - actual[i]));
        }
        return difference;
    }

    private IReadOnlyDictionary<string, ActivationStatistics> Calibrated()
    {
        var path = Path.Combine(_folder.Path, "calibration.tflite");
        var calibration = _converter.BeginCalibration(path);
        using var runner = WorkerRunner.Start("tflite", path, new EngineOptions { Delegate = "none" });
        foreach (var inputs in _inputs) calibration.Add(runner, inputs);
        return calibration.Statistics(CalibrationMethod.MinMax);
    }

    private static Tensor Noise(Random random, TensorType type, int range)
    {
        var values = new float[type.Shape!.ElementCount];
        var isFloat = type.Element.IsFloat();
        for (var i = 0; i < values.Length; i++) values[i] = isFloat ? (2 * random.NextSingle()) - 1 : random.Next(-range, range);
        return Tensor.Create(type.Shape, values).ConvertTo(type.Element);
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }
}
