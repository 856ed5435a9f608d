using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Bench.Verdicts;

/// <summary>
/// What a mistake changes in the outputs of a file, measured without a judge: a file that gives the same outputs for every input of its
/// domain, to within rounding, has no mistake that anybody could find.
/// </summary>
internal static class OutputChange
{
    private const int Many = 64;

    /// <summary>Inputs inside the domain of a network: half as its data are, half uniform noise over the whole range.</summary>
    public static IReadOnlyList<Tensor> Inputs(BenchNetwork network)
    {
        var shape = new Shape([.. network.Extents]);
        return network.Element.IsInteger() ? Samples(network, Many)
        : [
            .. Samples(network, Many / 2),
            .. Enumerable.Range(0, Many / 2).Select(i => RandomInputs.Uniform(shape, network.Low, network.High, (ulong)i)),
        ];
    }

    /// <summary>Inputs as the network's data are.</summary>
    public static IReadOnlyList<Tensor> Samples(BenchNetwork network, int count = Many)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, count).Select(_ => network.Sample(random))];
    }

    /// <summary>What a file gives for inputs, in reals and in the source's order.</summary>
    /// <exception cref="EngineException">Nothing runs it.</exception>
    public static IReadOnlyList<float[][]> Run(
        IModelSessions sessions, ConvertedModel file, IReadOnlyList<Tensor> inputs, EngineTarget? target = null)
    {
        using var session = sessions.Open(file.Path, target ?? Plain(file.Path), 1, new EngineWorkerOptions());
        return [.. inputs.Select(input => file.Signature.ToSource(session.Infer(file.Signature.ToVariant([input]))))];
    }

    // The plainest arithmetic of the format.
    private static EngineTarget Plain(string path) =>
        JudgedNetwork.Plan.Reference(
            ConversionTargets.Catalog.All.First(t => Path.GetFileName(path).Contains(t.Suffix, StringComparison.Ordinal)).Format);

    /// <summary>
    /// The largest |a − b| of a channel ÷ the largest |a| of that channel, over all outputs and channels; ∞ where one of them is not a
    /// number, or a channel of 0 changes.
    /// </summary>
    /// <param name="a">What is right.</param>
    /// <param name="b">What is compared.</param>
    /// <param name="outputs">Shapes of the outputs, and their steps where they are integers: a difference of one step is rounding.</param>
    public static double Between(IReadOnlyList<float[][]> a, IReadOnlyList<float[][]> b, IReadOnlyList<TensorMapping> outputs)
    {
        double worst = 0;
        for (var o = 0; o < outputs.Count; o++)
        {
            var step = outputs[o].Quantization?.Scales[0] ?? 0;
            var slices = new Slices(outputs[o].SourceShape);
            var (errors, sizes) = (new double[slices.Count], new double[slices.Count]);
            for (var s = 0; s < a.Count; s++)
            {
                if (a[s][o].Length != b[s][o].Length) return double.PositiveInfinity;
                for (var i = 0; i < a[s][o].Length; i++)
                {
                    double right = a[s][o][i], other = b[s][o][i];
                    if (right.Equals(other)) continue;
                    var error = Math.Abs(right - other) - (1.001 * step);
                    ref var largest = ref errors[slices.Of(i)];
                    largest = double.IsFinite(error) ? Math.Max(largest, error) : double.PositiveInfinity;
                }
                for (var i = 0; i < a[s][o].Length; i++)
                    sizes[slices.Of(i)] = Math.Max(sizes[slices.Of(i)], Math.Abs(a[s][o][i]));
            }
            for (var c = 0; c < errors.Length; c++)
                if (errors[c] > 0) worst = Math.Max(worst, errors[c] / sizes[c]);
        }
        return worst;
    }

    /// <summary>
    /// What a precision costs: the rms error of a channel ÷ its standard deviation over samples and places, the worst of all outputs and
    /// channels that vary.
    /// </summary>
    public static double Loss(IReadOnlyList<float[][]> source, IReadOnlyList<float[][]> variant, IReadOnlyList<TensorMapping> outputs)
    {
        double worst = 0;
        for (var o = 0; o < outputs.Count; o++)
        {
            var slices = new Slices(outputs[o].SourceShape);
            for (var c = 0; c < slices.Count; c++)
            {
                double n = 0, sum = 0, squares = 0, errors = 0;
                for (var s = 0; s < source.Count; s++)
                {
                    for (var i = 0; i < source[s][o].Length; i++)
                    {
                        if (slices.Of(i) != c) continue;
                        double value = source[s][o][i], error = value - variant[s][o][i];
                        (n, sum, squares, errors) = (n + 1, sum + value, squares + (value * value), errors + (error * error));
                    }
                }
                var variance = Math.Max(0, (squares / n) - (sum / n * (sum / n)));
                if (variance > 1e-12 * squares / n) worst = Math.Max(worst, Math.Sqrt(errors / n / variance));
                if (double.IsNaN(errors)) return double.PositiveInfinity;
            }
        }
        return worst;
    }

    // Channels, classes or rows of an output, as ONNX orders them.
    private sealed class Slices
    {
        private readonly int _stride = 1;

        public Slices(Shape shape)
        {
            if (shape.Rank == 0) return;
            var axis = shape.Rank > 1 && shape[1] > 1 ? 1 : shape.Rank - 1;
            (_stride, Count) = ((int)shape.Strides()[axis], (int)shape[axis]);
        }

        public int Count { get; } = 1;

        public int Of(int index) => index / _stride % Count;
    }
}
