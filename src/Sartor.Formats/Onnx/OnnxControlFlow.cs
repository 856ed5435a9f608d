using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Onnx;

/// <summary>
/// Puts subgraphs in place of the nodes that run them: the branch of an If whose condition is constant, both branches and a choice where it
/// is computed, and the bodies of Loop and Scan as often as they run, where that is known.
/// </summary>
/// <param name="branch">Reads the subgraph of an attribute; null where there is none.</param>
/// <param name="inline">Puts a subgraph behind the last node, with values for its inputs, and gives its outputs.</param>
/// <param name="builder">Of the graph.</param>
internal sealed partial class OnnxControlFlow(
    Func<OnnxNode, string, OnnxBranch?> branch, Func<OnnxBranch, IReadOnlyList<Value>, IReadOnlyList<Value>> inline, GraphBuilder builder)
{
    private const long MostRuns = 1024;

    // ONNX's name for the newest operators of its own domain that the steps around a body need.
    private const long Opset = 17;

    /// <summary>Whether a node runs subgraphs that may take its place.</summary>
    public static bool Runs(OnnxNode node) => node is { Domain: "", Type: "If" or "Loop" or "Scan" };

    /// <summary>The outputs of a node that runs subgraphs.</summary>
    /// <param name="node">The node.</param>
    /// <param name="raw">The same, with its attributes.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <exception cref="NotInlinedException">The subgraphs cannot take its place; the message says why, and what to do.</exception>
    public IReadOnlyList<Value> Inline(OnnxNode node, RawNode raw, IReadOnlyList<Value?> inputs) => node.Type switch
    {
        "If" => If(node, inputs),
        "Loop" => Loop(node, inputs),
        _ => raw.Version < 9 ? BatchedScan(node, raw, inputs) : Scan(node, raw, inputs),
    };

    private IReadOnlyList<Value> If(OnnxNode node, IReadOnlyList<Value?> inputs)
    {
        if (inputs is not [{ } condition]) throw new NotInlinedException("it has no condition");
        if (condition.Constant is { } constant) return inline(Branch(node, IsTrue(constant) ? "then_branch" : "else_branch"), []);
        IReadOnlyList<Value> then = inline(Branch(node, "then_branch"), []), other = inline(Branch(node, "else_branch"), []);
        if (then.Count != other.Count || then.Zip(other).Any(p => p.First.Type.Shape is null || p.First.Type != p.Second.Type))
        {
            throw new NotInlinedException(
                "its condition is computed, and its branches give different shapes; fix the condition before the export");
        }
        var scalar = condition.Type.Shape is { Rank: 0 } ? condition
            : Step(node, "Reshape", [condition, Constant(Tensor.Vector<long>())]);
        return [.. then.Zip(other, (a, b) => a == b ? a : Step(node, "Where", [scalar, a, b]))];
    }

    private List<Value> Loop(OnnxNode node, IReadOnlyList<Value?> inputs)
    {
        var body = Branch(node, "body");
        var carried = inputs.Skip(2).Select(v => v ?? throw new NotInlinedException("a value that it carries is left out")).ToList();
        var count = inputs.Count > 0 && inputs[0] is { } given ? Number(given, "how often it runs is computed") : MostRuns + 1;
        var goesOn = inputs.Count < 2 || inputs[1] is not { } first || Number(first, "whether it runs at all is computed") != 0;
        var stacked = new List<List<Value>>();
        for (long run = 0; run < count && goesOn; run++)
        {
            if (run >= MostRuns)
                throw new NotInlinedException($"it runs more than {MostRuns} times; cut the network in front of it, or run fewer steps");
            var condition = Constant(Tensor.Scalar(1.0).ConvertTo(ElementType.Bool));
            var outputs = inline(body, [Constant(Tensor.Scalar((double)run).ConvertTo(ElementType.Int64)), condition, .. carried]);
            if (outputs.Count < carried.Count + 1) throw new NotInlinedException("its body gives fewer values than it carries");
            goesOn = Number(outputs[0], "whether it goes on is computed") != 0;
            carried = [.. outputs.Skip(1).Take(carried.Count)];
            Stack(stacked, outputs.Skip(1 + carried.Count));
        }
        if (stacked.Count == 0 && node.Outputs.Count > carried.Count) throw new NotInlinedException("it never runs; leave it out");
        return [.. carried, .. stacked.Select(values => Stacked(node, values, 0))];
    }

    private OnnxBranch Branch(OnnxNode node, string attribute) =>
        branch(node, attribute) ?? throw new NotInlinedException($"attribute '{attribute}' is missing");

    private static void Stack(List<List<Value>> stacked, IEnumerable<Value> outputs)
    {
        foreach (var (i, value) in outputs.Index())
        {
            if (i == stacked.Count) stacked.Add([]);
            stacked[i].Add(value);
        }
    }

    private Value Stacked(OnnxNode node, List<Value> values, long axis)
    {
        var rows = values.Select(v => Step(node, "Unsqueeze", [v, Constant(Tensor.Vector(axis))])).ToArray();
        return Step(node, "Concat", rows, ("axis", axis));
    }

    private Value Step(OnnxNode node, string type, IReadOnlyList<Value?> inputs, params (string Name, object Value)[] attributes) =>
        builder.Add(
            RawNode.Of("onnx", type, Opset, attributes.ToDictionary(a => a.Name, a => a.Value)), node.Label, inputs,
            [(node.Label, TensorType.Unknown)])[0];

    private static Value Constant(Tensor tensor) => ModelGraph.NewConstant("constant", tensor);

    private static bool IsTrue(Tensor tensor) => tensor.ConvertTo(ElementType.Int64).ToInt64s() is [not 0];

    private static long Number(Value value, string problem) => value.Constant is { Shape.ElementCount: 1 } constant
        ? constant.ConvertTo(ElementType.Int64).ToInt64s()[0]
        : throw new NotInlinedException($"{problem}; fix that before the export");

    private static int Axis(Value value, long axis)
    {
        if (value.Type.Shape is not { } shape)
            throw new NotInlinedException("a shape that it scans is not known; export the model with fixed shapes");
        return axis >= -shape.Rank && axis < shape.Rank
            ? (int)(axis < 0 ? axis + shape.Rank : axis)
            : throw new NotInlinedException($"axis {axis} is out of range for {shape}");
    }
}

/// <summary>Subgraphs cannot take the place of a node.</summary>
/// <param name="problem">Why, and what to do.</param>
internal sealed class NotInlinedException(string problem) : Exception(problem);
