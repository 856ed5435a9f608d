using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.Tests.Support;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite;

/// <summary>
/// Each operator whose binding claims an int8 kernel has one in runtime 2.9 that computes the reference within two steps, with
/// parameters chosen as the binding's rule asks.
/// </summary>
public sealed class Int8KernelTests
{
    private static readonly BindingTable Bindings = new("tflite");

    public static TheoryData<string> Names =>
        [.. OperatorCases.All.Where(c => Rule(c.Value) != Int8Rule.Float && Build(c.Value) is not null).Select(c => c.Key)];

    [Theory, MemberData(nameof(Names))]
    public void Int8_StaysNearTheReference(string name)
    {
        var (graph, inputs, expected) = Build(OperatorCases.All[name])!.Value;
        using var file = new TemporaryFile(RoundTripTests.Write(graph), ".tflite");
        foreach (var (delegateName, actual) in NativeRuntime.Run(file.Path, inputs))
        {
            for (var i = 0; i < actual.Count; i++)
            {
                double[] reals = Reals(actual[i], graph.Outputs[i].Quantization!), wanted = expected[i].ToDoubles();
                var limits = Limits(graph.Outputs[i].Quantization!);
                for (var j = 0; j < reals.Length; j++)
                    reals[j].ShouldBe(
                        Math.Clamp(wanted[j], limits.Low, limits.High), 2 * graph.Outputs[i].Quantization!.Scales[0],
                        $"{delegateName}, output {i}, element {j}");
            }
        }
    }

    private static Int8Rule Rule(OperatorCase example) => Bindings.Writer(example.Operator)!.Int8(example.Operator);

    private static (ModelGraph Graph, Tensor[] Inputs, Tensor[] Expected)? Build(OperatorCase example)
    {
        var rule = Rule(example);
        var reals = example.Inputs.Select((x, i) => x.Constant ?? RandomTensors.Create(x.Type, i + 1, 4)).ToArray();
        // Results that are no reals are float nowhere, so nothing would quantise them.
        if (example.Operator.Evaluate(reals) is not { } results || results.Any(r => r.Element != ElementType.Float32)) return null;
        var parameters = reals.Select(
            (t, i) =>
                t.Element != ElementType.Float32 ? null : rule == Int8Rule.Weighted && i > 0 ? Symmetric(t) : Asymmetric(t)).ToArray();
        var shared = Shared(rule, parameters[0]!, results);
        if (rule == Int8Rule.SameAsOutput) parameters = [.. parameters.Select(p => p is null ? null : shared)];
        if (rule == Int8Rule.Weighted && reals.Length > 2)
            parameters[2] = QuantizationParameters.PerTensor(parameters[0]!.Scales[0] * parameters[1]!.Scales[0], 0);

        var graph = new ModelGraph("int8");
        var values = new List<Value?>();
        var fed = new List<Tensor>();
        for (var i = 0; i < reals.Length; i++)
        {
            var tensor = parameters[i] is { } p
                ? Quantized(reals[i], p, rule == Int8Rule.Weighted && i == 2 ? ElementType.Int32 : ElementType.Int8)
                : reals[i];
            if (parameters[i] is { } known) reals[i] = Tensor.Create(tensor.Shape, [.. Reals(tensor, known).Select(v => (float)v)]);
            if (example.Inputs[i].Constant is not null && i > 0)
            {
                values.Add(ModelGraph.NewConstant($"c{i}", tensor, parameters[i]));
                continue;
            }
            var input = graph.AddInput($"x{i}", tensor.Type);
            input.Quantization = parameters[i];
            values.Add(input);
            fed.Add(tensor);
        }
        var node = graph.Add(example.Operator, values, "node");
        for (var i = 0; i < node.Outputs.Count; i++) node.Outputs[i].Quantization = shared ?? Asymmetric(results[i]);
        graph.Outputs.AddRange(node.Outputs);
        return (graph, [.. fed], [.. example.Operator.Evaluate(reals)!.Value]);
    }

    private static QuantizationParameters? Shared(Int8Rule rule, QuantizationParameters first, IReadOnlyList<Tensor> results) => rule switch
    {
        Int8Rule.SameAsInput => first,
        Int8Rule.SameAsOutput => Asymmetric(results[0]),
        Int8Rule.UnitInterval => QuantizationParameters.PerTensor(1 / 256f, -128),
        Int8Rule.SignedUnitInterval => QuantizationParameters.PerTensor(1 / 128f, 0),
        _ => null,
    };

    private static QuantizationParameters Asymmetric(Tensor tensor)
    {
        var values = tensor.ToDoubles();
        double low = Math.Min(0, values.Min()), high = Math.Max(0.01, values.Max()), scale = (high - low) / 255;
        return QuantizationParameters.PerTensor((float)scale, (long)Math.Round(-128 - (low / scale)));
    }

    private static QuantizationParameters Symmetric(Tensor tensor) =>
        QuantizationParameters.PerTensor(tensor.ToSingles().Max(Math.Abs) / 127, 0);

    private static Tensor Quantized(Tensor tensor, QuantizationParameters parameters, ElementType element)
    {
        var steps = tensor.ToDoubles().Select(v => (long)Math.Round(v / parameters.Scales[0]) + parameters.ZeroPoints[0]);
        return Tensor.Create(tensor.Shape, [.. steps]).ConvertTo(element);
    }

    private static double[] Reals(Tensor tensor, QuantizationParameters parameters) =>
        [.. tensor.ToInt64s().Select(q => (q - parameters.ZeroPoints[0]) * (double)parameters.Scales[0])];

    private static (double Low, double High) Limits(QuantizationParameters p) =>
        ((-128 - p.ZeroPoints[0]) * p.Scales[0], (127 - p.ZeroPoints[0]) * p.Scales[0]);
}
