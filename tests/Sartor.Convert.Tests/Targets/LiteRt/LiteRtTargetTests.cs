using Sartor.Contracts;
using Sartor.Contracts.Operators;
using Sartor.Convert.Quantization;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Targets.LiteRt;

/// <summary>What runtime 2.9 needs detours for is written as it is, computed by LiteRT, and refused or computed wrongly by 2.9.</summary>
public sealed class LiteRtTargetTests : IDisposable
{
    private const int Rows = 32;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void GroupedConvolution_IsOneOperator()
    {
        var source = Grouped();
        Operators(Write("tflite", source, Precision.Float32)).ShouldContain("CONCATENATION");

        var path = Write("litert", source, Precision.Float32);

        Operators(path).ShouldBe(["CONV_2D"]);
        Largest("litert", path, source).ShouldBeLessThan(1e-4);
        RootMeanSquare("litert", Write("litert", source, Precision.Int8), source, _ => true).ShouldBeLessThan(0.02);
    }

    [Fact]
    public void ClampToTheUnitInterval_IsOneOperator()
    {
        var source = new ModelGraph("unit");
        var x = source.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 64)));
        source.Outputs.Add(source.Add(new Clamp(0, 1), [x], "clip").Output);
        Operators(Write("tflite", source, Precision.Float32)).ShouldBe(["MAXIMUM", "MINIMUM"]);

        var path = Write("litert", source, Precision.Float32);

        Operators(path).ShouldBe(["RELU_0_TO_1"]);
        Largest("litert", path, source).ShouldBe(0);
        Should.Throw<EngineException>(() => Largest("tflite", path, source)).Message.ShouldContain("refused");
    }

    /// <summary>Weights whose rows differ by a factor of 16: one scale for all of them is coarse for the small rows.</summary>
    [Fact]
    public void UnequalRows_LoseLessThanWithOneScale()
    {
        var source = UnequalRows();
        var path = Write("litert", source, Precision.DynamicRangeInt8);

        var rows = SmallRowError("litert", path, source);
        var whole = SmallRowError("tflite", Write("tflite", source, Precision.DynamicRangeInt8), source);

        TestContext.Current.TestOutputHelper?.WriteLine($"{rows:P2} of the spread with a scale for each row, {whole:P2} with one");
        rows.ShouldBeLessThan(whole / 4);
        Should.Throw<EngineException>(() => SmallRowError("tflite", path, source)).Message.ShouldContain("refused");
    }

    [Fact]
    public void Int8Weights_HaveAScaleForEachRow()
    {
        var source = UnequalRows();

        var path = Write("litert", source, Precision.Int8);

        using (var model = ModelFormats.Open(path, new ModelReadOptions { Runtime = "litert" }))
        {
            model.Graph.Nodes.ShouldHaveSingleItem().Input(1).Quantization!.Scales.Count.ShouldBe(Rows);
            RuntimeFault.Of(model.Graph.Diagnostics).ShouldBeEmpty();
        }
        // The output has one scale, whose step is about a hundredth of its spread.
        RootMeanSquare("litert", path, source, _ => true).ShouldBeLessThan(0.02);
        using var usual = ModelFormats.Open(path);
        RuntimeFault.Of(usual.Graph.Diagnostics).ShouldHaveSingleItem().Code.ShouldBe(RuntimeFault.Refuses);
    }

    private static ModelGraph Grouped()
    {
        var graph = new ModelGraph("grouped");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 8, 6, 6)));
        var kernel = ModelGraph.NewConstant("w", RandomInputs.Uniform(new Shape(12, 2, 3, 3), -1, 1, 7));
        var bias = ModelGraph.NewConstant("b", RandomInputs.Uniform(new Shape(12), -1, 1, 8));
        var op = new Convolution(ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, 4, [1, 1], [1, 1], [1, 1], [1, 1]);
        graph.Outputs.Add(graph.Add(op, [x, kernel, bias], "grouped").Output);
        return graph;
    }

    private static ModelGraph UnequalRows()
    {
        var graph = new ModelGraph("rows");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 64)));
        var values = RandomInputs.Uniform(new Shape(Rows, 64), -1, 1, 3).ToSingles();
        for (var i = 0; i < values.Length; i++) values[i] *= i / 64 % 2 == 0 ? 1 : 1f / 16;
        var weights = ModelGraph.NewConstant("w", Tensor.Create(new Shape(Rows, 64), values));
        graph.Outputs.Add(graph.Add(new FullyConnected(WeightLayout.OutputInput), [x, weights, null], "dense").Output);
        return graph;
    }

    private string Write(string name, ModelGraph source, Precision precision)
    {
        var target = ConversionTargets.Get(name);
        var converter = new ModelConverter(target, source);
        var statistics = precision == Precision.Int8 ? Calibrate(name, converter, source) : null;
        return converter.Write(precision, Path.Combine(_folder.Path, $"{name}-{source.Name}.tflite"), statistics).Path;
    }

    private IReadOnlyDictionary<string, ActivationStatistics> Calibrate(string engine, ModelConverter converter, ModelGraph source)
    {
        var path = Path.Combine(_folder.Path, "calibration.tflite");
        var calibration = converter.BeginCalibration(path);
        using var runner = Start(engine, path);
        foreach (var input in Samples(source)) calibration.Add(runner, [input]);
        return calibration.Statistics(CalibrationMethod.MinMax);
    }

    private static string[] Operators(string path)
    {
        using var model = ModelFormats.Open(path);
        return [.. model.Graph.Source.OperatorCounts.Keys.Order(StringComparer.Ordinal)];
    }

    private static double Largest(string engine, string path, ModelGraph source) =>
        Pairs(engine, path, source).SelectMany(p => p.Given.Zip(p.Wanted)).Max(e => Math.Abs(e.First - e.Second));

    private static double SmallRowError(string engine, string path, ModelGraph source) =>
        RootMeanSquare(engine, path, source, row => row % 2 == 1);

    // Of the error, over that of the values.
    private static double RootMeanSquare(string engine, string path, ModelGraph source, Func<int, bool> takes)
    {
        var elements = Pairs(engine, path, source)
            .SelectMany(p => p.Given.Zip(p.Wanted).Where((_, row) => takes(row % Rows))).ToArray();
        return Math.Sqrt(elements.Sum(e => Math.Pow(e.First - e.Second, 2)) / elements.Sum(e => (double)e.Second * e.Second));
    }

    private static (float[] Given, float[] Wanted)[] Pairs(string engine, string path, ModelGraph source)
    {
        using var model = ModelFormats.Open(path);
        var signature = SignatureMatch.Of(source, model.Graph, path);
        using var runner = Start(engine, path);
        return
        [
            .. Samples(source).Select(x => (
                signature.ToSource(runner.Infer(signature.ToVariant([x])))[0], GraphEvaluator.Run(source, [x])[0].ToSingles())),
        ];
    }

    private static Tensor[] Samples(ModelGraph graph) =>
        [.. Enumerable.Range(0, 24).Select(i => RandomInputs.Uniform(graph.Inputs[0].Type.Shape!, -1, 1, (ulong)i))];

    private static WorkerRunner Start(string engine, string path)
    {
        if (InferenceEngines.Get(engine).Probe().Problem is { } problem) Assert.Skip(problem);
        return WorkerRunner.Start(engine, path, new EngineOptions());
    }
}
