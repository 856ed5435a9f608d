using Sartor.Core;

namespace Sartor.Formats.Tests.TFLite.Reading;

/// <summary>
/// Every TFLite operator that is read and that the runtime 2.9 has a kernel for, with its options varied one by one. A name begins with the
/// operator's.
/// </summary>
internal static class ReadAgreementCases
{
    private const string Fused = "fused_activation_function";

    private static readonly Dictionary<string, TFLiteNode> s_cases = new(StringComparer.Ordinal);

    static ReadAgreementCases()
    {
        Elementwise();
        Compared();
        Windows();
        Products();
        Reductions();
        Joined();
        Cut();
        StridedSlices();
        Shapes();
        Padded();
        Resized();
        Cast();
        Along();
    }

    public static IReadOnlyDictionary<string, TFLiteNode> All => s_cases;

    private static Tensor Positive(params long[] extents) => Tensor.Create(
        new Shape(extents), [.. Enumerable.Range(0, (int)new Shape(extents).ElementCount).Select(i => 0.25f + (i * 7 % 37 / 9f))]);

    private static EquatableArray<long> List(params long[] values) => values.ToEquatableArray();

    private static void Elementwise()
    {
        foreach (var type in new[]
        {
            "RELU", "RELU6", "RELU_N1_TO_1", "ELU", "HARD_SWISH", "LOGISTIC", "TANH", "ABS", "CEIL", "COS", "EXP", "FLOOR", "NEG", "ROUND",
            "SIN",
            "SQUARE", "GELU",
        })
            s_cases[type] = new TFLiteNode(type).Input(3, 5);
        s_cases["GELU approximate"] = new TFLiteNode("GELU", ("approximate", 1L)).Input(3, 5);
        s_cases["LEAKY_RELU"] = new TFLiteNode("LEAKY_RELU", ("alpha", 0.3f)).Input(3, 5);
        s_cases["LEAKY_RELU without slope"] = new TFLiteNode("LEAKY_RELU").Input(3, 5);
        s_cases["PRELU"] = new TFLiteNode("PRELU").Input(1, 3, 2, 5).Weights(1, 1, 5);
        foreach (var type in new[] { "SQRT", "RSQRT", "LOG" }) s_cases[type] = new TFLiteNode(type).Feed(Positive(3, 5));
        foreach (var type in new[] { "ADD", "SUB", "MUL", "DIV" })
        {
            for (var code = 0; code <= 3; code++)
            {
                s_cases[$"{type} fused with {code}"] = new TFLiteNode(type, (Fused, (long)code)).Input(2, 3, 5).Feed(Positive(2, 3, 5));
                s_cases[$"{type} broadcast, fused with {code}"] =
                    new TFLiteNode(type, (Fused, (long)code)).Input(2, 3, 5).Feed(Positive(3, 1));
            }
            s_cases[$"{type} int32"] = new TFLiteNode(type).Input(ElementType.Int32, 2, 5).Feed(Tensor.Vector(1, 2, 3, 1, 2));
        }
        foreach (var type in new[] { "MAXIMUM", "MINIMUM", "SQUARED_DIFFERENCE" })
        {
            s_cases[type] = new TFLiteNode(type).Input(2, 3, 5).Input(3, 1);
            // A square of int32 is not written.
            if (type != "SQUARED_DIFFERENCE")
                s_cases[$"{type} int32"] = new TFLiteNode(type).Input(ElementType.Int32, 2, 5).Input(ElementType.Int32, 5);
        }
        s_cases["POW"] = new TFLiteNode("POW").Feed(Positive(2, 5)).Input(5);
        s_cases["FLOOR_DIV"] = new TFLiteNode("FLOOR_DIV").Input(3, 5).Feed(Positive(3, 5));
        s_cases["FLOOR_MOD"] = new TFLiteNode("FLOOR_MOD").Input(3, 5).Feed(Positive(5));
        s_cases["FLOOR_MOD of negative divisors"] = new TFLiteNode("FLOOR_MOD")
            .Feed(Tensor.Vector(-7, -6, -1, 0, 1, 6, 7, 9)).Feed(Tensor.Vector(3, -3, 4, 5, -4, -4, 7, -2));
        s_cases["ADD_N of two"] = new TFLiteNode("ADD_N").Input(2, 3).Input(2, 3);
        s_cases["ADD_N of four"] = new TFLiteNode("ADD_N").Input(2, 3).Input(2, 3).Weights(2, 3).Input(2, 3);
    }

    private static void Compared()
    {
        foreach (var type in new[] { "EQUAL", "NOT_EQUAL", "LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL" })
        {
            s_cases[type] = new TFLiteNode(type) { Element = ElementType.Bool }.Input(4, 9).Input(9);
            s_cases[$"{type} int64"] =
                new TFLiteNode(type) { Element = ElementType.Bool }.Input(ElementType.Int64, 4, 9).Input(ElementType.Int64, 4, 9);
        }
        foreach (var type in new[] { "LOGICAL_AND", "LOGICAL_OR" })
            s_cases[type] = new TFLiteNode(type).Input(ElementType.Bool, 4, 9).Input(ElementType.Bool, 4, 9);
        s_cases["LOGICAL_NOT"] = new TFLiteNode("LOGICAL_NOT").Input(ElementType.Bool, 4, 9);
        s_cases["SELECT"] =
            new TFLiteNode("SELECT") { Element = ElementType.Float32 }.Input(ElementType.Bool, 4, 9).Input(4, 9).Input(4, 9);
        s_cases["SELECT of a scalar"] = new TFLiteNode("SELECT") { Element = ElementType.Float32 }
            .Feed(Tensor.Scalar(true)).Input(4, 9).Input(4, 9);
        s_cases["SELECT_V2"] = new TFLiteNode("SELECT_V2") { Element = ElementType.Int32 }
            .Input(ElementType.Bool, 4, 1).Input(ElementType.Int32, 2, 4, 9).Input(ElementType.Int32, 9);
    }

    private static void Windows()
    {
        (long, long, long)[] windows = [(0, 1, 1), (0, 2, 1), (0, 2, 3), (1, 1, 1), (1, 2, 1), (1, 1, 3)];
        foreach (var (padding, height, width) in windows)
        {
            var label = $"{(padding == 0 ? "SAME" : "VALID")} strides {height}×{width}";
            (string, object)[] window = [("padding", padding), ("stride_h", height), ("stride_w", width)];
            foreach (var type in new[] { "AVERAGE_POOL_2D", "MAX_POOL_2D" })
                s_cases[$"{type} {label}"] =
                    new TFLiteNode(type, [.. window, ("filter_height", 3L), ("filter_width", 2L)]).Input(2, 7, 6, 3);
            s_cases[$"CONV_2D {label}"] = new TFLiteNode("CONV_2D", window).Input(2, 7, 6, 3).Weights(5, 3, 2, 3).Weights(5);
            s_cases[$"DEPTHWISE_CONV_2D {label}"] = new TFLiteNode("DEPTHWISE_CONV_2D", [.. window, ("depth_multiplier", 2L)])
                .Input(1, 7, 6, 3).Weights(1, 3, 2, 6).Weights(6);
            int h = Extent(4, height, 3, padding), w = Extent(3, width, 4, padding);
            s_cases[$"TRANSPOSE_CONV {label}"] = new TFLiteNode("TRANSPOSE_CONV", window) { Element = ElementType.Float32 }
                .Ints(1, h, w, 5).Weights(5, 3, 4, 2).Input(1, 4, 3, 2);
            s_cases[$"TRANSPOSE_CONV with a bias {label}"] =
                new TFLiteNode("TRANSPOSE_CONV", window) { Element = ElementType.Float32, Version = 3 }
                .Ints(1, h, w, 5).Weights(5, 3, 4, 2).Input(1, 4, 3, 2).Weights(5);
        }
        for (var code = 0; code <= 3; code++)
        {
            (string, object)[] window = [("padding", 1L), ("stride_h", 1L), ("stride_w", 1L), (Fused, (long)code)];
            foreach (var type in new[] { "AVERAGE_POOL_2D", "MAX_POOL_2D" })
                s_cases[$"{type} fused with {code}"] =
                    new TFLiteNode(type, [.. window, ("filter_height", 1L), ("filter_width", 2L)]).Input(1, 3, 6, 3);
            s_cases[$"CONV_2D fused with {code}"] = new TFLiteNode("CONV_2D", window).Input(1, 3, 6, 3).Weights(5, 1, 2, 3).Weights(5);
            s_cases[$"DEPTHWISE_CONV_2D fused with {code}"] = new TFLiteNode("DEPTHWISE_CONV_2D", [.. window, ("depth_multiplier", 1L)])
                .Input(1, 3, 6, 3).Weights(1, 2, 2, 3).Weights(3);
        }
        foreach (var padding in new[] { 0L, 1L })
        {
            (string, object)[] window =
                [("padding", padding), ("stride_h", 1L), ("stride_w", 1L), ("dilation_h_factor", 2L), ("dilation_w_factor", 3L)];
            s_cases[$"CONV_2D dilated {padding}"] = new TFLiteNode("CONV_2D", window).Input(1, 9, 8, 2).Weights(3, 3, 2, 2).Weights(3);
            s_cases[$"DEPTHWISE_CONV_2D dilated {padding}"] =
                new TFLiteNode("DEPTHWISE_CONV_2D", [.. window, ("depth_multiplier", 1L)]) { Version = 2 }
                .Input(1, 9, 8, 2).Weights(1, 3, 2, 2).Weights(2);
        }
    }

    // SAME: the input's extent is that of the result divided by the stride, rounded up.
    private static int Extent(int input, long stride, int kernel, long padding) =>
        (int)(padding == 0 ? input * stride : ((input - 1) * stride) + kernel);

    private static void Products()
    {
        for (var code = 0; code <= 3; code++)
            s_cases[$"FULLY_CONNECTED fused with {code}"] =
                new TFLiteNode("FULLY_CONNECTED", (Fused, (long)code)).Input(3, 5).Weights(7, 5).Weights(7);
        s_cases["FULLY_CONNECTED without bias"] = new TFLiteNode("FULLY_CONNECTED").Input(3, 5).Weights(7, 5).Nothing();
        s_cases["FULLY_CONNECTED of rank 4"] = new TFLiteNode("FULLY_CONNECTED").Input(2, 3, 2, 5).Weights(7, 5).Weights(7);
        s_cases["FULLY_CONNECTED of kept axes"] =
            new TFLiteNode("FULLY_CONNECTED", ("keep_num_dims", 1L)) { Version = 5 }.Input(2, 3, 5).Weights(7, 5).Weights(7);
        foreach (var (x, y) in new[] { (0L, 0L), (0L, 1L), (1L, 0L), (1L, 1L) })
        {
            long[] left = x == 0 ? [3, 4] : [4, 3], right = y == 0 ? [4, 5] : [5, 4];
            s_cases[$"BATCH_MATMUL {x}{y}"] =
                new TFLiteNode("BATCH_MATMUL", ("adj_x", x), ("adj_y", y)).Input([2, .. left]).Input([2, .. right]);
            s_cases[$"BATCH_MATMUL broadcast {x}{y}"] =
                new TFLiteNode("BATCH_MATMUL", ("adj_x", x), ("adj_y", y)).Input([2, 1, .. left]).Input([3, .. right]);
        }
    }

    private static void Reductions()
    {
        foreach (var type in new[] { "MEAN", "SUM", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD", "REDUCE_ANY", "REDUCE_ALL" })
        {
            var element = type is "REDUCE_ANY" or "REDUCE_ALL" ? ElementType.Bool : ElementType.Float32;
            foreach (var keep in new[] { 0L, 1L })
            {
                (string, object) option = ("keep_dims", keep);
                s_cases[$"{type} {keep} of one axis"] = new TFLiteNode(type, option).Input(element, 2, 3, 4).Ints(1);
                s_cases[$"{type} {keep} of the last axes"] = new TFLiteNode(type, option).Input(element, 2, 3, 4).Ints(-1, 1);
                s_cases[$"{type} {keep} of the first axis from the end"] = new TFLiteNode(type, option).Input(element, 2, 3, 4).Ints(-3);
                s_cases[$"{type} {keep} of repeated axes"] = new TFLiteNode(type, option).Input(element, 2, 3, 4).Ints(0, 2, -3);
            }
        }
        foreach (var type in new[] { "ARG_MAX", "ARG_MIN" })
        {
            foreach (var (code, element) in new[] { (2L, ElementType.Int32), (4L, ElementType.Int64) })
            {
                s_cases[$"{type} {element}"] = new TFLiteNode(type, ("output_type", code)) { Element = element }.Input(2, 3, 4).Int(1);
                s_cases[$"{type} {element} of the last axis"] =
                    new TFLiteNode(type, ("output_type", code)) { Element = element }.Input(2, 3, 4).Int(-1);
            }
            s_cases[$"{type} of equal elements"] = new TFLiteNode(type, ("output_type", 2L)) { Element = ElementType.Int32 }
                .Feed(Tensor.Vector(3f, 1, 1, 3, 2)).Ints(0);
        }
    }

    private static void Joined()
    {
        s_cases["CONCATENATION"] = new TFLiteNode("CONCATENATION").Input(1, 3, 4).Input(2, 3, 4);
        s_cases["CONCATENATION of the last axis"] =
            new TFLiteNode("CONCATENATION", ("axis", -1L)).Input(2, 3, 4).Weights(2, 3, 1).Input(2, 3, 2);
        s_cases["CONCATENATION int32"] =
            new TFLiteNode("CONCATENATION", ("axis", 1L)).Input(ElementType.Int32, 2, 3, 4).Input(ElementType.Int32, 2, 1, 4);
        foreach (var axis in new long[] { 0, 1, 2, -1, -3 })
            s_cases[$"PACK {axis}"] = new TFLiteNode("PACK", ("axis", axis), ("values_count", 3L)).Input(2, 5).Input(2, 5).Weights(2, 5);
        foreach (var (axis, count) in new[] { (0L, 2), (1L, 3), (-1L, 4), (-3L, 2) })
            s_cases[$"UNPACK {axis}"] =
                new TFLiteNode("UNPACK", ("axis", axis), ("num", (long)count)) { OutputCount = count }.Input(2, 3, 4);
        foreach (var (axis, count) in new[] { (0, 2), (1, 3), (-1, 2), (-3, 1), (2, 4) })
            s_cases[$"SPLIT {axis}"] =
                new TFLiteNode("SPLIT", ("num_splits", (long)count)) { OutputCount = count, Element = ElementType.Float32 }
                .Int(axis).Input(2, 3, 4);
        foreach (var (axis, sizes) in new[] { (0, new[] { 1, 1 }), (1, [1, -1]), (-1, [-1, 3]), (2, [1, 2, 1]) })
            s_cases[$"SPLIT_V {axis}"] =
                new TFLiteNode("SPLIT_V", ("num_splits", (long)sizes.Length)) { OutputCount = sizes.Length }
                .Input(2, 3, 4).Ints(sizes).Int(axis);
        s_cases["TOPK_V2"] = new TFLiteNode("TOPK_V2") { OutputCount = 2 }.Input(ElementType.Int32, 3, 8).Int(3);
        s_cases["SCATTER_ND"] = new TFLiteNode("SCATTER_ND") { Element = ElementType.Float32 }
            .Constant(Tensor.Create(new Shape(3, 1), [3, 0, 3])).Input(3, 4).Ints(5, 4);
        s_cases["GATHER"] = new TFLiteNode("GATHER").Input(4, 3, 5).Ints(3, 0, 0);
        s_cases["GATHER of the first axis from the end"] = new TFLiteNode("GATHER", ("axis", -3L)).Input(4, 3, 5).Ints(3, 0);
        s_cases["GATHER of the last axis"] =
            new TFLiteNode("GATHER", ("axis", -1L)).Input(2, 3, 5).Constant(Tensor.Create(new Shape(2, 2), [4, 0, 2, 2]));
        s_cases["GATHER in step"] = new TFLiteNode("GATHER", ("axis", 1L), ("batch_dims", 1L)) { Version = 5 }
            .Input(2, 3, 5).Constant(Tensor.Create(new Shape(2, 2), [2, 0, 1, 1]));
        s_cases["GATHER in step from the end"] = new TFLiteNode("GATHER", ("axis", 2L), ("batch_dims", -1L)) { Version = 5 }
            .Input(2, 3, 5).Constant(Tensor.Create(new Shape(2, 2), [2, 0, 1, 1]));
    }

    private static void Cut()
    {
        foreach (var threshold in new[] { 0.1f, 0.5f, 1f })
        {
            foreach (var score in new[] { float.NegativeInfinity, 0.5f })
                s_cases[$"NON_MAX_SUPPRESSION_V4 {threshold} {score}"] = new TFLiteNode("NON_MAX_SUPPRESSION_V4")
                {
                    OutputCount = 2,
                    Element = ElementType.Int32,
                }.Input(12, 4).Input(12).Constant(Tensor.Scalar(5)).Constant(Tensor.Scalar(threshold)).Constant(Tensor.Scalar(score));
        }
        s_cases["SLICE"] = new TFLiteNode("SLICE").Input(3, 4, 5).Ints(1, 0, 2).Ints(2, 3, 1);
        s_cases["SLICE to the end"] = new TFLiteNode("SLICE").Input(3, 4, 5).Ints(1, 2, 0).Ints(-1, -1, 4);
        foreach (var axis in new[] { 0, 1, -1, -3 }) s_cases[$"REVERSE_V2 {axis}"] = new TFLiteNode("REVERSE_V2").Input(3, 4, 5).Ints(axis);
        s_cases["REVERSE_V2 of one element"] = new TFLiteNode("REVERSE_V2").Input(3, 1, 5).Ints(1);
    }

    private static void StridedSlices()
    {
        void Add(string name, int[] begin, int[] end, int[] step, params (string, object)[] masks) =>
            s_cases[$"STRIDED_SLICE {name}"] = new TFLiteNode("STRIDED_SLICE", masks).Input(3, 4, 5).Ints(begin).Ints(end).Ints(step);
        Add("plain", [0, 1, 1], [2, 3, 5], [1, 1, 2]);
        Add("backward", [2, -1, 4], [0, 0, 1], [-1, -2, -1]);
        Add("beyond the ends", [-9, 1, 9], [9, 99, -9], [1, 3, -2]);
        Add("from the end", [-2, -3, -4], [-1, 4, -1], [1, 1, 1]);
        for (var bit = 0; bit < 3; bit++)
        {
            var mask = 1L << bit;
            Add($"begin {mask}", [1, 1, 1], [3, 3, 3], [1, 1, 1], ("begin_mask", mask));
            Add($"end {mask}", [1, 1, 1], [2, 3, 3], [1, 1, 1], ("end_mask", mask));
            Add($"begin {mask} backward", [1, 2, 3], [0, 0, 0], [-1, -1, -1], ("begin_mask", mask));
            Add($"end {mask} backward", [2, 2, 3], [1, 0, 0], [-1, -1, -1], ("end_mask", mask));
            Add($"shrink {mask}", [1, 1, -1], [3, 3, 5], [1, 1, 1], ("shrink_axis_mask", mask));
            Add($"shrink {mask} over the other masks", [1, 2, 1], [3, 3, 3], [1, 1, 1],
                ("shrink_axis_mask", mask), ("begin_mask", 7L), ("end_mask", 7L));
        }
        Add("of one index", [1], [3], [1]);
        Add("shrink of one index", [-1], [0], [1], ("shrink_axis_mask", 1L));
        Add("shrink all", [2, -1, 3], [3, 0, 4], [1, 1, 1], ("shrink_axis_mask", 7L));
        Add("ellipsis first", [0, 1], [0, 4], [1, 2], ("ellipsis_mask", 1L));
        Add("ellipsis last", [1, 0], [2, 0], [1, 1], ("ellipsis_mask", 2L));
        Add("new axis", [0, 1, 0], [3, 0, 2], [1, 1, 1], ("new_axis_mask", 2L));
        Add("new axis, then ellipsis", [0, 0, 1], [0, 0, 3], [1, 1, 1], ("new_axis_mask", 1L), ("ellipsis_mask", 2L));
    }

    private static void Shapes()
    {
        s_cases["RESHAPE"] = new TFLiteNode("RESHAPE").Input(2, 3, 4).Ints(4, -1);
        s_cases["RESHAPE by its option"] = new TFLiteNode("RESHAPE", ("new_shape", List(6, 4))).Input(2, 3, 4);
        s_cases["RESHAPE by an input against its option"] = new TFLiteNode("RESHAPE", ("new_shape", List(24))).Input(2, 3, 4).Ints(6, 4);
        s_cases["SQUEEZE"] = new TFLiteNode("SQUEEZE").Input(1, 3, 1, 4);
        foreach (var axis in new long[] { 0, 2, -2, -4 })
            s_cases[$"SQUEEZE {axis}"] = new TFLiteNode("SQUEEZE", ("squeeze_dims", List(axis))).Input(1, 3, 1, 4);
        s_cases["SQUEEZE of two axes"] = new TFLiteNode("SQUEEZE", ("squeeze_dims", List(0, -2))).Input(1, 3, 1, 1);
        foreach (var axis in new[] { 0, 1, 2, 3, -1, -2, -4 })
            s_cases[$"EXPAND_DIMS {axis}"] = new TFLiteNode("EXPAND_DIMS").Input(2, 3, 4).Int(axis);
        s_cases["SHAPE"] = new TFLiteNode("SHAPE", ("out_type", 2L)) { Element = ElementType.Int32 }.Input(2, 3, 4);
        s_cases["SHAPE int64"] = new TFLiteNode("SHAPE", ("out_type", 4L)) { Element = ElementType.Int64 }.Input(2, 3, 4);
        s_cases["RANK"] = new TFLiteNode("RANK") { Element = ElementType.Int32 }.Input(2, 3, 4);
        s_cases["FILL"] = new TFLiteNode("FILL") { Element = ElementType.Float32 }.Ints(2, 3).Feed(Tensor.Scalar(1.5f));
        s_cases["BROADCAST_TO"] = new TFLiteNode("BROADCAST_TO") { Version = 2 }.Input(3, 1).Ints(2, 3, 4);
        s_cases["TILE"] = new TFLiteNode("TILE").Input(2, 3, 1).Ints(2, 1, 4);
        s_cases["TRANSPOSE"] = new TFLiteNode("TRANSPOSE").Input(2, 3, 4).Ints(2, 0, 1);
        foreach (var type in new[] { "DEPTH_TO_SPACE", "SPACE_TO_DEPTH" })
        {
            s_cases[type] = new TFLiteNode(type, ("block_size", 2L)).Input(2, 4, 6, 8);
            s_cases[$"{type} 3"] = new TFLiteNode(type, ("block_size", 3L)).Input(1, 3, 6, 18);
        }
    }

    private static void Padded()
    {
        var pads = Tensor.Create(new Shape(3, 2), [0, 1, 2, 0, 1, 2]);
        foreach (var element in new[] { ElementType.Float32, ElementType.Int32, ElementType.Int64 })
        {
            s_cases[$"PAD {element}"] = new TFLiteNode("PAD").Input(element, 2, 3, 4).Constant(pads);
            s_cases[$"PADV2 {element}"] =
                new TFLiteNode("PADV2").Input(element, 2, 3, 4).Constant(pads).Constant(Tensor.Vector(-3).ConvertTo(element));
        }
        s_cases["MIRROR_PAD"] = new TFLiteNode("MIRROR_PAD").Input(2, 3, 4).Constant(pads);
        s_cases["MIRROR_PAD symmetric"] = new TFLiteNode("MIRROR_PAD", ("mode", 1L)).Input(2, 3, 4).Constant(pads);
    }

    private static void Resized()
    {
        foreach (var (height, width) in new[] { (8, 12), (7, 5), (2, 3), (1, 1), (4, 9) })
        {
            foreach (var (align, half) in new[] { (0L, 0L), (1L, 0L), (0L, 1L) })
            {
                foreach (var type in new[] { "RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR" })
                {
                    s_cases[$"{type} {align}{half} {height}×{width}"] =
                        new TFLiteNode(type, ("align_corners", align), ("half_pixel_centers", half)) { Version = 3 }
                        .Input(2, 4, 6, 3).Ints(height, width);
                }
            }
        }
    }

    private static void Cast()
    {
        ElementType[] elements =
            [
                ElementType.Float32, ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.Int8, ElementType.Int16,
                ElementType.Bool,
            ];
        foreach (var from in elements)
        {
            foreach (var to in elements.Where(to => to != from))
            {
                s_cases[$"CAST {from} to {to}"] = new TFLiteNode("CAST") { Element = to, Version = 3 }
                    .Feed(Tensor.Vector(0f, 1, 2.75f, 99.5f, 0.25f, 5, 0, 127).ConvertTo(from));
            }
        }
        s_cases["CAST of negative numbers"] =
            new TFLiteNode("CAST") { Element = ElementType.Int32 }.Feed(Tensor.Vector(-0.5f, -1.5f, -99.75f));
        s_cases["CAST of wide integers"] = new TFLiteNode("CAST") { Element = ElementType.UInt8 }.Feed(Tensor.Vector(-1, 256, 300, 70000));
        s_cases["DEQUANTIZE of float16"] = new TFLiteNode("DEQUANTIZE") { Element = ElementType.Float32, Version = 3 }
            .Constant(Tensor.Vector((Half)0.5f, (Half)(-3), (Half)1e-3f));
    }

    private static void Along()
    {
        s_cases["SOFTMAX"] = new TFLiteNode("SOFTMAX", ("beta", 1f)).Input(2, 3, 5);
        s_cases["SOFTMAX beta"] = new TFLiteNode("SOFTMAX", ("beta", 0.5f)).Input(3, 5);
        s_cases["LOG_SOFTMAX"] = new TFLiteNode("LOG_SOFTMAX").Input(2, 3, 5);
        s_cases["L2_NORMALIZATION"] = new TFLiteNode("L2_NORMALIZATION").Input(2, 3, 5);
        foreach (var (exclusive, reverse) in new[] { (0L, 0L), (0L, 1L), (1L, 0L), (1L, 1L) })
        {
            foreach (var axis in new[] { 0, 1, -1, -3 })
            {
                s_cases[$"CUMSUM {exclusive}{reverse} {axis}"] =
                    new TFLiteNode("CUMSUM", ("exclusive", exclusive), ("reverse", reverse)).Input(2, 3, 4).Int(axis);
            }
        }
        foreach (var (radius, bias, alpha, beta) in new[] { (1L, 1f, 1f, 0.5f), (2L, 2f, 0.5f, 0.75f), (9L, 1f, 2f, 1f) })
        {
            s_cases[$"LOCAL_RESPONSE_NORMALIZATION {radius}"] =
                new TFLiteNode("LOCAL_RESPONSE_NORMALIZATION", ("radius", radius), ("bias", bias), ("alpha", alpha), ("beta", beta))
                .Input(1, 2, 2, 7);
        }
    }
}
