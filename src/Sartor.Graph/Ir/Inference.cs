using System.Collections.Immutable;
using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>Runs type inference for one node and puts names on what goes wrong.</summary>
internal static class Inference
{
    public static ImmutableArray<TensorType> Run(Operator op, IReadOnlyList<Value?> inputs, string model, string node)
    {
        if (op is not OpaqueOperator && inputs.Any(v => v is { Type.Shape: null }))
            return [.. Enumerable.Repeat(TensorType.Unknown, OutputCount(op))];
        var context = new InferenceInputs(op, inputs, model, node);
        try
        {
            return op.Infer(context);
        }
        catch (Exception e) when (e is OverflowException or ArgumentException or IndexOutOfRangeException or DivideByZeroException)
        {
            var types = string.Join(", ", inputs.Select(v => v?.Type.ToString() ?? "-"));
            context.Fail($"its inputs {types} do not fit {OperatorWords.Of(op)}");
            throw;
        }
    }

    private static int OutputCount(Operator op) => op is IMultipleOutputs many ? many.OutputCount : 1;
}
