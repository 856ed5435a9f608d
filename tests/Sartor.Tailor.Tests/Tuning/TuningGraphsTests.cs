using System.Text.Json;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Tailor.Tuning;

namespace Sartor.Tailor.Tests.Tuning;

/// <summary>The graph of a SubNet with weights that were cut by its description alone computes what the SubNet computes.</summary>
public sealed class TuningGraphsTests : IDisposable
{
    private readonly TuningSample _sample = new();
    private readonly IInferenceEngine _engine = InferenceEngines.Get("onnxruntime");

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void GraphAndCuts_GiveWhatTheSubNetGives()
    {
        using var network = _sample.Open();
        var codes = TuningCodes.Choose(network.Space, 10, seed: 4);
        TuningGraphs.Write(network, codes, _sample.Path);

        using var list = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_sample.Path, TuningGraphs.ListFile)));
        var entries = list.RootElement.GetProperty("subnets").EnumerateArray().ToArray();

        entries.Select(entry => entry.GetProperty("code").GetString()).ShouldBe(codes.Select(code => code.ToString()));
        Marked("isLargest").ShouldBe([0]);
        Marked("isSmallest").ShouldBe([1]);
        var outputs = new List<float[]>();
        foreach (var (entry, code) in entries.Zip(codes))
        {
            var side = entry.GetProperty("resolution").GetInt32();
            side.ShouldBe((int)code.ValueOf(network.Space.Resolution)!.Value);
            var image = Image(side);
            var cut = entry.GetProperty("weights").EnumerateObject().Select(weight => Cut(weight.Value));
            var graph = Path.Combine(_sample.Path, entry.GetProperty("file").GetString()!);

            var actual = Run(graph, [image, .. cut]);

            var own = Path.Combine(_sample.Path, "own.onnx");
            new ModelConverter(ConversionTargets.Interchange, network.SubNet(code).Graph).Write(Precision.Float32, own);
            var expected = Run(own, [image]);
            actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f, code.ToString());
            outputs.Add(expected);
        }
        // Other SubNets give something else: the comparison sees a wrong cut.
        outputs.Select(output => string.Join(' ', output)).Distinct().Count().ShouldBe(codes.Count);

        int[] Marked(string mark) => [.. Enumerable.Range(0, entries.Length).Where(i => entries[i].GetProperty(mark).GetBoolean())];
    }

    [Fact]
    public void Codes_AreDistinctAndRepeatable()
    {
        using var network = _sample.Open();

        var codes = TuningCodes.Choose(network.Space, 20, seed: 1);

        codes.Count.ShouldBe(22);
        codes.Distinct().Count().ShouldBe(22);
        TuningCodes.Choose(network.Space, 20, seed: 1).ShouldBe(codes);
        TuningCodes.Choose(network.Space, 20, seed: 2).ShouldNotBe(codes);
        TuningCodes.Choose(network.Space, 160, seed: 1).Distinct().Count().ShouldBe(160);
    }

    // By the description alone: of each axis the places that are listed, or the first ones.
    private Tensor Cut(JsonElement weight)
    {
        var (extents, values) = _sample.Weights[weight.GetProperty("initializer").GetString()!];
        int[][] places = [.. extents.Select(extent => Enumerable.Range(0, (int)extent).ToArray())];
        foreach (var axis in weight.GetProperty("axes").EnumerateArray())
        {
            places[axis.GetProperty("axis").GetInt32()] = axis.TryGetProperty("indices", out var listed)
                ? [.. listed.EnumerateArray().Select(place => place.GetInt32())]
                : [.. Enumerable.Range(axis.GetProperty("start").GetInt32(), axis.GetProperty("count").GetInt32())];
        }
        weight.GetProperty("resize").ValueKind.ShouldBe(JsonValueKind.Null);
        var offsets = places.Aggregate((Offsets: new long[] { 0 }, Axis: 0), (state, axis) => (
            [.. state.Offsets.SelectMany(offset => axis.Select(place => (offset * extents[state.Axis]) + place))], state.Axis + 1)).Offsets;
        return Tensor.Create(
            new Shape([.. places.Select(axis => (long)axis.Length)]), offsets.Select(offset => values[offset]).ToArray());
    }

    private static Tensor Image(int side)
    {
        var random = new Random(side);
        return Tensor.Create(new Shape(1, 1, side, side), Enumerable.Range(0, side * side).Select(_ => random.NextSingle()).ToArray());
    }

    private float[] Run(string path, IReadOnlyList<Tensor> inputs)
    {
        using var session = _engine.Prepare(path, new EngineOptions());
        return session.Infer(inputs)[0].ToSingles();
    }
}
