using Sartor.Contracts.Formats;
using Sartor.Formats;

namespace Sartor.Convert.Tests.Lowering;

/// <summary>Whatever a file asks for, reading and lowering it ends: in a network or in one sentence.</summary>
[Collection(nameof(AllocationTests))]
public sealed class HostileLoweringTests
{
    // Folding may make 8 Mi elements a run: in doubles, for two operands and the result.
    private const long AllocationLimit = 1L << 30;

    [Fact]
    public void HostileNetworks_AreLoweredOrRefused()
    {
        var networks = new HostileNetworks(11);
        var corpus = Enumerable.Range(0, Math.Min(MutationFuzzer.Count, 2000)).Select(i => ($"network {i}", networks.Network(i)));
        MutationFuzzer.RunAll(corpus, AllocationLimit, path =>
        {
            using var model = ModelFormats.Open(path);
            new ModelConverter(ConversionTargets.Default, model.Graph).Write(Precision.Float32, path + ".tflite");
        }).ShouldBeEmpty();
    }
}
