using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Formats.TFLite;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Kernels;

/// <summary>
/// The file of one case in one version, what to feed it, and what it has to give. The expected results come from the reference evaluation
/// of our own operators on the reals that the stored integers stand for; with float32 results in place of quantised ones.
/// </summary>
internal sealed class KernelProbe
{
    // The writer refuses what runtime 2.9 has no kernel for; here it is written in order to find that out.
    private static readonly TFLiteWriteOptions Unchecked = TFLiteWriteOptions.Default with { Runtime = new Version(99, 0) };
    private static readonly BindingTable Bindings = new("tflite");

    private readonly KernelCase _case;
    private readonly Tensor?[] _stored;
    private readonly QuantizationParameters?[] _parameters;
    private readonly double[][]? _expected;
    private readonly QuantizationParameters?[] _outputs;

    public KernelProbe(KernelCase kernel)
    {
        _case = kernel;
        _parameters = InputParameters(kernel);
        _stored = [.. kernel.Inputs.Select((input, i) => input is null ? null : Stored(input, _parameters[i]))];
        _expected = Expected();
        var first = Array.Find(_parameters, p => p is { IsPerAxis: false });
        _outputs = [.. kernel.Outputs.Select((output, i) => output.IsQuantized
            ? Parameters.Of(output, _expected?[i] ?? [-4, 4], first)
            : null)];
    }

    /// <summary>What is fed, in the order of the file's inputs.</summary>
    public IReadOnlyList<Tensor> Fed => [.. _case.Inputs.Zip(_stored).Where(p => p.First is { IsConstant: false }).Select(p => p.Second!)];

    /// <summary>The file.</summary>
    public byte[] File(long version)
    {
        var graph = new ModelGraph("probe");
        var raw = RawNode.Of("tflite", _case.Operator, version, _case.Attributes);
        var types = _case.Outputs.Select(o => new TensorType(o.Element, o.Shape)).ToEquatableArray();
        var node = graph.Add(new OpaqueOperator(raw, "it is tried", types), Inputs(graph, i => (_stored[i]!, _parameters[i])), "node");
        for (var i = 0; i < node.Outputs.Count; i++) node.Outputs[i].Quantization = _outputs[i];
        graph.Outputs.AddRange(node.Outputs);
        using var stream = new MemoryStream();
        TFLiteWriter.Write(graph, stream, Unchecked);
        return stream.ToArray();
    }

    /// <summary>Whether results are the expected ones; null where nothing says what to expect.</summary>
    public bool? IsRight(IReadOnlyList<Tensor> results)
    {
        if (_expected is null) return null;
        for (var i = 0; i < results.Count; i++)
        {
            var reals = Parameters.Reals(results[i], _outputs[i]);
            if (reals.Length != _expected[i].Length) return false;
            var largest = _expected[i].Select(Math.Abs).DefaultIfEmpty().Max();
            var (low, high) = Representable(_case.Outputs[i], _outputs[i]);
            for (var j = 0; j < reals.Length; j++)
            {
                // What does not fit the output saturates there.
                var wanted = Math.Clamp(_expected[i][j], low, high);
                if (!(Math.Abs(reals[j] - wanted) <= Tolerance(_case.Outputs[i], _outputs[i], Math.Abs(wanted), largest))) return false;
            }
        }
        return true;
    }

    /// <summary>Expected and given results beside each other, in reals.</summary>
    public string Show(IReadOnlyList<Tensor> results) => string.Join('\n', results.SelectMany((result, i) => Parameters
        .Reals(result, _outputs[i]).Select((real, j) => $"{_expected?[i].ElementAtOrDefault(j)}\t{real}")));

    // float32 1e-4 of the value and at least of 1, half precision 1e-2, 8 bits 2 steps, 16 bits 4 steps or 0.2 % of the range, kernels that
    // quantise their input 4 % of the largest result; integers and truth values exactly.
    private double Tolerance(KernelOutput output, QuantizationParameters? parameters, double wanted, double largest)
    {
        if (_case.IsHybrid) return 0.04 * largest;
        if (parameters is not null)
        {
            double step = parameters.Scales.Max();
            return output.Element == ElementType.Int16 ? Math.Max(4 * step, 0.002 * largest) : 2 * step;
        }
        return output.Element switch
        {
            ElementType.Float16 => 1e-2 * Math.Max(1, wanted),
            _ when output.Element.IsFloat() => 1e-4 * Math.Max(1, wanted),
            // A mean of integers lies between two of them.
            _ when _case.Operator == "AVERAGE_POOL_2D" => 1,
            _ => 0,
        };
    }

    private static (double Low, double High) Representable(KernelOutput output, QuantizationParameters? parameters)
    {
        if (parameters is null or { IsPerAxis: true }) return (double.NegativeInfinity, double.PositiveInfinity);
        var (low, high) = Parameters.Limits(output.Element);
        return ((low - parameters.ZeroPoints[0]) * parameters.Scales[0], (high - parameters.ZeroPoints[0]) * parameters.Scales[0]);
    }

    private static QuantizationParameters?[] InputParameters(KernelCase kernel)
    {
        var parameters = new QuantizationParameters?[kernel.Inputs.Count];
        var all = kernel.Inputs.Where(i => i is { Marking: Marking.PerTensor }).SelectMany(i => i!.Values).ToArray();
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = kernel.Inputs[i] is not { } input ? null : input.Marking switch
            {
                Marking.PerTensor => Parameters.PerTensor(input.Element, kernel.SharesScale ? all : input.Values),
                Marking.Symmetric => Parameters.Symmetric(input.Element, input.Values),
                Marking.PerAxis => Parameters.PerAxis(input.Element, input.Values, input.Shape, input.Axis),
                _ => null,
            };
        }
        for (var i = 0; i < parameters.Length; i++)
        {
            if (kernel.Inputs[i]?.Marking != Marking.Bias) continue;
            var weights = Find(kernel, m => m is Marking.Symmetric or Marking.PerAxis);
            var x = Find(kernel, m => m == Marking.PerTensor);
            var scales = parameters[weights]!.Scales.Select(s => s * parameters[x]!.Scales[0]).ToEquatableArray();
            parameters[i] = new QuantizationParameters(scales, scales.Select(_ => 0L).ToEquatableArray());
        }
        return parameters;
    }

    private static int Find(KernelCase kernel, Func<Marking, bool> condition)
    {
        for (var i = 0; i < kernel.Inputs.Count; i++)
        {
            if (kernel.Inputs[i] is { } input && condition(input.Marking)) return i;
        }
        throw new InvalidOperationException($"{kernel} has a bias, and no weights or no quantised input");
    }

    private static Tensor Stored(KernelInput input, QuantizationParameters? parameters) => parameters is null
        ? Tensor.Create(input.Shape, input.Values).ConvertTo(input.Element)
        : Parameters.Store(input.Element, input.Shape, input.Values, parameters);

    private List<Value?> Inputs(ModelGraph graph, Func<int, (Tensor Tensor, QuantizationParameters? Parameters)> tensor)
    {
        var values = new List<Value?>();
        for (var i = 0; i < _case.Inputs.Count; i++)
        {
            if (_case.Inputs[i] is not { } input)
            {
                values.Add(null);
                continue;
            }
            var (data, parameters) = tensor(i);
            if (input.IsConstant)
            {
                values.Add(ModelGraph.NewConstant($"c{i}", data, parameters));
                continue;
            }
            var value = graph.AddInput($"x{i}", data.Type);
            value.Quantization = parameters;
            values.Add(value);
        }
        return values;
    }

    private double[][]? Expected()
    {
        var reals = _stored.Select((t, i) => t is null || _parameters[i] is null
            ? t
            : Tensor.Create(t.Shape, Parameters.Reals(t, _parameters[i])).ConvertTo(ElementType.Float32)).ToArray();
        if (_case.Operator is "QUANTIZE" or "DEQUANTIZE") return [reals[0]!.ToDoubles()];
        try
        {
            return Evaluated(reals);
        }
        catch (Exception e) when (
            e is SartorException or InvalidOperationException or ArgumentException or ArithmeticException or IndexOutOfRangeException
            or KeyNotFoundException)
        {
            return null;
        }
    }

    private double[][]? Evaluated(Tensor?[] reals)
    {
        var graph = new ModelGraph("reference");
        var values = Inputs(graph, i => (reals[i]!, null));
        var types = _case.Outputs.Select((o, i) => ($"y{i}", new TensorType(o.IsQuantized ? ElementType.Float32 : o.Element, o.Shape)));
        var raw = RawNode.Of("tflite", _case.Operator, 1, _case.Attributes);
        var results = new GraphBuilder(graph, Bindings).Add(raw, "node", values, [.. types]);
        var tensors = new Dictionary<Value, Tensor>();
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is { } value) tensors[value] = reals[i]!;
        }
        foreach (var node in graph.Nodes)
        {
            Tensor?[] operands = [.. node.Inputs.Select(v => v is null ? null : v.Constant ?? tensors[v])];
            IReadOnlyList<Tensor>? made = WindowReference.Evaluate(node.Operator, operands) is { } window
                ? [window]
                : node.Operator.Evaluate(operands);
            if (made is null) return null;
            for (var i = 0; i < made.Count; i++) tensors[node.Outputs[i]] = made[i];
        }
        var expected = results.Select(v => v.Constant ?? tensors[v]).ToArray();
        // A reading of other types than those that were asked for is no reference for them.
        return expected.Zip(_case.Outputs).All(p => p.Second.IsQuantized || p.First.Element == p.Second.Element)
            ? Array.ConvertAll(expected, t => t.ToDoubles())
            : null;
    }
}
