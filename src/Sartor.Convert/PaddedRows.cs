using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert;

/// <summary>Results with as many rows as values leave, as a graph of static shapes has them (<see cref="Value.PaddedAxis"/>).</summary>
internal static class PaddedRows
{
    /// <summary>The same rows, and rows of −1 behind them up to a shape; what has that shape, or is of another kind, as it is.</summary>
    /// <param name="rows">As the source gave them.</param>
    /// <param name="shape">With room for all.</param>
    /// <param name="axis">The axis of the rows.</param>
    public static Tensor Fill(Tensor rows, Shape shape, int axis)
    {
        if (rows.Shape.Rank != shape.Rank || rows.Shape[axis] >= shape[axis]) return rows;
        if (!rows.Shape.With(axis, shape[axis]).Equals(shape)) return rows;
        var filled = new double[shape.ElementCount];
        Array.Fill(filled, -1);
        var values = rows.ToDoubles();
        long inner = 1;
        for (var i = axis + 1; i < shape.Rank; i++) inner *= shape[i];
        var (from, to) = (checked((int)(inner * rows.Shape[axis])), checked((int)(inner * shape[axis])));
        for (var outer = 0; from > 0 && outer * from < values.Length; outer++)
            Array.Copy(values, outer * from, filled, outer * to, from);
        return Tensor.Create(shape, filled).ConvertTo(rows.Element);
    }
}
