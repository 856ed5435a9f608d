using System.Collections.Immutable;
using Sartor.Core;

namespace Sartor.Graph.Analysis;

/// <summary>One node in numbers.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Operator">Name of its operator.</param>
/// <param name="Outputs">Types of its outputs.</param>
/// <param name="Parameters">Parameters (<see cref="ParameterConvention"/>); a constant of several nodes counts at the first.</param>
/// <param name="Macs">Multiply-accumulate operations; null where a shape is unknown.</param>
/// <param name="WeightBytes">Bytes of its constants; a constant of several nodes counts at the first.</param>
/// <param name="ActivationBytes">Bytes of its outputs; null where a shape is unknown.</param>
/// <param name="OpaqueReason">Why Sartor does not understand the operator; null where it does.</param>
public sealed record LayerAnalysis(
    string Name,
    string Operator,
    ImmutableArray<TensorType> Outputs,
    long Parameters,
    long? Macs,
    long WeightBytes,
    long? ActivationBytes,
    string? OpaqueReason);
