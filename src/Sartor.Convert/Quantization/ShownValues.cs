using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>The values that an output of a network shows: itself, and what it is moved, joined or computed from by channel.</summary>
internal static class ShownValues
{
    public static HashSet<Value> Of(ModelGraph graph)
    {
        var shown = new HashSet<Value>();
        var open = new Stack<Value>(graph.Outputs);
        while (open.TryPop(out var value))
        {
            if (!shown.Add(value) || value.Producer is not { } producer) continue;
            if (Moves(producer.Operator)) open.Push(producer.Input(0));
            else if (Passes(producer.Operator))
            {
                foreach (var input in producer.Inputs) open.Push(input!);
            }
        }
        return shown;
    }

    /// <summary>True for an operator that keeps channels apart: what is lost of one in its operands is lost in its result.</summary>
    public static bool Passes(Operator op) => op is Concat or ElementwiseBinary or ElementwiseUnary or Pooling or Resize or Reduce;

    /// <summary>True for an operator whose result holds elements of its input 0 and nothing else.</summary>
    public static bool Moves(Operator op) => op is Reshape or Transpose or Slice or Split or Gather or Tile or BroadcastTo
        or DepthToSpace or SpaceToDepth;
}
