using Sartor.Contracts;
using Sartor.Engines;
using Sartor.Formats.Tests.Support;
using Sartor.Formats.TFLite;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite;

/// <summary>What the writer writes is what the reader read, to the reader and to TensorFlow Lite's runtime.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<string> Files => SharedModelTests.Files;

    [Theory, MemberData(nameof(Files))]
    public void WrittenAgain_ReadsAsTheSameGraph(string file)
    {
        using var model = SharedModelTests.Open(file);
        using var copy = new TemporaryFile(Write(model.Graph), ".tflite");
        using var again = ModelFormats.Open(copy.Path);
        GraphDifference.First(model.Graph, again.Graph).ShouldBeNull();
        again.Graph.Source.Producer.ShouldStartWith("Sartor");
        again.Graph.Source.Metadata.Keys.ShouldContain("signature serving_default");
    }

    [Theory, MemberData(nameof(Files))]
    public void WrittenTwice_GivesTheSameBytes(string file)
    {
        using var model = SharedModelTests.Open(file);
        var first = Write(model.Graph);
        using var copy = new TemporaryFile(first, ".tflite");
        using var again = ModelFormats.Open(copy.Path);
        Write(model.Graph).ShouldBe(first);
        Write(again.Graph).ShouldBe(first);
    }

    [Theory, MemberData(nameof(Files))]
    public void WrittenAgain_RunsBitEqualInTheNativeRuntime(string file)
    {
        using var model = SharedModelTests.Open(file);
        using var copy = new TemporaryFile(Write(model.Graph), ".tflite");
        var engine = InferenceEngines.Get("tflite");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        foreach (var name in engine.Delegates)
        {
            using var original = engine.Prepare(model.Path, new EngineOptions { Delegate = name });
            using var written = engine.Prepare(copy.Path, new EngineOptions { Delegate = name });
            for (var seed = 0; seed < 3; seed++)
            {
                var inputs = original.Inputs.Select(i => RandomTensors.Create(i.Type, seed)).ToArray();
                var expected = original.Infer(inputs);
                var actual = written.Infer(inputs);
                for (var i = 0; i < expected.Count; i++)
                    actual[i].Data.ToArray().ShouldBe(expected[i].Data.ToArray(), $"{name}, seed {seed}");
            }
        }
    }

    internal static byte[] Write(ModelGraph graph, TFLiteWriteOptions? options = null)
    {
        using var stream = new MemoryStream();
        TFLiteWriter.Write(graph, stream, options);
        return stream.ToArray();
    }
}
