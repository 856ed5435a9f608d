using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>NumPy's broadcasting for evaluation and for axis permutations.</summary>
internal static class Broadcasting
{
    /// <summary>
    /// A permutation passes when every input that has more than one element has the rank of the result; the pass that aligns ranks
    /// runs before any permutation moves.
    /// </summary>
    public static AxisPropagation? PermuteThrough(Operator op, Permutation permutation, NodeTypes types)
    {
        if (permutation.Rank != types.OutputShape.Rank) return null;
        var inputs = new Permutation?[types.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            var shape = types.Inputs[i]!.Shape!;
            if (shape.Rank == permutation.Rank) inputs[i] = permutation;
            else if (shape.ElementCount != 1) return null;
        }
        return new AxisPropagation(op, inputs, [permutation]);
    }

    /// <summary>Applies a function at each place of the broadcast shape.</summary>
    public static TOut[] Zip<TIn, TOut>(TIn[] x, Shape xShape, TIn[] y, Shape yShape, Shape shape, Func<TIn, TIn, TOut> apply)
    {
        var result = new TOut[shape.ElementCount];
        var xSteps = Steps(xShape, shape);
        var ySteps = Steps(yShape, shape);
        var index = new long[shape.Rank];
        long at = 0, bt = 0;
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = apply(x[at], y[bt]);
            for (var axis = shape.Rank - 1; axis >= 0; axis--)
            {
                at += xSteps[axis];
                bt += ySteps[axis];
                if (++index[axis] < shape[axis]) break;
                at -= xSteps[axis] * shape[axis];
                bt -= ySteps[axis] * shape[axis];
                index[axis] = 0;
            }
        }
        return result;
    }

    /// <summary>Strides in elements along the axes of <paramref name="result"/>; 0 where <paramref name="operand"/> repeats.</summary>
    public static long[] Steps(Shape operand, Shape result)
    {
        var strides = operand.Strides();
        var steps = new long[result.Rank];
        for (var i = 1; i <= operand.Rank; i++) steps[result.Rank - i] = operand[-i] == 1 ? 0 : strides[operand.Rank - i];
        return steps;
    }
}
