using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite;

/// <summary>What a TFLite file says of itself.</summary>
public sealed class TFLiteSourceReaderTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData(" Made by hand. ", "", "Made by hand.")]
    [InlineData("", "2.3.0", "for runtime 2.3.0")]
    [InlineData("Made by hand.", "2.3.0", "Made by hand. (for runtime 2.3.0)")]
    public void Producer_IsDescriptionAndRuntime(string description, string runtime, string expected)
    {
        var fixture = TFLiteFixture.Small();
        (string, byte[])[] entries = runtime.Length == 0 ? [] : [("min_runtime_version", [.. System.Text.Encoding.UTF8.GetBytes(runtime)])];
        Source(fixture, model => Metadata(fixture, model.String(Slots.Model.Description, description), entries)).Producer
            .ShouldBe(expected);
    }

    /// <summary>Sartor's own entries are text up to the first zero; of others only the size is told.</summary>
    [Fact]
    public void Metadata_OfSartorIsText()
    {
        var fixture = TFLiteFixture.Small();
        var source = Source(fixture, model => Metadata(
            fixture, model, ("sartor.a", "one\0two"u8.ToArray()), ("sartor.b", "whole"u8.ToArray()), ("sartor.c", [0, 65]),
            ("sartor.long", [.. Enumerable.Repeat((byte)'x', 1025)]), ("sartor.full", [.. Enumerable.Repeat((byte)'x', 1024)]),
            ("other", new byte[7]), ("sartor.b", "second"u8.ToArray()), ("", new byte[3])));
        source.FormatVersion.ShouldBe("schema 3");
        source.Metadata["sartor.a"].ShouldBe("one");
        source.Metadata["sartor.b"].ShouldBe("whole");
        source.Metadata["sartor.c"].ShouldBe("");
        source.Metadata["sartor.long"].ShouldBe(new string('x', 1024));
        source.Metadata["sartor.full"].ShouldBe(new string('x', 1024));
        source.Metadata["other"].ShouldBe("7 bytes");
        source.Metadata[""].ShouldBe("3 bytes");
    }

    [Fact]
    public void Signatures_NameTheirTensors()
    {
        var fixture = TFLiteFixture.Small();
        var source = Source(fixture, model => model.Tables(Slots.Model.SignatureDefs, [
            Signature("a", 0, [Map("image", 0), Map("y", 1)], [Map("beyond", 2)]),
            Signature("b", 1, [Map("image", 0)], [Map("z", 1), Map(null, 5)]),
            Signature("a", 0, [], []),
            Signature(null, 0, [], [Map("y", 1)]),
        ]));
        source.Metadata["signature a"].ShouldBe("(image: x, y) -> (beyond: tensor 2)");
        source.Metadata["signature b"].ShouldBe("(image: tensor 0) -> (z: tensor 1, : tensor 5) of subgraph 1");
        source.Metadata["signature "].ShouldBe("() -> (y)");
        source.Metadata.Count.ShouldBe(3);
    }

    /// <summary>Of more entries than a sound file has, the first 1024 are listed.</summary>
    [Fact]
    public void Entries_AreLimited()
    {
        var fixture = TFLiteFixture.Small();
        var source = Source(fixture, model => model
            .Tables(
                Slots.Model.Metadata, [.. Enumerable.Range(0, 1030).Select(i => new TableWriter().String(Slots.Metadata.Name, $"m{i}"))])
            .Tables(Slots.Model.SignatureDefs, [.. Enumerable.Range(0, 1030).Select(i => Signature($"s{i}", 0, [], []))]));
        source.Metadata.Count.ShouldBe(2048);
        foreach (var key in new[] { "m0", "m1023", "signature s1023" }) source.Metadata.ShouldContainKey(key);

        fixture = TFLiteFixture.Small();
        var names = Source(fixture, model => model.Tables(
            Slots.Model.SignatureDefs,
            [Signature("s", 0, [.. Enumerable.Range(0, 1030).Select(i => Map($"i{i}", 0))], [])])).Metadata["signature s"];
        names.ShouldStartWith("(i0: x, i1: x, ");
        names.ShouldEndWith("i1022: x, i1023: x) -> ()");
    }

    private static TableWriter Metadata(TFLiteFixture fixture, TableWriter model, params (string Name, byte[] Content)[] entries) =>
        model.Tables(Slots.Model.Metadata, [.. entries.Select(e => new TableWriter()
            .String(Slots.Metadata.Name, e.Name).Scalar(Slots.Metadata.Buffer, (uint)fixture.Buffer(e.Content)))]);

    private static TableWriter Signature(string? key, uint subgraph, TableWriter[] inputs, TableWriter[] outputs) => new TableWriter()
        .String(Slots.SignatureDef.Key, key).Scalar(Slots.SignatureDef.SubgraphIndex, subgraph)
        .Tables(Slots.SignatureDef.Inputs, inputs).Tables(Slots.SignatureDef.Outputs, outputs);

    private static TableWriter Map(string? name, uint tensor) =>
        new TableWriter().String(Slots.TensorMap.Name, name).Scalar(Slots.TensorMap.TensorIndex, tensor);

    private static GraphSource Source(TFLiteFixture fixture, Action<TableWriter> fill)
    {
        fixture.Model = fill;
        GraphSource? source = null;
        fixture.Read(graph => source = graph.Source);
        return source!;
    }
}
