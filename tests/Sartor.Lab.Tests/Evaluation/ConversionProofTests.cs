using Sartor.Contracts;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Windows;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Evaluation;

public sealed class ConversionProofTests : IDisposable
{
    private static readonly string s_sample = Path.Combine(TestFiles.Root, "samples", "fashion");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mistake_that_the_room_for_rounding_hides_is_found(bool mistake)
    {
        using var inputs = EvaluationInputs.Open(new InputOptions { ModelPath = Path.Combine(s_sample, "model.onnx"), DataPath = s_sample });
        using var references = SourceReferences.Run(inputs, inputs.Split.JudgementIds.Items[..100], [], 1, 1, null, TestContext.Current.CancellationToken);
        if (mistake) ExchangeTwoChannels(inputs.Model.Graph);
        var converter = new TFLiteConverter(inputs.Model.Graph);
        var variant = converter.Write(Precision.DynamicInt8, Path.Combine(_folder.Path, "variant.tflite"));
        var verifier = new VariantVerifier(GateLimits.Default, 1, null, TestContext.Current.CancellationToken);

        var alone = verifier.Verify(variant.Path, "tflite", variant.Precision, variant.Boundary, references.Sets);
        var proven = ConversionProof.Add(converter, alone, variant.Precision, Path.Combine(_folder.Path, "proof.tflite"), verifier, references.Random);

        alone.Gate.Passed.ShouldBeTrue(string.Join("; ", alone.Gate.Reasons));
        proven.Gate.Passed.ShouldBe(!mistake);
        proven.Gate.Reasons.Count.ShouldBe(alone.Gate.Reasons.Count + 1);
        if (mistake) proven.Gate.Reasons[0].ShouldStartWith("as float32: largest relative error");
        Directory.EnumerateFiles(_folder.Path).ShouldBe([variant.Path]);
    }

    [Fact]
    public void Variant_whose_float32_form_did_not_run_fails()
    {
        var passed = new Verdict
        {
            RanOn = "tflite/none",
            Parity = [],
            Top1Agreement = null,
            Accuracy = null,
            SourceAccuracy = null,
            Gate = new() { Passed = true, Reasons = ["mean cosine 1"] },
        };
        VerificationJudge.Proven(passed, null).Gate.Passed.ShouldBeFalse();
        VerificationJudge.Proven(passed, passed).Gate.Passed.ShouldBeTrue();
    }

    private static void ExchangeTwoChannels(ModelGraph graph)
    {
        var convolutions = graph.Nodes.Where(n => n.Operator is Convolution { Groups: 1 }).ToArray();
        var node = convolutions[convolutions.Length / 2];
        var kernel = node.Input(1).Constant!;
        var weights = kernel.ToSingles();
        var channel = (int)(weights.Length / kernel.Shape[0]);
        float[] exchanged = [.. weights[channel..(2 * channel)], .. weights[..channel], .. weights[(2 * channel)..]];
        node.SetInput(1, ModelGraph.NewConstant("exchanged", Tensor.Create(kernel.Shape, exchanged)));
    }
}
