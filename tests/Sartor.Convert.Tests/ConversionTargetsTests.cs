using Sartor.Contracts.Targets;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Tests;

public sealed class ConversionTargetsTests
{
    private static readonly FakeTarget s_usual = new("usual", "tflite", ".tflite");
    private static readonly FakeTarget s_other = new("other", "tflite", ".tflite");
    private static readonly FakeTarget s_text = new("text", "text", ".txt");

    [Fact]
    public void EveryTarget_OfTheCatalog_HasItsContract()
    {
        var contracts = typeof(ConversionTargetsTests).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ConversionTargetContract)));
        var kept = contracts.Select(t => t.Name);

        ConversionTargets.Catalog.All.Select(target => $"{target.GetType().Name}ContractTests").ShouldBeSubsetOf(kept);
    }

    [Fact]
    public void Default_IsOfTheCatalog() =>
        ConversionTargets.Get(ConversionTargets.Default.Name).ShouldBeSameAs(ConversionTargets.Default);

    [Fact]
    public void UnknownName_ListsThoseThatThereAre()
    {
        var message = Should.Throw<OptionException>(() => ConversionTargets.Get("openvino")).Message;

        message.ShouldBe($"--target: unknown target 'openvino'; choose from "
            + $"{string.Join(", ", ConversionTargets.Catalog.All.Select(t => $"{t.Name} ({t.Suffix})"))}.");
    }

    [Theory]
    [InlineData("out.txt", "text")]
    [InlineData("out.TXT", "text")]
    // The default one of two.
    [InlineData("out.tflite", "usual")]
    // A further suffix of the format.
    [InlineData("out.lite", "usual")]
    // Of no format.
    [InlineData("out.bin", "usual")]
    [InlineData("out", "usual")]
    public void Suffix_TellsTheTarget(string file, string expected) =>
        ConversionTargets.OfFile(file, [s_other, s_text, s_usual], s_usual).Name.ShouldBe(expected);

    [Fact]
    public void Suffix_OfAFormatThatNothingWrites_IsAnError()
    {
        var message = Should.Throw<OptionException>(() => ConversionTargets.OfFile("out.onnx", [s_usual, s_text], s_usual)).Message;

        message.ShouldBe("--out: nothing writes onnx files (.onnx); choose from usual (.tflite), text (.txt).");
    }

    [Fact]
    public void Suffix_OfSeveralTargets_IsAnErrorUnlessOneIsTheDefault()
    {
        IConversionTarget[] targets = [s_usual, s_other, s_text];

        var message = Should.Throw<OptionException>(() => ConversionTargets.OfFile("out.tflite", targets, s_text)).Message;

        message.ShouldBe("--out: usual (.tflite), other (.tflite) write .tflite files; choose one with --target.");
    }

    private sealed record FakeTarget(string Name, string Format, string Suffix) : IConversionTarget
    {
        public IReadOnlyList<Precision> Precisions => [Precision.Float32];

        public PassPipeline Lowering { get; } = new();

        public void Write(ModelGraph graph, IReadOnlyList<Stream> files, IReadOnlyDictionary<string, string> metadata) =>
            throw new NotSupportedException();
    }

    [Fact]
    public void Precision_ThatATargetDoesNotWrite_IsRefused()
    {
        Should.NotThrow(() => s_usual.Require(Precision.Float32));
        Should.Throw<OptionException>(() => s_usual.Require(Precision.Int8)).Message
            .ShouldContain("usual does not write int8; it writes float32");
    }
}
