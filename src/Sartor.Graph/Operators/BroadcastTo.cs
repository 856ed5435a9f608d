using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>The elements repeated to a shape by NumPy's broadcasting. ONNX Expand 8–13; TFLite BROADCAST_TO.</summary>
/// <param name="Extents">The result's extents.</param>
public sealed partial record BroadcastTo(EquatableArray<long> Extents) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var shape = new Shape(Extents.AsSpan());
        if (Shape.Broadcast(inputs.Shape(0), shape) != shape) inputs.Fail($"{inputs.Shape(0)} does not broadcast to {shape}");
        return [inputs.Type(0) with { Shape = shape }];
    }

    public override AxisPassage? Pass(Permutation permutation, int input, NodeTypes types) => permutation.Rank == Extents.Count
        ? AxisPassages.FirstInput(new BroadcastTo(permutation.Apply(Extents)), permutation, types)
        : null;

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        var shape = new Shape(Extents.AsSpan());
        return ElementCopy.Works(x.Element) ? [ElementCopy.Strided(x, shape, 0, Broadcasting.Steps(x.Shape, shape))] : null;
    }

    internal sealed class Onnx() : OnnxBinding("Expand")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var target = new Shape(cx.ConstantInput(1).ToInt64s());
            if (Shape.Broadcast(cx.Shape(0), target) is not { } shape)
            {
                cx.Fail($"{cx.Shape(0)} does not broadcast to {target}");
                return [];
            }
            return [shape == cx.Shape(0) ? cx.Input(0) : cx.Emit(new BroadcastTo(shape.Extents.ToEquatableArray()), cx.Input(0))];
        }
    }
}
