using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Contracts.Targets;

/// <summary>An operator that the graph understands and no format has.</summary>
public sealed record UnheardOperator : Operator
{
    public override string Name => "Unheard";

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs) => [inputs.Type(0)];
}
