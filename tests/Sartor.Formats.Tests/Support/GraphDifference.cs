using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Support;

/// <summary>Compares two graphs part by part.</summary>
internal static class GraphDifference
{
    /// <summary>The first difference in words, or null.</summary>
    public static string? First(ModelGraph left, ModelGraph right)
    {
        var numbers = (Numbers(left), Numbers(right));
        if (List("inputs", left.Inputs, right.Inputs, numbers) is { } inputs) return inputs;
        if (left.Nodes.Count != right.Nodes.Count) return $"{left.Nodes.Count} and {right.Nodes.Count} nodes";
        for (var i = 0; i < left.Nodes.Count; i++)
        {
            Node a = left.Nodes[i], b = right.Nodes[i];
            if (a.Operator is OpaqueOperator x
                && b.Operator is OpaqueOperator y ? x.Raw.QualifiedType != y.Raw.QualifiedType : a.Operator != b.Operator)
                return $"node {i}: {a.Operator} and {b.Operator}";
            if (a.Name != b.Name) return $"node {i}: '{a.Name}' and '{b.Name}'";
            if (List($"inputs of {a}", a.Inputs, b.Inputs, numbers) is { } difference) return difference;
            if (List($"outputs of {a}", a.Outputs, b.Outputs, numbers) is { } other) return other;
        }
        return List("outputs", left.Outputs, right.Outputs, numbers);
    }

    private static string? List(
        string place, IReadOnlyList<Value?> left, IReadOnlyList<Value?> right,
        (Dictionary<Value, int> Left, Dictionary<Value, int> Right) numbers)
    {
        if (left.Count != right.Count) return $"{place}: {left.Count} and {right.Count}";
        for (var i = 0; i < left.Count; i++)
        {
            Value? a = left[i], b = right[i];
            if (a is null != b is null) return $"{place}[{i}]: one is left out";
            if (a is null || b is null) continue;
            if (a.Name != b.Name || a.Type != b.Type || a.Quantization != b.Quantization)
                return $"{place}[{i}]: {a} {a.Quantization} and {b} {b.Quantization}";
            if (a.Constant is null != b.Constant is null) return $"{place}[{i}]: {a} is constant in one";
            if (a.Constant is { } tensor && !tensor.Data.Span.SequenceEqual(b.Constant!.Data.Span))
                return $"{place}[{i}]: the data of {a} differs";
            if (a.Constant is null && numbers.Left[a] != numbers.Right[b]) return $"{place}[{i}]: {a} is another value";
        }
        return null;
    }

    private static Dictionary<Value, int> Numbers(ModelGraph graph)
    {
        var numbers = new Dictionary<Value, int>();
        foreach (var value in graph.Inputs.Concat(graph.Nodes.SelectMany(n => n.Outputs))) numbers.Add(value, numbers.Count);
        return numbers;
    }
}
