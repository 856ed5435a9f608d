using System.Collections.Immutable;
using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>Evaluates nodes whose inputs are constants.</summary>
internal static class ConstantFolding
{
    /// <summary>
    /// The node's outputs when all its inputs are unquantised constants and its operator has a reference evaluation; else null.
    /// </summary>
    public static ImmutableArray<Tensor>? Evaluate(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return IsConstant(node) ? node.Operator.Evaluate([.. node.Inputs.Select(v => v?.Constant)]) : null;
    }

    /// <summary>True when the node has inputs and all are unquantised constants.</summary>
    internal static bool IsConstant(Node node) =>
        node.Inputs.Count > 0 && node.Inputs.All(v => v is null or { Constant: not null, Quantization: null });
}
