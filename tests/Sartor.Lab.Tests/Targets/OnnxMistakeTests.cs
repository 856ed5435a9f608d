using Sartor.Contracts;
using Sartor.Contracts.Operators;
using Sartor.Contracts.Targets;
using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Windows;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Targets;

/// <summary>A mistake in a written ONNX file is caught: by the numbers, or where int8 hides it from them, by what it stores.</summary>
public sealed class OnnxMistakeTests : IDisposable
{
    private static readonly IConversionTarget s_target = ConversionTargets.Get("onnx");

    private readonly TemporaryFolder _folder = new();
    private readonly ModelGraph _source = TargetNetworks.Image();
    private readonly ReferenceOutputs[] _samples;

    public OnnxMistakeTests()
    {
        if (InferenceEngines.Get("onnxruntime").Probe().Problem is { } problem) Assert.Skip(problem);
        _samples =
        [
            .. from i in Enumerable.Range(0, 8)
               let inputs = new[] { RandomInputs.Uniform(_source.Inputs[0].Type.Shape!, -1, 1, (ulong)i) }
               select new ReferenceOutputs($"{i}", inputs, [.. GraphEvaluator.Run(_source, inputs).Select(t => t.ToSingles())]),
        ];
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("none", true)]
    [InlineData("wrong pad", false)]
    [InlineData("swapped weights", false)]
    [InlineData("one weight off", false)]
    [InlineData("no bias", false)]
    [InlineData("wrong clip", false)]
    public void MistakeInFloat32_FailsTheVerification(string mistake, bool passes)
    {
        var converter = new ModelConverter(s_target, _source);
        Commit(converter.Lowered, mistake);
        var variant = converter.Write(Precision.Float32, Path.Combine(_folder.Path, "variant.onnx"));
        using var runner = WorkerRunner.Start("onnxruntime", variant.Path, new EngineOptions());
        var comparison = VariantComparison.Run(ReferenceSet.Random, runner, variant.Signature, _samples, null, OutputTraits.Of(_source));

        var verdict = VerificationJudge.Judge(
            Precision.Float32, new EngineTarget("reference", "plain"), [comparison], [],
            GateLimits.Default with { RandomInputsDecide = true });

        verdict.Gate.Passed.ShouldBe(passes, string.Join("; ", verdict.Gate.Reasons));
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("swapped scales", "the weights of node")]
    [InlineData("one step", "the weights of node")]
    [InlineData("no bias", "the bias of node")]
    [InlineData("range", "activation")]
    public void MistakeInInt8_IsSeenInWhatTheFileStores(string mistake, string? expected)
    {
        var converter = new ModelConverter(s_target, _source);
        var calibrated = Path.Combine(_folder.Path, "calibration.onnx");
        var calibration = converter.BeginCalibration(calibrated);
        using (var runner = WorkerRunner.Start("onnxruntime", calibrated, new EngineOptions()))
        {
            foreach (var sample in _samples) calibration.Add(runner, sample.Inputs);
        }
        var statistics = calibration.Statistics(CalibrationMethod.MinMax);
        var variant = converter.Write(Precision.Int8, Path.Combine(_folder.Path, "variant.onnx"), statistics);
        var form = converter.WriteForm(variant, Path.Combine(_folder.Path, "form.onnx"));
        using (var written = ModelFormats.Open(variant.Path))
        {
            var graph = GraphClone.Of(written.Graph);
            Spoil(graph, mistake);
            AtomicFile.Write(variant.Path + ".spoilt", stream => s_target.Write(graph, [stream], new Dictionary<string, string>()));
        }
        using var exact = ModelFormats.Open(form.Path);
        using var stored = ModelFormats.Open(variant.Path + ".spoilt");

        var faults = StoredParameters.Compare(exact.Graph, form.Statistics, stored.Graph, "onnx");

        faults.Compared.ShouldBeGreaterThan(10);
        if (expected is null) faults.Faults.ShouldBeEmpty();
        else faults.Faults[0].ShouldStartWith(expected);
    }

    private static void Commit(ModelGraph graph, string mistake)
    {
        var layer = graph.Nodes.First(n => n.Operator is Convolution);
        var op = (Convolution)layer.Operator;
        var weights = layer.Input(1).Constant!.ToSingles();
        switch (mistake)
        {
            case "wrong pad":
                layer.Operator = op with { PadsBefore = [0, 1], PadsAfter = [2, 1] };
                break;
            case "swapped weights":
                var row = weights.Length / (int)layer.Input(1).Type.Shape![0];
                SetWeights(layer, [.. weights[row..(2 * row)], .. weights[..row], .. weights[(2 * row)..]]);
                break;
            case "one weight off":
                weights[7] *= 1.01f;
                SetWeights(layer, weights);
                break;
            case "no bias":
                layer.SetInput(2, null);
                break;
            case "wrong clip":
                graph.Nodes.First(n => n.Operator is Convolution { Activation: Activation.Relu }).Operator =
                    op.WithActivation(Activation.ReluN1To1);
                break;
        }
    }

    private static void SetWeights(Node layer, float[] weights) =>
        layer.SetInput(1, ModelGraph.NewConstant(layer.Input(1).Name, Tensor.Create(layer.Input(1).Type.Shape!, weights)));

    private static void Spoil(ModelGraph graph, string mistake)
    {
        var layer = graph.Nodes.First(n => n.Operator is Convolution);
        var weights = layer.Input(1).Producer!;
        var stored = weights.Input(0);
        switch (mistake)
        {
            case "swapped scales":
                var scales = stored.Quantization!.Scales.Items;
                stored.Quantization = stored.Quantization with { Scales = [scales[1], scales[0], .. scales.Skip(2)] };
                break;
            case "one step":
                var steps = stored.Constant!.Data.ToArray();
                steps[5] = (byte)(steps[5] > 127 ? steps[5] + 1 : steps[5] - 1);
                weights.SetInput(0, ModelGraph.NewConstant(
                    stored.Name, new Tensor(ElementType.Int8, stored.Type.Shape!, steps), stored.Quantization));
                break;
            case "no bias":
                var bias = layer.Input(2).Producer!;
                var zeros = new Tensor(ElementType.Int32, bias.Input(0).Type.Shape!, new byte[bias.Input(0).Constant!.Data.Length]);
                bias.SetInput(0, ModelGraph.NewConstant(bias.Input(0).Name, zeros, bias.Input(0).Quantization));
                break;
            case "range":
                var activation = graph.Nodes.Last(n => n.Operator is Quantize).Output;
                activation.Quantization = QuantizationParameters.PerTensor(activation.Quantization!.Scales[0] * 1.5f, 0);
                break;
        }
    }
}
