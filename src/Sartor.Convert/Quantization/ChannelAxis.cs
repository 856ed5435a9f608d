using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>Where the channels of an activation are: where what computes it has them, or what reads it; else the last axis.</summary>
internal static class ChannelAxis
{
    // A value is followed back through operators that keep its axes; a longer chain is not worth it.
    private const int MostSteps = 32;

    /// <summary>The axis of a value of rank 1 or more.</summary>
    public static int Of(Value value)
    {
        var rank = value.Type.Shape!.Rank;
        var at = value;
        for (var step = 0; step < MostSteps; step++)
        {
            foreach (var node in at.Uses.Where(u => u.Index == 0).Select(u => u.Node).Prepend(at.Producer))
            {
                if (node is not null && Of(node, rank) is { } axis) return axis;
            }
            if (at.Producer is not { } producer || !Keeps(producer.Operator)) break;
            if (producer.Inputs.FirstOrDefault(v => v is { Constant: null } && v.Type.Shape?.Rank == rank) is not { } before) break;
            at = before;
        }
        return rank - 1;
    }

    private static int? Of(Node node, int rank) => node.Operator switch
    {
        IChannelLayout op => op.Layout == ChannelLayout.ChannelsFirst && rank > 1 ? 1 : rank - 1,
        FullyConnected => rank - 1,
        _ => null,
    };

    private static bool Keeps(Operator op) => op is ElementwiseUnary or ElementwiseBinary or Concat or Pad or Resize or Slice or Split;
}
