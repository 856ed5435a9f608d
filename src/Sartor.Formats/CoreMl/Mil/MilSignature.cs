namespace Sartor.Formats.CoreMl.Mil;

/// <summary>The arguments of an operation: tensors, and what has to be constant.</summary>
/// <param name="Type">Name of the operation.</param>
/// <param name="Tensors">Arguments that are tensors, in the order in which bindings see them.</param>
/// <param name="Parameters">Constant arguments.</param>
internal sealed record MilSignature(
    string Type, IReadOnlyList<(string Name, TensorArgument Kind)> Tensors, IReadOnlyList<(string Name, string Kind)> Parameters)
{
    // A tensor, "?" one that may be left out, "*" any number; a parameter with its kind: i, f, b, s an integer, a float of the type of x,
    // a bool, text; is, bs a vector; n a number that is an integer or a float32.
    private const string Table = """
        identity x
        relu x
        relu6 x
        silu x
        sigmoid x
        tanh x
        softplus x
        softsign x
        exp x
        exp2 x
        sqrt x
        square x
        abs x
        erf x
        acos x
        asin x
        atan x
        atanh x
        ceil x
        cos x
        cosh x
        floor x
        round x
        sign x
        sin x
        sinh x
        tan x
        logical_not x
        rsqrt x epsilon:f
        log x epsilon:f
        inverse x epsilon:f
        gelu x mode:s
        leaky_relu x alpha:f
        elu x alpha:f
        thresholded_relu x alpha:f
        threshold x alpha:f
        sigmoid_hard x alpha:f beta:f
        linear_activation x alpha:f beta:f
        scaled_tanh x alpha:f beta:f
        clip x alpha:f beta:f
        clamped_relu x alpha:f beta:f
        prelu x alpha
        softmax x axis:i
        add x y
        sub x y
        mul x y
        real_div x y
        floor_div x y
        mod x y
        maximum x y
        minimum x y
        pow x y
        equal x y
        not_equal x y
        greater x y
        greater_equal x y
        less x y
        less_equal x y
        logical_and x y
        logical_or x y
        logical_xor x y
        select cond a b
        cast x dtype:s
        conv x weight bias? strides:is pad_type:s pad:is dilations:is groups:i
        conv_transpose x weight bias? strides:is pad_type:s pad:is dilations:is groups:i output_shape:is
        linear x weight bias?
        matmul x y transpose_x:b transpose_y:b
        einsum values* equation:s
        batch_norm x mean variance gamma? beta? epsilon:f
        instance_norm x gamma? beta? epsilon:f
        layer_norm x gamma? beta? axes:is epsilon:f
        l2_norm x epsilon:f
        local_response_norm x size:i alpha:f beta:f k:f
        avg_pool x kernel_sizes:is strides:is pad_type:s pad:is exclude_padding_from_average:b ceil_mode:b
        max_pool x kernel_sizes:is strides:is pad_type:s pad:is ceil_mode:b
        concat values* axis:i interleave:b
        stack values* axis:i
        split x num_splits:i split_sizes:is axis:i
        slice_by_index x begin:is end:is stride:is begin_mask:bs end_mask:bs squeeze_mask:bs
        slice_by_size x begin:is size:is
        reshape x shape:is
        transpose x perm:is
        expand_dims x axes:is
        squeeze x axes:is
        flatten2d x axis:i
        tile x reps:is
        reverse x axes:is
        pad x pad:is mode:s constant_val:f
        depth_to_space x block_size:i
        space_to_depth x block_size:i
        pixel_shuffle x upscale_factor:i
        reduce_mean x axes:is keep_dims:b
        reduce_sum x axes:is keep_dims:b
        reduce_max x axes:is keep_dims:b
        reduce_min x axes:is keep_dims:b
        reduce_prod x axes:is keep_dims:b
        reduce_l1_norm x axes:is keep_dims:b
        reduce_l2_norm x axes:is keep_dims:b
        reduce_log_sum x axes:is keep_dims:b
        reduce_log_sum_exp x axes:is keep_dims:b
        reduce_sum_square x axes:is keep_dims:b
        reduce_argmax x axis:i keep_dims:b
        reduce_argmin x axis:i keep_dims:b
        cumsum x axis:i exclusive:b reverse:b
        topk x k:i axis:i ascending:b sort:b return_indices:b
        gather x indices axis:i batch_dims:i
        gather_along_axis x indices axis:i
        scatter_nd data indices updates mode:s
        upsample_nearest_neighbor x scale_factor_height:n scale_factor_width:n
        resize_nearest_neighbor x target_size_height:i target_size_width:i
        upsample_bilinear x scale_factor_height:n scale_factor_width:n align_corners:b half_pixel_centers:b
        resize_bilinear x target_size_height:i target_size_width:i sampling_mode:s
        """;

    private static readonly Dictionary<string, MilSignature> s_all = Table.Split('\n').Select(Parse).ToDictionary(s => s.Type);

    /// <summary>The signature of an operation; null for one that the table does not have.</summary>
    public static MilSignature? Of(string type) => s_all.GetValueOrDefault(type);

    private static MilSignature Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var tensors = words[1..].Where(w => !w.Contains(':')).Select(w => w[^1] switch
        {
            '?' => (w[..^1], TensorArgument.Optional),
            '*' => (w[..^1], TensorArgument.Many),
            _ => (w, TensorArgument.Required),
        });
        var parameters = words[1..].Where(w => w.Contains(':')).Select(w => w.Split(':')).Select(p => (p[0], p[1]));
        return new MilSignature(words[0], [.. tensors], [.. parameters]);
    }
}

/// <summary>How often a tensor may be given.</summary>
internal enum TensorArgument
{
    Required,
    Optional,
    /// <summary>Any number of them; such an operation has no other tensors.</summary>
    Many,
}
