using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Keeps nodes in float32 that touch values which no int8 grid stands for: infinite ones, and ones beyond ±2⁴⁰ ≈ 1.1e12. Kernels
/// multiply scales in float32 and end the process where a product overflows (TFLite 2.9, kernels/add.cc); products of scales below
/// 2⁴⁰ / 255 stay far from that.
/// </summary>
internal static class WideValues
{
    private const double Largest = 1L << 40;

    public static void Keep(Int8Draft draft)
    {
        var causes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in draft.Graph.Nodes.ToArray())
        {
            if (draft.Rule(node) is var rule && rule == Int8Rule.Float) continue;
            // Weights are looked at where they are stored.
            var touched = node.Inputs.Take(rule == Int8Rule.Weighted ? 1 : node.Inputs.Count)
                .Where(v => v is { Type.Element: ElementType.Float32 }).Select(v => v!);
            if (rule != Int8Rule.SameAsInput) touched = touched.Concat(node.Outputs);
            if (touched.FirstOrDefault(v => IsWide(draft, v)) is not { } wide) continue;
            draft.KeepFloat(node);
            causes.TryAdd(wide.Name, $"'{node.Name}' ({node.Operator.Name})");
        }
        foreach (var (value, node) in causes)
        {
            draft.Note("int8-range", $"'{value}' has values that are infinite or beyond ±2⁴⁰, which int8 cannot store; node {node} stays "
                + "float32, and what else reads them");
        }
    }

    // NaN in a constant is a broken network, and is refused where it is stored.
    private static bool IsWide(Int8Draft draft, Value value)
    {
        if (value.Constant is { } constant)
        {
            foreach (var element in constant.ReadSingles())
            {
                if (Math.Abs(element) > Largest) return true;
            }
            return false;
        }
        return draft.Of(draft.Root(value)) is { } found
            && (found.HasNonFinite || found.Range.Maximum > Largest || found.Range.Minimum < -Largest);
    }
}
