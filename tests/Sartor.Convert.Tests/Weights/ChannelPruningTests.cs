using Sartor.Contracts;
using Sartor.Convert.Tests.Quantization;
using Sartor.Convert.Weights;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Analysis;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Weights;

/// <summary>
/// Networks in which a quarter of the channels is zero from the layer that gives them to the one that reads them: those are the ones to go,
/// and what is left computes the same in each runtime.
/// </summary>
public sealed class ChannelPruningTests : IDisposable
{
    private const int Channels = 8;
    private const int Zeros = 2;

    private readonly TemporaryFolder _folder = new();
    private readonly Int8Experiment _net = new();

    public void Dispose() => _folder.Dispose();

    private static bool IsZero(int channel) => channel is 2 or 5;

    // 1 × 1, from what x has to Channels, of which two are zero.
    private Value Sparse(Value x, Activation activation = Activation.Relu)
    {
        var inputs = (int)x.Type.Shape![-1];
        float[] weights = [.. Enumerable.Range(0, Channels).SelectMany(c => _net.Normal(inputs, IsZero(c) ? 0 : 1))];
        return _net.Conv(x, activation, weights, [.. Enumerable.Range(0, Channels).Select(c => IsZero(c) ? 0 : 0.1f * c)]);
    }

    private Value Dense(Value x, int outputs) => _net.Conv(x, Activation.None, [.. Enumerable.Repeat(1.0, outputs)]);

    private Value Input() => _net.Input(1, 6, 6, 3);

    private ModelFile Written(string target, WeightReduction? reduction, out ConvertedModel model)
    {
        var to = ConversionTargets.Get(target);
        var path = Path.Combine(_folder.Path, (reduction is null ? "plain" : "pruned") + to.Suffix);
        model = new ModelConverter(to, _net.Graph) { Reduction = reduction }.Write(Precision.Float32, path);
        return ModelFormats.Open(path);
    }

    private string Prune(Value output, double share = 0.25, long removedParameters = -1)
    {
        _net.Graph.Outputs.Add(output);
        var notes = "";
        foreach (var (target, engine) in (ReadOnlySpan<(string, string)>)[("tflite", "tflite"), ("onnx", "onnxruntime")])
        {
            using var before = Written(target, null, out var plain);
            using var after = Written(target, new WeightReduction { PruneChannels = share }, out var pruned);
            var (had, has) = (GraphAnalysis.Of(before.Graph), GraphAnalysis.Of(after.Graph));
            notes = $"{target}: {string.Join("; ", pruned.Diagnostics)}";
            if (removedParameters >= 0) (had.Parameters - has.Parameters).ShouldBe(removedParameters, notes);
            (has.Macs < had.Macs).ShouldBe(removedParameters != 0, notes);
            var sample = Tensor.Create(
                _net.Graph.Inputs[0].Type.Shape!, _net.Normal((int)_net.Graph.Inputs[0].Type.ElementCount!));
            var (expected, actual) = (Run(plain, engine, sample), Run(pruned, engine, sample));
            for (var i = 0; i < expected.Length; i++) actual[i].ShouldBe(expected[i], 1e-4, notes);
        }
        return notes;
    }

    private static float[] Run(ConvertedModel model, string engine, Tensor sample)
    {
        using var runner = WorkerRunner.Start(engine, model.Path, new EngineOptions());
        return model.Signature.ToSource(runner.Infer(model.Signature.ToVariant([sample])))[0];
    }

    [Fact]
    public void Layer_loses_outputs_and_its_reader_inputs() =>
        // Two rows of 3 weights and a bias, and two columns of 4.
        Prune(Dense(Sparse(Input()), 4), removedParameters: (Zeros * (3 + 1)) + (Zeros * 4));

    [Fact]
    public void Depthwise_convolution_between_them_loses_the_same_channels()
    {
        var x = Sparse(Input());
        var op = new Convolution(
            ChannelLayout.ChannelsLast, KernelLayout.InputSpatialOutput, Channels, [1, 1], [1, 1], [1, 1], [1, 1], Activation.Relu);
        // A bias would make a constant of a channel of zeros.
        var bias = Int8Experiment.Constant("db", new Shape(Channels), [.. Enumerable.Range(0, Channels).Select(c => IsZero(c) ? 0f : c)]);
        var y = _net.Add(op, x, Int8Experiment.Constant("dw", new Shape(1, 3, 3, Channels), _net.Normal(9 * Channels)), bias);
        Prune(Dense(y, 4), removedParameters: (Zeros * (3 + 1)) + (Zeros * (9 + 1)) + (Zeros * 4));
    }

    [Fact]
    public void Layers_whose_results_are_added_lose_the_same_channels()
    {
        var x = Input();
        var sum = _net.Add(new Add(), Sparse(x), Sparse(x));
        var inner = _net.Add(new Add(), sum, Sparse(sum));
        Prune(Dense(inner, 4), removedParameters: (2 * Zeros * (3 + 1)) + (Channels * Channels) + Channels
            - ((Channels - Zeros) * (Channels - Zeros)) - (Channels - Zeros) + (Zeros * 4));
    }

    [Fact]
    public void Pooling_mean_and_constants_by_channel_keep_channels_apart()
    {
        var x = Sparse(Input());
        x = _net.Add(new Mul(), x, Int8Experiment.Constant("by", new Shape(Channels), _net.Normal(Channels)));
        x = _net.Add(new MaxPool(ChannelLayout.ChannelsLast, [2, 2], [2, 2], [1, 1], [0, 0], [0, 0]), x);
        x = _net.Add(new Reduce(ReductionKind.Mean, [1, 2], KeepAxes: false), x);
        var w = Int8Experiment.Constant("fc", new Shape(5, Channels), _net.Normal(5 * Channels));
        Prune(_net.Add(new FullyConnected(WeightLayout.OutputInput), x, w, null));
    }

    [Fact]
    public void Smallest_channels_go()
    {
        var factors = new double[] { 1, 9, 0.1, 5, 7, 0.2, 3, 8 };
        var hidden = _net.Conv(Input(), Activation.None, factors);
        var kernel = hidden.Producer!.Input(1).Constant!.ToSingles();
        _net.Graph.Outputs.Add(Dense(hidden, 4));
        using var after = Written("tflite", new WeightReduction { PruneChannels = 0.25 }, out _);
        var kept = after.Graph.Nodes.First(node => node.Operator is Convolution).Input(1).Constant!.ToSingles();
        // By hand: the two channels of the smallest sums of magnitudes go, the others stay in order.
        var rows = kernel.Chunk(3).ToArray();
        var gone = rows.OrderBy(row => row.Sum(Math.Abs)).Take(2).ToArray();
        kept.ShouldBe(rows.Where(row => !gone.Contains(row)).SelectMany(row => row));
    }

    [Fact]
    public void Layer_before_a_join_or_an_output_keeps_its_channels_and_the_note_says_why()
    {
        var x = Input();
        var join = _net.Add(new Concat(3), Sparse(x), Sparse(x));
        Prune(Dense(join, 4), removedParameters: 0).ShouldContain("(Concat) moves or joins them");
    }

    [Fact]
    public void Share_out_of_range_is_refused()
    {
        Should.Throw<OptionException>(() => new WeightReduction { PruneChannels = 1 });
        Should.Throw<OptionException>(() => new WeightReduction { PruneChannels = -0.1 });
    }
}
