using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Contracts.Coverage;

/// <summary>
/// Which conformance cases a converter of trained networks can be asked for; docs/conversion-coverage.md counts both kinds.
/// </summary>
public static class CorpusScope
{
    // The start of a name, without the "test_" that all have, and why no network for inference has it.
    private static readonly (string Reason, string[] Names)[] s_byName =
    [
        ("training or loss",
        [
            "adagrad", "adam", "gradient", "momentum", "nesterov", "nllloss", "sce_", "training_dropout", "batchnorm_epsilon_training",
            "batchnorm_example_training",
        ]),
        ("sequence or optional value",
        [
            "sequence", "optional", "identity_opt", "identity_sequence", "if_opt", "if_seq", "loop13_seq", "loop16_seq", "split_to_seq",
        ]),
        ("strings", ["strnorm", "tfidf", "cast_FLOAT_to_STRING", "cast_STRING", "castlike_FLOAT_to_STRING", "castlike_STRING"]),
        ("random", ["bernoulli", "random"]),
        ("no tensor of bfloat16 in the corpus",
            ["cast_BFLOAT16", "cast_FLOAT_to_BFLOAT16", "castlike_BFLOAT16", "castlike_FLOAT_to_BFLOAT16"]),
    ];

    // ONNX Runtime and PyTorch scale by the rounded extent of the result, the corpus by the unrounded one; and they count the places of
    // maxima in the output that is asked for, the corpus in the least one.
    private static readonly string[] s_disputed =
    [
        "resize_downsample_scales_linear_align_corners", "resize_downsample_scales_cubic_align_corners",
        "maxunpool_export_with_output_shape",
    ];

    // What a converter with static shapes, or TensorFlow Lite 2.9, cannot express.
    private static readonly (string Reason, string[] Names)[] s_refused =
    [
        ("the shape of the result depends on values", ["nonzero", "unique"]),
    ];

    private static readonly string[] s_quantized = ["quantize", "qlinear", "integer"];

    /// <summary>Why a case is left out; null for one in scope.</summary>
    public static string? Exclusion(string name)
    {
        var plain = name.StartsWith("test_", StringComparison.Ordinal) ? name["test_".Length..] : name;
        if (s_disputed.Contains(plain)) return "ONNX Runtime and PyTorch give something else";
        return s_byName.Where(r => r.Names.Any(n => plain.StartsWith(n, StringComparison.Ordinal))).Select(r => r.Reason).FirstOrDefault();
    }

    /// <summary>Why a case is left out for the types of its inputs and outputs; null for one in scope.</summary>
    public static string? Exclusion(ConformanceCase test)
    {
        ArgumentNullException.ThrowIfNull(test);
        var quantized = s_quantized.Any(q => test.Name.Contains(q, StringComparison.Ordinal));
        var odd = test.Inputs.Concat(test.Outputs).Select(t => t.Tensor.Element).Distinct().Where(t => !IsUsual(t, quantized)).ToArray();
        return odd.Length == 0 ? null : "element types that networks for devices do not have";
    }

    /// <summary>
    /// Why a case in scope is refused, and whether a converter to static shapes could express it; null for one that converts.
    /// </summary>
    public static (string Reason, bool IsExpressible)? Refusal(string name)
    {
        var plain = name.StartsWith("test_", StringComparison.Ordinal) ? name["test_".Length..] : name;
        foreach (var (reason, names) in s_refused)
        {
            if (names.Any(n => plain.StartsWith(n, StringComparison.Ordinal))) return (reason, reason == "not built");
        }
        return null;
    }

    private static bool IsUsual(ElementType type, bool quantized) => type switch
    {
        ElementType.Float32 or ElementType.Int32 or ElementType.Int64 or ElementType.Bool => true,
        ElementType.UInt8 or ElementType.Int8 => quantized,
        _ => false,
    };
}
