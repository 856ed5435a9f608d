using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>A small channels-last network with a calibrated range for each activation, quantised and checked.</summary>
internal sealed class Int8Network
{
    private static readonly BindingTable Bindings = new("tflite");
    private readonly Dictionary<string, ActivationStatistics> _statistics = new(StringComparer.Ordinal);

    public ModelGraph Graph { get; } = new("test");

    public IReadOnlyDictionary<string, ActivationStatistics> Statistics => _statistics;

    public Value Input(double low, double high, params long[] shape) =>
        Calibrated(Graph.AddInput($"x{Graph.Inputs.Count}", new TensorType(ElementType.Float32, new Shape(shape))), low, high);

    /// <summary>A node whose result has a calibrated range.</summary>
    public Value Add(Operator op, double low, double high, params Value?[] inputs) =>
        Calibrated(Graph.Add(op, inputs, $"{op.Name}{Graph.Nodes.Count}").Output, low, high);

    public Value Conv(Value x, double low, double high, long outputs = 2, float weight = 0.5f, float[]? bias = null)
    {
        var shape = new Shape(outputs, 1, 1, x.Type.Shape![-1]);
        var kernel = ModelGraph.NewConstant("w", Tensor.Create(shape, Enumerable.Repeat(weight, (int)shape.ElementCount).ToArray()));
        var op = new Convolution(ChannelLayout.ChannelsLast, KernelLayout.OutputSpatialInput, 1, [1, 1], [1, 1], [0, 0], [0, 0]);
        return Add(op, low, high, x, kernel, bias is null ? null : ModelGraph.NewConstant("b", Tensor.Vector<float>(bias)));
    }

    public Value Calibrated(Value value, double low, double high, IReadOnlyList<double>? means = null)
    {
        _statistics[value.Name] = new(new ActivationRange(low, high), means);
        return value;
    }

    /// <summary>
    /// Runs the pass and checks the invariants of the graph and of int8: each int8 value has parameters of one scale, in range.
    /// </summary>
    public void Run(params Value[] outputs) => Run(Int8Options.Default, outputs);

    /// <summary>The same with options.</summary>
    public void Run(Int8Options options, params Value[] outputs)
    {
        Graph.Outputs.AddRange(outputs);
        new Int8Pass(_statistics, Bindings) { Options = options }.Run(Graph);
        GraphCheck.Verify(Graph);
        foreach (var node in Graph.Nodes)
        {
            foreach (var output in node.Outputs.Where(o => o.Type.Element == ElementType.Int8))
            {
                output.Quantization.ShouldNotBeNull(output.Name).IsPerAxis.ShouldBeFalse();
                output.Quantization.Scales[0].ShouldBeGreaterThan(0);
                output.Quantization.ZeroPoints[0].ShouldBeInRange(-128, 127);
            }
            // No node but the conversions mixes int8 and float32 activations.
            if (node.Operator is Quantize or Dequantize) continue;
            node.Inputs.Where(v => v is { Constant: null }).Concat(node.Outputs).Select(v => v!.Type.Element)
                .Where(e => e is ElementType.Int8 or ElementType.Float32)
                .Distinct().Count().ShouldBeLessThanOrEqualTo(1, node.ToString());
        }
    }

    public int Count<T>() where T : Operator => Graph.Nodes.Count(n => n.Operator is T);

    /// <summary>Parameters of a range by the specification.</summary>
    public static QuantizationParameters Of(double low, double high) => Int8.Activation(new ActivationRange(low, high));
}
