using Sartor.Core;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Formats.Tests.Onnx;

internal static partial class AttributeCases
{
    // Nodes that run subgraphs.
    private static void Flow()
    {
        ProtoWriter[] branches = [Branch("then_branch", "t", Node("Neg", ["x"], "t")), Branch("else_branch", "e", Node("Exp", ["x"], "e"))];
        foreach (var condition in new[] { true, false })
            Add($"If of {condition}", X(3, 5).Initializer("c", [], condition), ["c"], branches);
        s_cases.Add(
            "If by a shape",
            X(3, 5).Initializer("five", [1], 5L).Initializer("one", [], 1L).Node("Shape", ["x"], ["s"]).Node("Gather", ["s", "one"], ["n"])
                .Node("Equal", ["n", "five"], ["c"]).Node("If", ["c"], ["y"], branches).Output("y"));
        s_cases.Add(
            "If that is computed",
            X(3, 5).Initializer("some", [], 0.37f).Node("ReduceSum", ["x"], ["s"], Int("keepdims", 0)).Node("Greater", ["s", "some"], ["c"])
                .Node("If", ["c"], ["y"], branches).Output("y"));
        var inner = Node("If", ["c"], "t").Message(5, Branch("then_branch", "u", Node("Neg", ["x"], "u")))
            .Message(5, Branch("else_branch", "v", Node("Exp", ["x"], "v")));
        Add("If in an If", X(3, 5).Initializer("c", [], true), ["c"], [Branch("then_branch", "t", inner), branches[1]]);

        // v ← v · x + 1 three times, and each v beside it.
        var body = Body("body")
            .Message(1, Node("Identity", ["go"], "on")).Message(1, Node("Mul", ["v", "x"], "p"))
            .Message(1, Node("Add", ["p", "one"], "w")).Message(1, Node("Identity", ["w"], "seen"));
        Inputs(body, ("i", ElementType.Int64, []), ("go", ElementType.Bool, []), ("v", ElementType.Float32, [2, 3]));
        Outputs(body, ("on", ElementType.Bool, []), ("w", ElementType.Float32, [2, 3]), ("seen", ElementType.Float32, [2, 3]));
        OnnxBuilder Counted() => X(2, 3).Initializer("n", [], 3L).Initializer("go0", [], true).Initializer("one", [], 1f)
            .Initializer("v0", [2, 3], 1f, 2f, 3f, 4f, 5f, 6f);
        s_cases.Add("Loop", Counted().Node("Loop", ["n", "go0", "v0"], ["y", "all"], Graph("body", body)).Output("y").Output("all"));
        s_cases.Add("Loop without a condition", Counted().Node("Loop", ["n", "", "v0"], ["y", "all"], Graph("body", body)).Output("y"));

        // The condition ends it after two of five runs.
        var ended = Body("body").Message(1, Node("Less", ["i", "one"], "on")).Message(1, Node("Add", ["v", "x"], "w"));
        Inputs(ended, ("i", ElementType.Int64, []), ("go", ElementType.Bool, []), ("v", ElementType.Float32, [2, 3]));
        Outputs(ended, ("on", ElementType.Bool, []), ("w", ElementType.Float32, [2, 3]));
        s_cases.Add(
            "Loop that ends",
            X(2, 3).Initializer("n", [], 5L).Initializer("one", [], 1L).Node("Loop", ["n", "", "x"], ["y"], Graph("body", ended))
                .Output("y"));

        var step = Body("body").Message(1, Node("Add", ["s", "r"], "t")).Message(1, Node("Neg", ["t"], "z"));
        Inputs(step, ("s", ElementType.Float32, [3]), ("r", ElementType.Float32, [3]));
        Outputs(step, ("t", ElementType.Float32, [3]), ("z", ElementType.Float32, [3]));
        OnnxBuilder Scan(long[] extents, params ProtoWriter[] attributes) => X(extents).Initializer("s0", [3], 1f, 2f, 3f)
            .Node("Scan", ["s0", "x"], ["last", "y"], [Graph("body", step), Int("num_scan_inputs", 1), .. attributes])
            .Output("last").Output("y");
        s_cases.Add("Scan", Scan([4, 3]));
        s_cases.Add(
            "Scan along the last axis, backwards",
            Scan(
                [3, 4], Ints("scan_input_axes", 1), Ints("scan_input_directions", 1), Ints("scan_output_axes", 1),
                Ints("scan_output_directions", 1)));

        // Operator set 8: a batch of two, which may end early.
        OnnxBuilder Batched(bool hasLengths, params ProtoWriter[] attributes) => On(8, 2, 4, 3).Initializer("lengths", [2], 2L, 4L)
            .Initializer("s0", [2, 3], 1f, 2f, 3f, 4f, 5f, 6f)
            .Node("Scan", [hasLengths ? "lengths" : "", "s0", "x"], ["last", "y"],
                [Graph("body", step), Int("num_scan_inputs", 1), .. attributes])
            .Output("last").Output("y");
        s_cases.Add("Scan 8", Batched(false));
        s_cases.Add("Scan 8 with lengths", Batched(true));
        s_cases.Add("Scan 8 backwards", Batched(false, Ints("directions", 1)));
        s_cases.Add("Scan 8 backwards with lengths", Batched(true, Ints("directions", 1)));
    }

    // Operators that are read as several others.
    private static void WrittenOut()
    {
        Add("Det", X(3, 3), ["x"], []);
        foreach (var p in new[] { 1, 2 }) Add($"LpNormalization {p}", X(2, 3, 5), ["x"], [Int("p", p), Int("axis", p)]);
        Add("LpNormalization", X(2, 3, 5), ["x"], []);
        s_cases.Add(
            "LpNormalization of zeros",
            X(2, 3).Initializer("zero", [], 0f).Node("Mul", ["x", "zero"], ["z"]).Node("LpNormalization", ["z"], ["y"]).Output("y"));
        Add("GroupNormalization", On(21, 2, 6, 4, 5).Weights("s", 6).Weights("b", 6), ["x", "s", "b"], [Int("num_groups", 3)]);
        Add(
            "GroupNormalization of one axis", On(21, 2, 4, 7).Weights("s", 4).Weights("b", 4), ["x", "s", "b"],
            [Int("num_groups", 2), Float("epsilon", 0.01f)]);
        Add("GroupNormalization 18", On(18, 2, 6, 4, 5).Weights("s", 3).Weights("b", 3), ["x", "s", "b"], [Int("num_groups", 3)]);
        for (var n = 1; n <= 6; n++) Add($"Det of {n}×{n}", X(2, 3, n, n), ["x"], []);
        Add("Resize of a box", X(1, 2, 6, 5).Boxed(0.2f, 0.1f, 0.8f, 1f).Longs("s", 1, 2, 4, 7), ["x", "roi", "", "s"], Crop("linear"));
        Add(
            "Resize of a box that reaches out", X(1, 2, 6, 5).Boxed(-0.4f, 0.3f, 1.3f, 0.9f).Longs("s", 1, 2, 5, 4), ["x", "roi", "", "s"],
            [.. Crop("linear"), Float("extrapolation_value", 7)]);
        Add("Resize of a box to one row", X(1, 2, 6, 5).Boxed(0.2f, 0.1f, 0.6f, 1f).Longs("s", 1, 2, 1, 3), ["x", "roi", "", "s"],
            Crop("linear"));
        foreach (var samples in new[] { 1, 2, 3 })
        {
            foreach (var mode in new[] { "half_pixel", "output_half_pixel" })
                Add(
                    $"RoiAlign of {samples} samples, {mode}", Boxes(), ["x", "boxes", "of"],
                    [
                        Int("sampling_ratio", samples), Int("output_height", 3), Int("output_width", 4), Float("spatial_scale", 0.5f),
                        String("coordinate_transformation_mode", mode),
                    ]);
        }
        Add("RoiAlign", Boxes(), ["x", "boxes", "of"], [Int("sampling_ratio", 2)]);
        foreach (var (name, extents, attributes) in ((string, long[], ProtoWriter[])[])[
            ("of two axes", [2, 3, 6, 7], [Ints("kernel_shape", 2, 3), Ints("strides", 2, 1)]),
            ("with pads", [1, 2, 5, 5], [Ints("kernel_shape", 3, 3), Ints("pads", 1, 1, 1, 1)]),
            ("by columns", [1, 2, 5, 4], [Ints("kernel_shape", 2, 2), Int("storage_order", 1)]),
            ("with dilations", [1, 2, 6, 6], [Ints("kernel_shape", 2, 2), Ints("dilations", 2, 1)]),
            ("of one axis", [2, 3, 8], [Ints("kernel_shape", 2), Ints("strides", 2)]),
        ])
        {
            s_cases.Add(
                $"MaxPool and places {name}",
                X(extents).Node("MaxPool", ["x"], ["y", "places"], attributes).Output("y").Output("places", ElementType.Int64));
        }
        foreach (var (name, size) in ((string, long[]?)[])[("", null), (" to a size", [1, 2, 7, 8])])
        {
            var pool = X(1, 2, 6, 6).Node("MaxPool", ["x"], ["p", "i"], Ints("kernel_shape", 2, 2), Ints("strides", 2, 2));
            if (size is not null) pool.Longs("size", size);
            s_cases.Add(
                $"MaxUnpool{name}",
                pool.Node(
                    "MaxUnpool", size is null ? ["p", "i"] : ["p", "i", "size"], ["y"], Ints("kernel_shape", 2, 2), Ints("strides", 2, 2))
                    .Output("y"));
        }
    }

    private static OnnxBuilder Boxed(this OnnxBuilder model, float top, float left, float bottom, float right) =>
        model.Initializer("roi", [8], 0f, 0f, top, left, 1f, 1f, bottom, right);

    private static ProtoWriter[] Crop(string mode) =>
        [String("coordinate_transformation_mode", "tf_crop_and_resize"), String("mode", mode)];

    // Two boxes, of which one reaches out of its image.
    private static OnnxBuilder Boxes() => X(2, 3, 8, 9).Initializer("of", [2], 1L, 0L)
        .Initializer("boxes", [2, 4], 2f, 1.5f, 9f, 12f, -3f, 4f, 20f, 19f);

    private static ProtoWriter Node(string type, string[] inputs, string output)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs) node.Text(1, input);
        return node.Text(2, output).Text(3, $"{type}-{output}").Text(4, type);
    }

    private static ProtoWriter Body(string name) => new ProtoWriter().Text(2, name);

    private static ProtoWriter Graph(string attribute, ProtoWriter graph) =>
        new ProtoWriter().Text(1, attribute).Varint(20, 5).Message(6, graph);

    private static ProtoWriter Branch(string attribute, string output, ProtoWriter node)
    {
        var graph = Body(attribute).Message(1, node);
        Outputs(graph, (output, ElementType.Float32, [3, 5]));
        return Graph(attribute, graph);
    }

    private static void Inputs(ProtoWriter graph, params (string Name, ElementType Element, long[] Extents)[] values)
    {
        foreach (var value in values) graph.Message(11, Info(value));
    }

    private static void Outputs(ProtoWriter graph, params (string Name, ElementType Element, long[] Extents)[] values)
    {
        foreach (var value in values) graph.Message(12, Info(value));
    }

    private static ProtoWriter Info((string Name, ElementType Element, long[] Extents) value)
    {
        var shape = new ProtoWriter();
        foreach (var extent in value.Extents) shape.Message(1, new ProtoWriter().Varint(1, extent));
        var tensor = new ProtoWriter().Varint(1, OnnxElementTypes.Code(value.Element)).Message(2, shape);
        return new ProtoWriter().Text(1, value.Name).Message(2, new ProtoWriter().Message(1, tensor));
    }
}
