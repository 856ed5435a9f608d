using Sartor.Contracts.Formats;
using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Convert.Weights;
using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Selections;

namespace Sartor.Bench.Verdicts;

/// <summary>
/// What options make of networks: int16 activations, layers that stay float32, reduced weights, preprocessing inside the file, and sources
/// that are quantized already. Their own mistakes are those that such an option could make.
/// </summary>
internal static class OptionNetworks
{
    private const string Source = "quantized source";
    private static readonly string[] s_ofSource =
    [
        "the scale of a step is that of another", "a zero point is lost",
        "weights have the scale of another channel", "weights lie along another axis", "the bias counts in other steps",
    ];

    /// <summary>The networks, right.</summary>
    public static IReadOnlyList<BenchNetwork> All { get; } =
    [
        Of("mlp", "int16") with { Precisions = [Precision.Int8], Int8 = _ => Int16 },
        Of("segmentation", "int16") with { Precisions = [Precision.Int8], Int8 = _ => Int16 },
        Of("segmentation", "last layer in float32") with { Precisions = [Precision.Int8], Int8 = LastInFloat },
        Of("regression", "pruned") with { Reduction = new WeightReduction { Prune = 0.25 } },
        Of("regression", "clustered") with { Reduction = new WeightReduction { Clusters = 32 } },
        Of("segmentation", "on pixels") with
        {
            Low = -2,
            High = 2,
            Pixels = new PreprocessOptions { Mean = [110, 120, 130], Std = [60, 65, 55], Color = ColorOrder.Bgr },
        },
        new BenchNetwork(Source, seed => QuantizedSource(seed, ""), ElementType.Float32, 1, 3, 8, 8)
        {
            Seeds = 2,
            Precisions = [Precision.Int8],
        },
        new BenchNetwork($"{Source}, coarse", CoarseSource, ElementType.Float32, 1, 3, 8, 8)
        {
            Seeds = 2,
            Precisions = [Precision.Int8],
        },
    ];

    /// <summary>The mistakes of the options.</summary>
    public static IReadOnlyList<Mistake> Mistakes { get; } =
    [
        .. s_ofSource.Select(mistake => new Mistake($"{Source}: {mistake}", MistakeStage.Source, _ => false)
        {
            Source = network => network.Name == Source ? QuantizedSource(1, mistake) : null,
        }),
        Written("pixels: mean and deviation change places", (centred, scaled) => (scaled, centred)),
        Written("pixels: the mean is lost", (centred, scaled) => (new float[centred.Length], scaled)),
        Written("pixels: each channel has the mean of the next", (centred, scaled) => ([.. centred[1..], centred[0]], scaled)),
        Written("pixels: each channel has the deviation of the next", (centred, scaled) => (centred, [.. scaled[1..], scaled[0]])),
        new("pixels: preprocessing is done twice", MistakeStage.Written, DoTwice),
        new("pixels: red and blue change places", MistakeStage.Written, graph => Named<Gather>(graph, "/reversed") is { } node
            && Set(node, Tensor.Create(new Shape(3), (int[])[0, 1, 2]))),
        Reduced("pruned: the largest weights are 0", w => w.Count(v => v == 0) > w.Length / 5, WithoutLargest),
        Reduced("clustered: the values change places", w => w.Distinct().Count() <= 33, Reordered),
    ];

    private static Int8Options Int16 => new() { Activations = ElementType.Int16, Boundary = ElementType.Float32 };

    private static BenchNetwork Of(string network, string option) =>
        BenchNetworks.Generated.Single(n => n.Name == network) with
        {
            Name = $"{network}, {option}",
            Share = 0.5,
            Seeds = 2,
            IsForAllTargets = false,
        };

    private static Int8Options LastInFloat(ModelConverter converter) => new()
    {
        FloatLayers = new HashSet<string> { converter.Int8Layers.Last(layer => layer.Operator == "Convolution").Output },
    };

    // Few steps for what the layers give, whose range holds negative values, so that the steps do not do what the ReLU does.
    private static byte[] CoarseSource(int seed)
    {
        var n = new OnnxNetwork(seed);
        string Step(string x, float scale)
        {
            string[] parameters = [n.Constant([], scale), n.Constant([], (sbyte)0)];
            return n.Node("DequantizeLinear", [n.Node("QuantizeLinear", [x, .. parameters]), .. parameters]);
        }
        string[] Weights(int outputs, params int[] rest)
        {
            var count = rest.Aggregate(outputs, (a, b) => a * b);
            return [n.Constant([outputs, .. rest], Integers(n, count)), n.Constant([], 0.00437f), n.Constant([], (sbyte)0)];
        }
        string Layer(string x, int inputs, int outputs) => n.Node(
            "Conv", [x, n.Node("DequantizeLinear", Weights(outputs, inputs, 3, 3))],
            OnnxBuilder.Ints("pads", 1, 1, 1, 1), OnnxBuilder.Ints("kernel_shape", 3, 3));
        var x = Step(n.Input(ElementType.Float32, 1, 3, 8, 8), 1f / 8);
        x = Step(n.Node("Relu", Layer(x, 3, 8)), 0.5f);
        x = Step(n.Node("Relu", Layer(x, 8, 8)), 1);
        return n.Output(Step(Layer(x, 8, 4), 0.13f), ElementType.Float32, 1, 4, 8, 8).Build();
    }

    // Quantize and Dequantize around a convolution and a product, as tools write them.
    private static byte[] QuantizedSource(int seed, string mistake)
    {
        var n = new OnnxNetwork(seed);
        string Step(string x, float scale, sbyte zero)
        {
            string[] parameters = [n.Constant([], scale), n.Constant([], mistake == "a zero point is lost" ? (sbyte)0 : zero)];
            return n.Node("DequantizeLinear", [n.Node("QuantizeLinear", [x, .. parameters]), .. parameters]);
        }
        var input = mistake == "the scale of a step is that of another" ? 0.012f : 1f / 127;
        var x = Step(n.Input(ElementType.Float32, 1, 3, 8, 8), input, 0);
        float[] scales = [.. Enumerable.Range(0, 8).Select(i => 0.002f + (0.0005f * i))];
        var kernel = Integers(n, 8 * 27);
        if (mistake == "weights lie along another axis")
            kernel = [.. Enumerable.Range(0, 216).Select(i => kernel[(i % 8 * 27) + (i / 8)])];
        float[] stored = mistake == "weights have the scale of another channel" ? [.. scales[1..], scales[0]] : scales;
        var bias = n.Constant([8], [.. Integers(n, 8).Select(v => 60 * v)]);
        var steps = n.Constant([8], [.. scales.Select(s => s / 127 * (mistake == "the bias counts in other steps" ? 4 : 1))]);
        string[] weights = [n.Constant([8, 3, 3, 3], kernel), n.Constant([8], stored), Zeros<sbyte>(n)];
        var y = n.Node(
            "Conv",
            [x, n.Node("DequantizeLinear", weights, OnnxBuilder.Int("axis", 0)),
                n.Node("DequantizeLinear", [bias, steps, Zeros<int>(n)], OnnxBuilder.Int("axis", 0))],
            OnnxBuilder.Ints("pads", 1, 1, 1, 1), OnnxBuilder.Ints("kernel_shape", 3, 3));
        var hidden = Step(n.Node("Relu", y), 0.012f, -128);
        var flat = n.Node("Flatten", n.Node("GlobalAveragePool", hidden));
        var rows = n.Node("DequantizeLinear", [n.Constant([8, 5], Integers(n, 40)), n.Constant([], 0.01f), n.Constant([], (sbyte)0)]);
        return n.Output(Step(n.Node("MatMul", [Step(flat, 0.007f, -128), rows]), 0.01f, 5), ElementType.Float32, 1, 5).Build();
    }

    private static string Zeros<T>(OnnxNetwork n) where T : unmanaged => n.Constant([8], new T[8]);

    private static sbyte[] Integers(OnnxNetwork n, int count) => [.. n.Uniform(count, -127, 128).Select(v => (sbyte)MathF.Floor(v))];

    private static Mistake Written(string name, Func<float[], float[], (float[] Centred, float[] Scaled)> change) => new(
        name, MistakeStage.Written, graph =>
        {
            if (Named<Sub>(graph, "/centred") is not { } centred || Named<Div>(graph, "/scaled") is not { } scaled) return false;
            var shape = centred.Input(1).Constant!.Shape;
            var changed = change(centred.Input(1).Constant!.ToSingles(), scaled.Input(1).Constant!.ToSingles());
            return Set(centred, Tensor.Create(shape, changed.Centred)) && Set(scaled, Tensor.Create(shape, changed.Scaled));
        });

    private static Node? Named<T>(ModelGraph graph, string end) where T : Operator =>
        graph.Nodes.FirstOrDefault(n => n.Operator is T && n.Name.EndsWith(end, StringComparison.Ordinal));

    private static bool Set(Node node, Tensor tensor)
    {
        node.SetInput(1, ModelGraph.NewConstant($"{node.Input(1).Name}/planted", tensor));
        return true;
    }

    private static bool DoTwice(ModelGraph graph)
    {
        if (Named<Sub>(graph, "/centred") is not { } centred || Named<Div>(graph, "/scaled") is not { } scaled) return false;
        return GraphEdits.Wrap(graph, scaled.Output, (x, add) => add(new Div(), add(new Sub(), x, centred.Input(1)), scaled.Input(1)));
    }

    // Weights that an option has reduced, and only those.
    private static Mistake Reduced(string name, Func<float[], bool> isReduced, Func<float[], float[]> change) => new(
        name, MistakeStage.Written, graph =>
        {
            var planted = false;
            foreach (var node in graph.Nodes.Where(n => n.OptionalInput(1)?.Constant?.Element == ElementType.Float32).ToArray())
            {
                var weights = node.Input(1).Constant!;
                if (weights.Shape.ElementCount < WeightReduction.SmallestWeight || !isReduced(weights.ToSingles())) continue;
                GraphEdits.SetConstant(node, 1, change(weights.ToSingles()));
                planted = true;
            }
            return planted;
        })
    {
        Precisions = [Precision.Float32],
    };

    private static float[] WithoutLargest(float[] weights)
    {
        var least = weights.Select(Math.Abs).Order().ElementAt(weights.Length * 3 / 4);
        return Array.ConvertAll(weights, w => Math.Abs(w) > least ? 0 : w);
    }

    private static float[] Reordered(float[] weights)
    {
        var values = weights.Distinct().Order().ToArray();
        return Array.ConvertAll(weights, w => values[values.Length - 1 - Array.BinarySearch(values, w)]);
    }
}
