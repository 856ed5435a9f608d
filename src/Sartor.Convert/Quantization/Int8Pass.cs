using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Full int8 by TFLite's 8-bit quantisation specification: activations by calibrated ranges, weights symmetric, biases int32. An
/// operator without an int8 kernel stays float32 between DEQUANTIZE and QUANTIZE, and a diagnostic counts those.
/// </summary>
/// <param name="statistics">Activations by the name of the value, from calibration on the same graph.</param>
/// <param name="bindings">The bindings of the target; their <see cref="OperatorBinding.Int8"/> says what each operator asks for.</param>
internal sealed class Int8Pass(IReadOnlyDictionary<string, ActivationStatistics> statistics, BindingTable bindings) : IGraphPass
{
    /// <summary>Whether fully connected layers get a scale for each row of their weights, as convolutions for each channel.</summary>
    public bool HasRowScales { get; init; }

    /// <summary>What it is to do beside the rules.</summary>
    public Int8Options Options { get; init; } = Int8Options.Default;

    private ActivationGrid Grid => ActivationGrid.Of(Options.Activations);

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var draft = Prepare(graph, statistics, bindings, Options, HasRowScales);
        var plan = new Int8Plan(draft);
        LostSignals.ReportOperands(draft, plan);
        foreach (var input in graph.Inputs)
        {
            if (plan.IsInt8Input(input)) Store(input, plan.Parameters(input));
        }
        foreach (var node in graph.Nodes.ToArray())
        {
            if (plan.Rule(node) is var rule && rule == Int8Rule.Float)
            {
                KeepFloat(graph, node);
                KeepSteps(graph, node);
            }
            else Quantize(graph, node, rule, plan);
        }
        if (Options.Boundary is { } boundary)
            BoundaryTypes.Set(graph, boundary, name => Grid.Parameters(draft.Statistics[name].Range));
        SoundScales.Check(graph);
        Report(graph, plan);
        return true;
    }

    /// <summary>
    /// What is done in float32 before anything is quantised: on inputs like those that calibrated, the network stays what it is.
    /// </summary>
    public static Int8Draft Prepare(
        ModelGraph graph, IReadOnlyDictionary<string, ActivationStatistics> statistics, BindingTable bindings, Int8Options options,
        bool hasRowScales = false)
    {
        var draft = new Int8Draft(graph, statistics, bindings, options);
        if (options.Source is { } source)
        {
            StatedLayers.Keep(draft, source, hasRowScales);
            return draft;
        }
        SoftmaxMasks.Run(draft);
        WideValues.Keep(draft);
        ChannelEqualization.Run(draft);
        FloatOutputs.Keep(draft);
        return draft;
    }

    private void Quantize(ModelGraph graph, Node node, Int8Rule rule, Int8Plan plan)
    {
        var means = node.Input(0);
        foreach (var output in node.Outputs) Store(output, plan.Parameters(output));
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            if (node.Inputs[i] is not { } input) continue;
            if (rule == Int8Rule.Weighted && i > 0) continue;
            if (input.Constant is not null) QuantizeConstant(graph, node, i, rule);
            else if (input.Type.Element == ElementType.Float32 || input.Type.Element == Grid.Element)
                Requantize(graph, node, i, rule, plan);
        }
        if (rule == Int8Rule.Weighted) QuantizeWeights(graph, node, plan.ChannelMeans(means));
    }

    /// <summary>An activation input: quantised where it is float, of the output's parameters where the operator shares them.</summary>
    private void Requantize(ModelGraph graph, Node node, int index, Int8Rule rule, Int8Plan plan)
    {
        var input = node.Input(index);
        var wanted = rule == Int8Rule.SameAsOutput ? node.Outputs[0].Quantization! : input.Quantization ?? plan.Parameters(input);
        if (input.Type.Element == Grid.Element && input.Quantization == wanted) return;
        var existing = input.Uses.FirstOrDefault(u => u.Node.Operator is Quantize && u.Node.Output.Quantization == wanted
            && graph.IsBefore(u.Node, node)).Node;
        var quantized = existing ?? graph.Add(
            new Quantize(Grid.Element), [input], $"{input.Name}/{Grid.Element.Label()}", before: node);
        quantized.Output.Quantization = wanted;
        node.SetInput(index, quantized.Output);
    }

    private void QuantizeConstant(ModelGraph graph, Node node, int index, Int8Rule rule)
    {
        var input = node.Input(index);
        if (input.Type.Element != ElementType.Float32) return;
        var values = FiniteWeights.Of(graph, input).ToSingles();
        var parameters = rule == Int8Rule.SameAsOutput
            ? node.Outputs[0].Quantization!
            : Options.Source?.Activations.GetValueOrDefault(input.Name) ?? Grid.Constant(values);
        node.SetInput(index, ModelGraph.NewConstant(
            input.Name, Grid.Quantize(input.Type.Shape!, values, parameters), parameters));
    }

    private void QuantizeWeights(ModelGraph graph, Node node, IReadOnlyList<double>? means)
    {
        var inputScale = node.Input(0).Quantization!.Scales[0];
        var kernel = FiniteWeights.Of(graph, node.Input(1));
        var bias = node.OptionalInput(2) is { Constant: not null } given ? FiniteWeights.Of(graph, given) : null;
        // |bias| ≤ 2³⁰ in steps of input scale · weight scale leaves the accumulator room.
        var smallest = bias is null || Grid.IsInt16
            ? []
            : Array.ConvertAll(bias.ToDoubles(), b => Math.Abs(b) / (inputScale * (double)(1 << 30)));
        if (Options.Source?.Weights.TryGetValue(node.Input(1).Name, out var stated) == true)
            smallest = [.. Enumerable.Range(0, LayerWeights.Of(node)!.Outputs).Select(c => (double)stated[stated.Length > 1 ? c : 0])];
        int? axis = node.Operator switch
        {
            Convolution => LayerWeights.Of(node)!.OutputAxis,
            FullyConnected when HasRowScales && !Grid.IsInt16 => LayerWeights.Of(node)!.OutputAxis,
            _ => null,
        };
        var (tensor, parameters) = axis is { } channels
            ? Int8.WeightsPerAxis(kernel, channels, smallest)
            : Int8.WeightsPerTensor(kernel, smallest.DefaultIfEmpty().Max());
        LostSignals.ReportWeights(graph, node, kernel, tensor, parameters, smallest);
        bias = BiasCorrection.Correct(node, tensor, parameters, means) ?? bias;
        node.SetInput(1, ModelGraph.NewConstant(node.Input(1).Name, tensor, parameters));
        // The int16 kernels of convolutions take no missing bias.
        if (bias is null && Grid.IsInt16 && node.Operator is Convolution)
            bias = Tensor.Create(new Shape(LayerWeights.Of(node)!.Outputs), new float[LayerWeights.Of(node)!.Outputs]);
        if (bias is null) return;
        var (steps, biasParameters) = Grid.Bias(bias, inputScale, parameters);
        var value = ModelGraph.NewConstant(node.OptionalInput(2)?.Name ?? $"{node.Name}/bias", steps, biasParameters);
        if (node.Inputs.Count > 2) node.SetInput(2, value);
        else node.AddInput(value);
    }

    private void KeepFloat(ModelGraph graph, Node node)
    {
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            if (node.Inputs[i] is not { Constant: null, Quantization: not null } input || input.Type.Element != Grid.Element) continue;
            var existing = input.Uses.FirstOrDefault(u => u.Node.Operator is Dequantize && graph.IsBefore(u.Node, node)).Node;
            node.SetInput(i, (existing ?? graph.Add(new Dequantize(), [input], $"{input.Name}/float32", before: node)).Output);
        }
    }

    // The steps of a quantized source count also behind what is computed in float32: they saturate.
    private void KeepSteps(ModelGraph graph, Node node)
    {
        foreach (var output in node.Outputs)
        {
            if (Options.Source?.Activations.GetValueOrDefault(output.Name) is not { } stated) continue;
            var (name, isOutput) = (output.Name, graph.Outputs.Contains(output));
            var step = graph.Add(new Quantize(Grid.Element), [output], $"{name}/{Grid.Element.Label()}", graph.NodeAfter(node));
            step.Output.Quantization = stated;
            graph.ReplaceUses(output, step.Output);
            step.SetInput(0, output);
            if (!isOutput) continue;
            output.BoundaryPermutation = null;
            (step.Output.Name, output.Name) = (name, $"{name}/{output.Type.Element.Label()}");
        }
    }

    private void Store(Value value, QuantizationParameters parameters)
    {
        value.Type = value.Type with { Element = Grid.Element };
        value.Quantization = parameters;
    }

    private void Report(ModelGraph graph, Int8Plan plan)
    {
        if (graph.Nodes.Where(n => n.NeedsFloat).ToArray() is [var first, ..] steps)
        {
            graph.Diagnostics.Add(Diagnostic.Note("int8-partial", $"{steps.Length} steps of operators that were taken apart, the first "
                + $"'{first.Name}', stay float32: 8 bits would spoil them"));
        }
        var kept = plan.FloatOperators;
        if (kept.Count == 0) return;
        var list = string.Join(", ", kept.Select(k => $"{k.Value} × {k.Key}"));
        graph.Diagnostics.Add(Diagnostic.Warning("int8-partial", $"{list} stay float32: there is no {Grid.Element.Label()} kernel for "
            + "them that follows the specification"));
    }
}
