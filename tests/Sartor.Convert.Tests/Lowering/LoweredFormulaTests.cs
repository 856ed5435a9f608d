using Sartor.Contracts;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Lowering;

/// <summary>
/// Operators that TFLite lacks, through the whole lowering and in TensorFlow Lite's runtime on each delegate, against their definitions:
/// around zero, far out, and where a naive formula would overflow.
/// </summary>
public sealed class LoweredFormulaTests
{
    private static readonly float[] s_values =
        [-1e6f, -200, -88, -20, -3, -1, -0.25f, -1e-3f, -1e-6f, 0, 1e-6f, 1e-3f, 0.25f, 0.3f, 1, 3, 20, 88, 200, 1e6f];

    private static readonly Dictionary<string, (Operator Op, Func<double, double> Formula)> s_rules = new(StringComparer.Ordinal)
    {
        ["Elu"] = (new Elu(1.5f), x => x > 0 ? x : 1.5 * (Math.Exp(x) - 1)),
        ["Selu"] = (new Selu(1.67326319f, 1.05070102f), x => 1.05070102f * (x > 0 ? x : 1.67326319f * (Math.Exp(x) - 1))),
        ["Celu"] = (new Celu(2), x => x > 0 ? x : 2 * (Math.Exp(x / 2) - 1)),
        ["Softplus"] = (new Softplus(), x => x > 40 ? x : Math.Log(1 + Math.Exp(x))),
        ["Mish"] = (new Mish(), x => x > 40 ? x : x < -700 ? 0 : x * Math.Tanh(Math.Log(1 + Math.Exp(x)))),
        ["Softsign"] = (new Softsign(), x => x < 0 ? x / (1 - x) : x / (1 + x)),
        ["ThresholdedRelu"] = (new ThresholdedRelu(0.25f), x => x > 0.25 ? x : 0),
        ["Reciprocal"] = (new Reciprocal(), x => 1 / x),
        ["Sign"] = (new Sign(), x => x > 0 ? 1 : x < 0 ? -1 : 0),
        ["Tan"] = (new Tan(), Math.Tan),
        ["Erf"] = (new Erf(), x => 1 - (2 * UpperTail(Math.Sqrt(2) * x))),
    };

    public static TheoryData<string> Rules => [.. s_rules.Keys];

    [Theory, MemberData(nameof(Rules))]
    public void Operator_IsItsFormula(string rule)
    {
        var (op, formula) = s_rules[rule];
        var values = rule == "Tan" ? s_values.Where(v => Math.Abs(v) < 21).ToArray() : s_values;
        var x = Tensor.Vector<float>(values);
        foreach (var (name, y) in Run(g => g.Add(op, [g.Inputs[0]], "y").Output, x))
        {
            for (var i = 0; i < values.Length; i++)
            {
                double expected = formula(values[i]);
                if (y[i].Equals((float)expected)) continue;
                Math.Abs(y[i] - expected).ShouldBeLessThanOrEqualTo(
                    2e-6 * Math.Max(1, Math.Abs(expected)), $"{rule}({values[i]}) on {name} is {y[i]}, not {expected}");
            }
        }
    }

    // Four dimensions, so that the layout changes around it; PyTorch's group normalisation of 2 groups as it is exported.
    [Fact]
    public void GroupNormalization_IsItsFormula()
    {
        var random = new Random(3);
        var x = Tensor.Create(new Shape(1, 4, 3, 3), Enumerable.Range(0, 36).Select(_ => (float)random.NextDouble() + 5).ToArray());
        var scale = new Tensor[] { Tensor.Vector(1f, 1f), Tensor.Create(new Shape(4, 1, 1), [1f, 2, 3, -1]) };
        var bias = new Tensor[] { Tensor.Vector(0f, 0f), Tensor.Create(new Shape(4, 1, 1), [0f, 1, -1, 2]) };
        Value Build(ModelGraph g)
        {
            Value Add(Operator op, params Value[] inputs) => g.Add(op, inputs, op.Name).Output;
            Value Of(Tensor tensor) => ModelGraph.NewConstant("c", tensor);
            var norm = Add(
                new InstanceNormalization(ChannelLayout.ChannelsFirst, 1e-5f), Add(new Reshape([1, 2, 18]), g.Inputs[0]), Of(scale[0]),
                Of(bias[0]));
            return Add(new Add(), Add(new Mul(), Add(new Reshape([1, 4, 3, 3]), norm), Of(scale[1])), Of(bias[1]));
        }
        var values = x.ToSingles();
        foreach (var (name, y) in Run(Build, x))
        {
            for (var i = 0; i < values.Length; i++)
            {
                var group = values.Skip(i / 18 * 18).Take(18).Select(v => (double)v).ToArray();
                var deviation = Math.Sqrt(group.Average(v => Math.Pow(v - group.Average(), 2)) + 1e-5);
                var expected = ((values[i] - group.Average()) / deviation * scale[1].ToSingles()[i / 9]) + bias[1].ToSingles()[i / 9];
                y[i].ShouldBe((float)expected, 1e-4, $"element {i} on {name}");
            }
        }
    }

    // The upper tail of the normal distribution by Simpson's rule.
    private static double UpperTail(double x)
    {
        if (x < 0) return 1 - UpperTail(-x);
        if (x > 12) return 0;
        const int steps = 4000;
        double step = (12 - x) / steps, sum = 0;
        double Density(double t) => Math.Exp(-t * t / 2) / Math.Sqrt(2 * Math.PI);
        for (var i = 0; i < steps; i++)
        {
            var from = x + (i * step);
            sum += step / 6 * (Density(from) + (4 * Density(from + (step / 2))) + Density(from + step));
        }
        return sum;
    }

    private static IEnumerable<(string Delegate, float[] Output)> Run(Func<ModelGraph, Value> build, Tensor x)
    {
        var engine = InferenceEngines.Get("tflite");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        var graph = new ModelGraph("test");
        graph.AddInput("x", x.Type);
        graph.Outputs.Add(build(graph));
        using var folder = new TemporaryFolder();
        var variant = new ModelConverter(ConversionTargets.Default, graph).Write(
            Precision.Float32, Path.Combine(folder.Path, "variant.tflite"));
        foreach (var name in engine.Delegates)
        {
            using var session = engine.Prepare(variant.Path, new EngineOptions { Delegate = name });
            yield return (name, variant.Signature.ToSource(session.Infer(variant.Signature.ToVariant([x])))[0]);
        }
    }
}
