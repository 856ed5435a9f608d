namespace Sartor.Formats.Tests.Onnx;

/// <summary>The conformance cases that are not evaluated as expected, by name, and what becomes of each.</summary>
internal static class ConformanceExceptions
{
    private static readonly (string Outcome, string Why, string[] Names)[] s_lists =
    [
        // The corpus stores bfloat16 under the element type uint16.
        ("untried", "",
        [
            "cast_BFLOAT16_to_FLOAT", "cast_FLOAT_to_BFLOAT16", "castlike_BFLOAT16_to_FLOAT", "castlike_BFLOAT16_to_FLOAT_expanded",
            "castlike_FLOAT_to_BFLOAT16", "castlike_FLOAT_to_BFLOAT16_expanded",
        ]),
        // Scaled by the unrounded extent; ONNX Runtime and PyTorch take the rounded one, as Sartor does.
        ("untried", "",
        [
            "resize_downsample_scales_cubic_align_corners", "resize_downsample_scales_linear_align_corners",
        ]),
        // Places counted in the least output; ONNX Runtime and PyTorch count in the one that is asked for, as Sartor does.
        ("untried", "",
        [
            "maxunpool_export_with_output_shape",
        ]),
        // The data are sequences and optional values, which are no tensors.
        ("untried", "",
        [
            "identity_opt", "identity_sequence", "if_opt", "if_seq", "loop13_seq", "loop16_seq_none", "optional_get_element",
            "optional_get_element_sequence", "optional_has_element", "optional_has_element_empty", "sequence_insert_at_back",
            "sequence_insert_at_front", "sequence_map_add_1_sequence_1_tensor", "sequence_map_add_1_sequence_1_tensor_expanded",
            "sequence_map_add_2_sequences", "sequence_map_add_2_sequences_expanded", "sequence_map_extract_shapes",
            "sequence_map_extract_shapes_expanded", "sequence_map_identity_1_sequence", "sequence_map_identity_1_sequence_1_tensor",
            "sequence_map_identity_1_sequence_1_tensor_expanded", "sequence_map_identity_1_sequence_expanded",
            "sequence_map_identity_2_sequences", "sequence_map_identity_2_sequences_expanded",
        ]),
        ("refused", "element type is string",
        [
            "cast_FLOAT_to_STRING", "cast_STRING_to_FLOAT", "castlike_FLOAT_to_STRING", "castlike_FLOAT_to_STRING_expanded",
            "castlike_STRING_to_FLOAT", "castlike_STRING_to_FLOAT_expanded", "strnormalizer_export_monday_casesensintive_lower",
            "strnormalizer_export_monday_casesensintive_nochangecase", "strnormalizer_export_monday_casesensintive_upper",
            "strnormalizer_export_monday_empty_output", "strnormalizer_export_monday_insensintive_upper_twodim",
            "strnormalizer_nostopwords_nochangecase", "strnorm_model_monday_casesensintive_lower",
            "strnorm_model_monday_casesensintive_nochangecase", "strnorm_model_monday_casesensintive_upper",
            "strnorm_model_monday_empty_output", "strnorm_model_monday_insensintive_upper_twodim",
            "strnorm_model_nostopwords_nochangecase",
        ]),
        // Random by definition, or not a function of the inputs.
        ("opaque", "is in training mode",
        [
            "batchnorm_epsilon_training_mode", "batchnorm_example_training_mode", "training_dropout", "training_dropout_default",
            "training_dropout_default_mask", "training_dropout_mask",
        ]),
        ("opaque", "has to be constant",
        [
            "blackmanwindow_expanded", "blackmanwindow_symmetric_expanded", "constantofshape_float_ones",
            "constantofshape_int_shape_zero", "constantofshape_int_zeros", "hammingwindow_expanded",
            "hammingwindow_symmetric_expanded", "hannwindow_expanded", "hannwindow_symmetric_expanded", "blackmanwindow",
            "blackmanwindow_symmetric", "hammingwindow", "hammingwindow_symmetric", "hannwindow", "hannwindow_symmetric",
            "melweightmatrix",
            "range_float_type_positive_delta", "range_int32_type_negative_delta",
        ]),
        // Quantised values have no reference evaluation.
        ("unevaluated", "uantize",
        [
            "dequantizelinear", "dequantizelinear_axis", "dynamicquantizelinear_expanded",
            "dynamicquantizelinear_max_adjusted_expanded", "dynamicquantizelinear_min_adjusted_expanded", "quantizelinear",
            "quantizelinear_axis",
        ]),
    ];

    /// <summary>Operators that Sartor does not read, or not with a computed number of runs: nothing evaluates them.</summary>
    public static IReadOnlySet<string> UnboundOperators { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "Bernoulli", "BitShift", "ConcatFromSequence", "Loop", "NegativeLogLikelihoodLoss",
        "NonZero", "RandomUniformLike", "SequenceAt", "SequenceConstruct", "SequenceEmpty", "SequenceErase",
        "SequenceInsert", "SequenceLength", "SoftmaxCrossEntropyLoss", "SplitToSequence", "TfIdfVectorizer", "Unique",
        "ai.onnx.preview.training.Adagrad", "ai.onnx.preview.training.Adam", "ai.onnx.preview.training.Gradient",
        "ai.onnx.preview.training.Momentum",
    };

    /// <summary>All names, without <c>test_</c> before them.</summary>
    public static IEnumerable<string> All => s_lists.SelectMany(l => l.Names);

    /// <summary>
    /// What becomes of a case, and what its message contains: untried (it is left out), refused (by a sentence), opaque (a binding gives a
    /// node up) or unevaluated (an operator has no reference evaluation); null for a case that agrees.
    /// </summary>
    public static (string Outcome, string Why)? Of(string name) =>
        s_lists.Where(l => l.Names.Contains(name)).Select(l => ((string, string)?)(l.Outcome, l.Why)).FirstOrDefault();
}
