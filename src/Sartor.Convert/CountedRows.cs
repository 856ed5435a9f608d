using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Detection;

namespace Sartor.Convert;

/// <summary>
/// Of an output whose first rows count, as another output says: what lies behind them is not defined, and compared by nobody.
/// </summary>
/// <param name="Output">The output with the number of detections.</param>
/// <param name="RowsEach">Rows of each of them.</param>
/// <param name="RowLength">Elements of a row.</param>
public sealed record CountedRows(int Output, int RowsEach, int RowLength)
{
    /// <summary>That of an output of a graph; null where all of it counts.</summary>
    internal static CountedRows? Of(IReadOnlyList<Value> outputs, Value output)
    {
        if (output.Producer is not { Operator: DetectionPostProcess op } node || output.ProducerIndex == 3) return null;
        var counts = outputs.ToList().IndexOf(node.Outputs[3]);
        var rows = op.MaxDetections * op.MaxClassesPerDetection;
        var length = (int)(output.Type.Shape!.ElementCount / rows);
        return counts < 0 ? null : new(counts, op.IsRegular ? 1 : op.MaxClassesPerDetection, length);
    }

    /// <summary>Zeros in the place of what does not count.</summary>
    internal float[] Clear(float[] values, float detections)
    {
        var from = Math.Max(0, (long)detections * RowsEach * RowLength);
        if (from < values.Length) Array.Clear(values, (int)from, values.Length - (int)from);
        return values;
    }
}
