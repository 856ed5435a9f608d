using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Targets.TFLite;

/// <summary>Generated convolutions and poolings over one to three axes compute what ONNX Runtime computes, in both delegates.</summary>
public sealed class WindowAgreementTests
{
    private const double Tolerance = 1e-5;

    [Fact]
    public void Conv_OfOneAxis_Agrees() => Agree(240, seed => WindowNetworks.Conv(seed, 1));

    [Fact]
    public void Conv_OfTwoAxes_Agrees() => Agree(60, seed => WindowNetworks.Conv(seed, 2));

    [Fact]
    public void Conv_OfThreeAxes_Agrees() => Agree(100, seed => WindowNetworks.Conv(seed, 3));

    [Fact]
    public void ConvTranspose_OfOneAxis_Agrees() => Agree(120, seed => WindowNetworks.ConvTranspose(seed, 1));

    [Fact]
    public void ConvTranspose_OfTwoAxes_Agrees() => Agree(240, seed => WindowNetworks.ConvTranspose(seed, 2));

    [Fact]
    public void ConvTranspose_OfThreeAxes_Agrees() => Agree(60, seed => WindowNetworks.ConvTranspose(seed, 3));

    [Theory]
    [InlineData("MaxPool", 1)]
    [InlineData("MaxPool", 2)]
    [InlineData("MaxPool", 3)]
    [InlineData("AveragePool", 1)]
    [InlineData("AveragePool", 2)]
    [InlineData("AveragePool", 3)]
    public void Pooling_Agrees(string type, int rank) => Agree(60, seed => WindowNetworks.Pool(seed, rank, type));

    [Theory]
    [InlineData("linear", "half_pixel")]
    [InlineData("linear", "align_corners")]
    [InlineData("nearest", "asymmetric")]
    public void Resize_OfOneAxis_Agrees(string mode, string coordinates)
    {
        using var converted = new ConvertedNetwork(WindowNetworks.Resize(mode, coordinates), 1);
        converted.Error().ShouldBeLessThan(Tolerance);
        converted.Count<Transpose>().ShouldBe(0);
    }

    /// <summary>int8 has per-channel weights; the bound is that of a few steps of 255 in two layers.</summary>
    [Theory]
    [InlineData(Precision.Float16, 2e-3)]
    [InlineData(Precision.Int8, 0.06)]
    public void Precisions_OfConvolutions_StayNear(Precision precision, double tolerance)
    {
        for (var seed = 0; seed < 6; seed++)
        {
            byte[][] networks =
            [
                WindowNetworks.Conv(seed, 1), WindowNetworks.Conv(seed, 3), WindowNetworks.ConvTranspose(seed, 1),
                WindowNetworks.ConvTranspose(seed, 2),
            ];
            foreach (var content in networks)
            {
                using var converted = new ConvertedNetwork(content, seed);
                var error = converted.Error(precision);
                error.ShouldBeLessThan(tolerance, $"seed {seed}: {string.Join(", ", converted.Lowered.Nodes.Select(n => n.Operator))}");
            }
        }
    }

    /// <summary>Pads that are swapped show in each network that they do not leave as it was: the samples and the bound can tell.</summary>
    [Fact]
    public void SwappedPads_AreFound()
    {
        var tried = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var swapped = false;
            using var converted = new ConvertedNetwork(WindowNetworks.Conv(seed, 1), seed, graph => swapped = SwapPads(graph));
            if (!swapped) continue;
            tried++;
            converted.Error().ShouldBeGreaterThan(100 * Tolerance, $"seed {seed}");
        }
        tried.ShouldBeGreaterThan(10);
    }

    private static bool SwapPads(ModelGraph graph)
    {
        foreach (var node in graph.Nodes)
        {
            // The same number of windows is left where the pads that are swapped differ.
            if (node.Operator is not Convolution op || op.PadsBefore == op.PadsAfter) continue;
            node.Operator = op with { PadsBefore = op.PadsAfter, PadsAfter = op.PadsBefore };
            return true;
        }
        return false;
    }

    /// <summary>The lower bound is none: input and output are permuted at the boundary.</summary>
    [Fact]
    public void RowOfConvolutions_HasNoTransposeAndTwoReshapes()
    {
        using var converted = new ConvertedNetwork(WindowNetworks.Row(5), 1);
        converted.Error().ShouldBeLessThan(Tolerance);
        converted.Count<Transpose>().ShouldBe(0);
        converted.Count<Reshape>().ShouldBe(2);
        converted.Count<Convolution>().ShouldBe(5);
        converted.Count<Clamp>().ShouldBe(0);
    }

    private static void Agree(int count, Func<int, byte[]> network)
    {
        var problems = new List<string>();
        for (var seed = 0; seed < count; seed++)
        {
            try
            {
                using var converted = new ConvertedNetwork(network(seed), seed);
                var error = converted.Error();
                if (!(error < Tolerance))
                    problems.Add($"seed {seed}: {error:E2} of {string.Join(", ", converted.Lowered.Nodes.Select(n => n.Operator))}");
            }
            catch (SartorException e)
            {
                problems.Add($"seed {seed}: {e.Message}");
            }
        }
        problems.ShouldBeEmpty();
    }
}
