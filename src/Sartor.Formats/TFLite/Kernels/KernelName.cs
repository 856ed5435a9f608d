using Sartor.Core;

namespace Sartor.Formats.TFLite.Kernels;

/// <summary>
/// What a table calls an operator: its name in the schema, and <c>CONV_2D:grouped</c> where the extents choose another kernel than the
/// types alone.
/// </summary>
internal static class KernelName
{
    /// <summary>A convolution whose kernel has fewer input channels than its input.</summary>
    public const string GroupedConvolution = "CONV_2D" + Grouped;

    private const string Grouped = ":grouped";

    /// <summary>The name of an operator.</summary>
    /// <param name="type">Name in the schema.</param>
    /// <param name="inputs">Shapes of its inputs; null for an unknown one.</param>
    public static string Of(string type, params IReadOnlyList<Shape?> inputs) =>
        type == "CONV_2D" && inputs is [{ Rank: 4 } x, { Rank: 4 } kernel, ..] && x[-1] > kernel[-1] && kernel[-1] > 0
            ? GroupedConvolution
            : type;

    /// <summary>The name in the schema.</summary>
    public static string Schema(string name) => name.Split(':')[0];

    /// <summary>The name in a sentence: <c>grouped CONV_2D</c>.</summary>
    public static string Words(string name) => name.EndsWith(Grouped, StringComparison.Ordinal) ? $"grouped {Schema(name)}" : name;
}
