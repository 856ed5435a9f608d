using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Contracts.Coverage;

/// <summary>
/// What a runtime gives of an output whose number of rows depends on values, as a graph of static shapes has it: rows of −1 behind it.
/// Written apart from the product's own.
/// </summary>
public static class RowsOfMinusOne
{
    /// <summary>The expected values of an output; as they are where it has as many rows as the graph.</summary>
    public static double[] Behind(double[] expected, Value output)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(output);
        if (output.PaddedAxis is null) return expected;
        output.PaddedAxis.ShouldBe(0, "no case has its rows elsewhere");
        return [.. expected, .. Enumerable.Repeat(-1.0, (int)output.Type.Shape!.ElementCount - expected.Length)];
    }

    /// <summary>The same of a tensor.</summary>
    public static Tensor Behind(Tensor expected, Value output)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(output);
        return output.PaddedAxis is null
            ? expected
            : Tensor.Create(output.Type.Shape!, Behind(expected.ToDoubles(), output)).ConvertTo(expected.Element);
    }
}
