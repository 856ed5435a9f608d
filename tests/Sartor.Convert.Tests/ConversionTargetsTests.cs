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
    public void Suffix_TellsTheTarget(string file, string expected) =>
        ConversionTargets.OfFile(file, [s_other, s_text, s_usual], s_usual).Name.ShouldBe(expected);

    [Fact]
    public void Suffix_OfAFormatThatNothingWrites_IsAnError()
    {
        var message = Should.Throw<OptionException>(() => ConversionTargets.OfFile("out.onnx", [s_usual, s_text], s_usual)).Message;

        message.ShouldBe("--out: nothing writes onnx files (.onnx); choose from usual (.tflite), text (.txt).");
    }

    [Theory]
    [InlineData("out.bin", "the suffix .bin is of nothing that is written; choose from usual (.tflite), text (.txt), or name one")]
    [InlineData("out.mlmodel", "the suffix .mlmodel is of nothing that is written")]
    [InlineData("out.pb", "the suffix .pb is of nothing that is written")]
    [InlineData("out", "'out' has no suffix that says what to write")]
    public void Suffix_OfNothing_IsAnError(string file, string problem) =>
        Should.Throw<OptionException>(() => ConversionTargets.OfFile(file, [s_usual, s_text], s_usual)).Message.ShouldContain(problem);

    [Theory]
    [InlineData("tflite", "x.onnx", "'x.onnx' has the suffix of onnx, and tflite is written; end it in .tflite")]
    [InlineData("onnx", "x.tflite", "'x.tflite' has the suffix of tflite")]
    [InlineData("ncnn", "x.bin", "'x.bin' does not end in .param")]
    [InlineData("coreml", "x", "'x' does not end in .mlpackage")]
    [InlineData("tflite", "x.lite", null)]
    [InlineData("tflite", "x", null)]
    [InlineData("litert", "x.tflite", null)]
    [InlineData("coreml", "x.mlpackage/", null)]
    [InlineData("ncnn", "X.PARAM", null)]
    public void Name_OfAnotherFormat_IsRefused(string target, string path, string? problem)
    {
        var named = ConversionTargets.Get(target);
        if (problem is null) Should.NotThrow(() => named.RequireName(path));
        else Should.Throw<OptionException>(() => named.RequireName(path)).Message.ShouldContain(problem);
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
