using Sartor.Core;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class DecomposeNormalizationsPassTests
{
    private static Tensor Numbers(params long[] shape)
    {
        var s = new Shape(shape);
        var random = new Random(5);
        return Tensor.Create(s, Enumerable.Range(0, (int)s.ElementCount).Select(_ => (float)(random.NextDouble() * 6) - 2).ToArray());
    }

    /// <summary>Each group of elements to mean 0 and variance 1, scaled and moved; the groups by index are the caller's.</summary>
    private static double[] Standard(float[] x, Func<int, int> group, double epsilon, Func<int, double> scale, Func<int, double> bias)
    {
        var result = new double[x.Length];
        foreach (var members in Enumerable.Range(0, x.Length).GroupBy(group))
        {
            var mean = members.Average(i => (double)x[i]);
            var variance = members.Average(i => Math.Pow(x[i] - mean, 2));
            foreach (var i in members) result[i] = ((x[i] - mean) / Math.Sqrt(variance + epsilon) * scale(i)) + bias(i);
        }
        return result;
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(2, 20)]
    [InlineData(1, 60)]
    [InlineData(0, 120)]
    public void LayerNormalization_OverTheAxesFromAnyOneOn(int axis, int length)
    {
        var x = Numbers(2, 3, 4, 5);
        Tensor scale = Numbers([.. x.Shape.Extents.Skip(axis)]), bias = Numbers([.. x.Shape.Extents.Skip(axis)]);
        var actual = ExpandedValues.Of(new DecomposeNormalizationsPass(), new LayerNormalization(axis, 0.1f), x, scale, bias);
        float[] s = scale.ToSingles(), b = bias.ToSingles();
        ExpandedValues.ShouldBe(actual, Standard(x.ToSingles(), i => i / length, 0.1f, i => s[i % length], i => b[i % length]));
    }

    [Fact]
    public void LayerNormalization_WithoutABias()
    {
        Tensor x = Numbers(3, 4), scale = Numbers(4);
        var s = scale.ToSingles();
        ExpandedValues.ShouldBe(
            ExpandedValues.Of(new DecomposeNormalizationsPass(), new LayerNormalization(1, 1e-5f), x, scale),
            Standard(x.ToSingles(), i => i / 4, 1e-5f, i => s[i % 4], _ => 0));
    }

    [Theory]
    [InlineData(ChannelLayout.ChannelsFirst)]
    [InlineData(ChannelLayout.ChannelsLast)]
    public void InstanceNormalization_OverTheSpatialAxesOfEachChannel(ChannelLayout layout)
    {
        var isFirst = layout == ChannelLayout.ChannelsFirst;
        var x = isFirst ? Numbers(2, 3, 4, 5) : Numbers(2, 4, 5, 3);
        Tensor scale = Numbers(3), bias = Numbers(3);
        int Channel(int i) => isFirst ? i / 20 % 3 : i % 3;
        float[] s = scale.ToSingles(), b = bias.ToSingles();
        ExpandedValues.ShouldBe(
            ExpandedValues.Of(new DecomposeNormalizationsPass(), new InstanceNormalization(layout, 1e-3f), x, scale, bias),
            Standard(x.ToSingles(), i => (i / 60 * 3) + Channel(i), 1e-3f, i => s[Channel(i)], i => b[Channel(i)]));
    }

    /// <summary>Of Size channels, Size/2 − 1 lie before and Size/2 after (ONNX LRN); also more than there are.</summary>
    [Theory]
    [InlineData(ChannelLayout.ChannelsFirst, 4)]
    [InlineData(ChannelLayout.ChannelsFirst, 2)]
    [InlineData(ChannelLayout.ChannelsFirst, 20)]
    [InlineData(ChannelLayout.ChannelsLast, 4)]
    public void LocalResponseNormalization_OverAnEvenNumberOfChannels(ChannelLayout layout, int size)
    {
        var isFirst = layout == ChannelLayout.ChannelsFirst;
        var x = isFirst ? Numbers(2, 7, 3, 2) : Numbers(2, 3, 2, 7);
        var values = x.ToSingles();
        var step = isFirst ? 6 : 1;
        var expected = values.Select((value, i) =>
        {
            var channel = i / step % 7;
            var near = Enumerable.Range(0, 7).Where(c => c > channel - (size / 2) && c <= channel + (size / 2));
            var sum = near.Sum(c => Math.Pow(values[i + ((c - channel) * step)], 2));
            return value / Math.Pow(2 + (0.5 / size * sum), 0.75);
        });
        ExpandedValues.ShouldBe(
            ExpandedValues.Of(new DecomposeNormalizationsPass(), new LocalResponseNormalization(layout, size, 0.5f, 0.75f, 2), x),
            [.. expected]);
    }

    // E[x²] − E[x]² would be nothing but rounding here.
    [Fact]
    public void Variance_OfASmallSpreadBesideALargeMeanIsKept() => ExpandedValues.ShouldBe(
        ExpandedValues.Of(
            new DecomposeNormalizationsPass(), new LayerNormalization(1, 1e-12f), Tensor.Create(new Shape(1, 2), [8388607f, 8388609f]),
            Tensor.Vector(1f, 1f)),
        [-1, 1]);

    [Fact]
    public void EqualElements_BecomeTheBias() => ExpandedValues.ShouldBe(
        ExpandedValues.Of(
            new DecomposeNormalizationsPass(), new LayerNormalization(0, 1e-5f), Tensor.Vector(3f, 3f, 3f), Tensor.Vector(2f, 2f, 2f),
            Tensor.Vector(1f, 2f, 3f)),
        [1, 2, 3]);

    // As PyTorch exports a group normalisation.
    [Fact]
    public void ScaleOfOnesAndBiasOfZeros_AreLeftOut()
    {
        var g = new GraphFixture();
        g.Output(g.Add(
            new InstanceNormalization(ChannelLayout.ChannelsFirst, 1e-5f), g.Input(1, 2, 8), g.Constant(Tensor.Vector(1f, 1f)),
            g.Constant(Tensor.Vector(0f, 0f))));
        g.ShouldKeepResults(new DecomposeNormalizationsPass());
        g.Count<Mul>().ShouldBe(0);
        g.Count<Add>().ShouldBe(1);
        g.Graph.Nodes.ShouldAllBe(n => n.NeedsFloat);
    }
}
