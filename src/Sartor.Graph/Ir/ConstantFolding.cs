using System.Collections.Immutable;
using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>Evaluates nodes whose inputs are constants.</summary>
public static class ConstantFolding
{
    /// <summary>The node's outputs when all its inputs are unquantised constants and its operator has a reference evaluation; else null.</summary>
    public static ImmutableArray<Tensor>? Evaluate(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.Inputs.Count == 0 || node.Inputs.Any(v => v is not null && (v.Constant is null || v.Quantization is not null))) return null;
        return node.Operator.Evaluate([.. node.Inputs.Select(v => v?.Constant)]);
    }
}
