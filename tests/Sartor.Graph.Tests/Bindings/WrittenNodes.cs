using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Bindings;

/// <summary>
/// What a binding writes, in words: <c>TYPE version {option=value …} (inputs) → outputs</c> a raw node. Constants stand as their values.
/// </summary>
internal sealed class WrittenNodes : WriteContext
{
    private static readonly BindingTable s_bindings = new("tflite");

    private readonly List<string> _lines = [];

    public override string Format => "tflite";

    /// <summary>The binding that writes an operator.</summary>
    public static OperatorBinding Binding(Operator op) => s_bindings.Writer(op).ShouldNotBeNull();

    /// <summary>The lines that stand for a node.</summary>
    /// <exception cref="UnsupportedModelException">The binding gives up.</exception>
    public static IReadOnlyList<string> Of(Node node)
    {
        var context = new WrittenNodes();
        Binding(node.Operator).Write(node, context);
        return context._lines;
    }

    /// <summary>The same for an operator with inputs x, y, … of the given types or constants.</summary>
    public static IReadOnlyList<string> Of(Operator op, params object?[] inputs) => Of(Node(op, inputs));

    /// <summary>A node of inputs that are types, tensors, values, or null.</summary>
    public static Node Node(Operator op, params object?[] inputs)
    {
        var graph = new ModelGraph("g");
        Value? Input(object? input, int index) => input switch
        {
            null => null,
            Value value => value,
            Tensor tensor => ModelGraph.NewConstant($"c{index}", tensor),
            TensorType type => graph.AddInput("xyzuvw"[index].ToString(), type),
            _ => throw new ArgumentException($"{input}", nameof(inputs)),
        };
        return graph.Add(op, [.. inputs.Select(Input)], "n");
    }

    public override void Emit(RawNode raw, IReadOnlyList<Value?> inputs, IReadOnlyList<Value> outputs)
    {
        raw.Format.ShouldBe("tflite");
        var options = string.Join(" ", raw.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={Text(a.Value)}"));
        var line = $"{raw.Type} {raw.Version}{(options.Length > 0 ? $" {{{options}}}" : "")} ({string.Join(", ", inputs.Select(Text))})";
        _lines.Add($"{line} → {string.Join(", ", outputs.Select(Name))}");
    }

    [DoesNotReturn]
    public override void Fail(Node node, string problem) => throw new UnsupportedModelException("g", $"node '{node.Name}'", problem);

    private static string Text(object value) => value switch
    {
        EquatableArray<long> list => $"[{string.Join(',', list)}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };

    private static string Text(Value? value)
    {
        if (value is null) return "-";
        if (value.Constant is not { } constant) return Name(value);
        var numbers = string.Join(',', constant.ToDoubles().Select(d => d.ToString(CultureInfo.InvariantCulture)));
        return constant.Shape.Rank == 0 ? $"{constant.Element.Label()} {numbers}" : $"{constant.Type} {numbers}";
    }

    private static string Name(Value value) => value.Producer is { } producer && producer.Outputs.Count == 1 ? "n" : value.Name;
}
