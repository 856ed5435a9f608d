using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Verification;

/// <summary>
/// A graph of floats between Dequantize and Quantize, as ONNX writes int8, as the graph of integers that it stands for; and the float32
/// form of one, with activations and biases in the same nodes. A graph that computes with integers is taken as it is.
/// </summary>
internal sealed class IntegerForm
{
    private readonly ModelGraph _graph;
    private readonly BindingTable _bindings;

    private IntegerForm(ModelGraph graph, BindingTable bindings) => (_graph, _bindings) = (graph, bindings);

    /// <summary>Both as they can be compared node by node.</summary>
    /// <param name="form">The float32 form.</param>
    /// <param name="variant">What was written from it.</param>
    /// <param name="format">The format of both, whose bindings say what is computed in integers.</param>
    public static (ModelGraph Form, ModelGraph Variant) Of(ModelGraph form, ModelGraph variant, string format)
    {
        if (variant.Nodes.Any(n => n.Operator is not (Quantize or Dequantize) && n.Outputs.Any(IsStored)))
            return (form, WithoutConversions(variant));
        var (exact, stored) = (GraphClone.Of(form), GraphClone.Of(variant));
        var bindings = new BindingTable(format);
        foreach (var graph in new[] { exact, stored })
        {
            var integers = new IntegerForm(graph, bindings);
            integers.FoldTransposes();
            integers.NameLayers();
            integers.JoinBiases();
            new FuseActivationPass().Run(graph);
        }
        UnsignedActivations.Move(stored, ElementType.UInt8);
        new IntegerForm(stored, bindings).JoinIntegers();
        return (exact, stored);
    }

    // An output of another type than what computes it has the name, which is that of both.
    private static ModelGraph WithoutConversions(ModelGraph variant)
    {
        var graph = GraphClone.Of(variant);
        foreach (var output in graph.Outputs)
        {
            // Through Dequantize, and through Quantize behind what a quantized source computes in float32.
            var name = output.Name;
            for (var value = output; value.Producer is { Operator: Quantize or Dequantize } step; value = step.Input(0))
            {
                if (step.Input(0).Name == $"{name}/{Label(step)}") step.Input(0).Name = name;
            }
        }
        return graph;
    }

    private static string Label(Node step) => step.Input(0).Type.Element.Label();

    private static bool IsStored(Value value) => value.Quantization is not null && value.Type.Element.IsInteger();

    // The reader transposes a constant itself, but not behind a Dequantize.
    private void FoldTransposes()
    {
        foreach (var node in _graph.Nodes.ToArray())
        {
            if (node.Operator is not Transpose op || node.Input(0).Producer is not { Operator: Dequantize } step) continue;
            if (step.Input(0) is not { Constant: { } integers, Quantization: { IsPerAxis: false } q } stored) continue;
            var turned = ModelGraph.NewConstant(stored.Name, op.Evaluate([integers])!.Value[0], q);
            _graph.ReplaceUses(node.Output, _graph.Add(step.Operator, [turned], step.Name, before: node).Output);
            _graph.Remove(node);
        }
        _graph.RemoveUnused();
    }

    // A product with a matrix of weights is a layer, which the reader does not see through a Dequantize. What is no weight is uint8.
    private void NameLayers()
    {
        foreach (var node in _graph.Nodes)
        {
            if (node.Operator is MatMul { LeftTransposed: false } product && node.Input(1).Producer is { Operator: Dequantize }
                && StoredConstants.Root(node.Input(1)) is { Type.Element: ElementType.Int8, Constant.Shape.Rank: 2 })
                node.Operator = new FullyConnected(product.RightTransposed ? WeightLayout.OutputInput : WeightLayout.InputOutput);
        }
    }

    // A product of more than two axes has its bias in a node of its own.
    private void JoinBiases()
    {
        foreach (var node in _graph.Nodes.ToArray())
        {
            if (node.Operator is not Add || node.Input(0).Producer is not { Operator: FullyConnected } layer) continue;
            if (layer.OptionalInput(2) is not null) continue;
            var bias = node.Input(1);
            if (!_graph.HasOneUse(layer.Output) || StoredConstants.Root(bias) is not { Constant.Shape.Rank: 1 }) continue;
            // The bias is dequantized after the product.
            if (bias.Producer is { } step) bias = _graph.Add(step.Operator, [step.Input(0)], step.Name, before: layer).Output;
            if (layer.Inputs.Count > 2) layer.SetInput(2, bias);
            else layer.AddInput(bias);
            layer.Output.Name = node.Output.Name;
            _graph.ReplaceUses(node.Output, layer.Output);
            _graph.Remove(node);
        }
        _graph.RemoveUnused();
    }

    private void JoinIntegers()
    {
        foreach (var node in _graph.Nodes.ToArray())
        {
            if (node.Operator is Dequantize) continue;
            var isFloat = _bindings.Writer(node.Operator)?.Int8(node.Operator) is null or Int8Rule.Float;
            if (node.Operator is not Quantize && (isFloat || !node.Outputs.All(IsOnlyStored))) continue;
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Inputs[i]?.Producer is { Operator: Dequantize } step && IsStored(step.Input(0))) node.SetInput(i, step.Input(0));
            }
            if (node.Operator is Quantize) continue;
            foreach (var output in node.Outputs) Store(output);
        }
        foreach (var output in _graph.Outputs)
        {
            if (output.Producer is { Operator: Dequantize } step && IsStored(step.Input(0))) step.Input(0).Name = output.Name;
        }
        _graph.RemoveUnused();
    }

    private bool IsOnlyStored(Value output) => _graph.HasOneUse(output) && output.Uses[0].Node.Operator is Quantize;

    // Whichever of both names the value has in the source: Sartor gives the floats a name of their own, as earlier versions added to that
    // of the integers; other quantizers add to that of the floats.
    private void Store(Value output)
    {
        var step = output.Uses[0].Node;
        var stored = step.Output;
        if (MadeNames.Has(output.Name) || output.Name.StartsWith($"{stored.Name}/", StringComparison.Ordinal))
            output.Name = stored.Name;
        (output.Type, output.Quantization) = (stored.Type, stored.Quantization);
        step.SetInput(0, null);
        _graph.ReplaceUses(stored, output);
        _graph.Remove(step);
    }
}
