using Sartor.Contracts;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Windows;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Evaluation;

public sealed class ConversionProofTests : IDisposable
{
    private static readonly string s_sample = Path.Combine(TestFiles.Root, "samples", "fashion");

    private static readonly EnginePlan s_plan = EnginePlan.OfThisHost([]);
    private static readonly WorkerSessions s_sessions = new(new HostDevice(), CancellationToken.None);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mistake_that_the_room_for_rounding_hides_is_found(bool mistake)
    {
        using var inputs = EvaluationInputs.Open(
            new InputOptions { ModelPath = Path.Combine(s_sample, "model.onnx"), DataPath = s_sample });
        using var references = SourceReferences.Run(
            s_plan, s_sessions, inputs, inputs.Split.HeldOutIds.Items[..100], [], 1, 1, null, TestContext.Current.CancellationToken);
        if (mistake) ExchangeTwoChannels(inputs.Model.Graph);
        var converter = new ModelConverter(ConversionTargets.Default, inputs.Model.Graph);
        var variant = converter.Write(Precision.DynamicRangeInt8, Path.Combine(_folder.Path, "variant.tflite"));
        var verifier = new VariantVerifier(s_plan, s_sessions, GateLimits.Default, 1, null, TestContext.Current.CancellationToken)
        {
            Guard = new EngineWorkerOptions(),
            Traits = references.Traits,
        };

        var alone = verifier.Verify(variant.Path, "tflite", variant.Precision, variant.Signature, references.Sets);
        var proven = ConversionProof.Add(
            converter, alone, variant, verifier, references.Seeded);

        alone.Select(v => v.Target.ToString()).ShouldBe(["tflite/xnnpack", "tflite/none"]);
        alone.ShouldAllBe(v => v.Gate.Passed);
        proven.Select(v => v.Target).ShouldBe(alone.Select(v => v.Target));
        proven.ShouldAllBe(v => v.Gate.Passed == !mistake);
        proven.Select(v => v.Gate.Checks.Count).ShouldBe(alone.Select(v => v.Gate.Checks.Count + 3));
        var proof = proven[0].Gate.Checks.Single(c => c.Form == "float32");
        proof.Code.ShouldBe(GateCode.RelativeError);
        proof.Passed.ShouldBe(!mistake);
        proof.Text.ShouldStartWith("float32 conversion check: largest relative error");
        if (mistake) proven[0].Gate.Checks[0].ShouldBe(proof);
        Directory.EnumerateFiles(_folder.Path).ShouldBe([variant.Path]);
    }

    // What the steps do is another network than what is written, and is right here: the numbers without steps show the mistake.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Quantized_source_is_proven_without_its_steps(bool mistake)
    {
        var path = Path.Combine(_folder.Path, "model.onnx");
        File.WriteAllBytes(path, Jobs.VerdictCases.CoarseSteps());
        using var model = Formats.ModelFormats.Open(path);
        var signature = ModelSignature.Of(model.Graph);
        using var source = SourceSession.Start(s_plan, s_sessions, model, signature, 1);
        var seeded = source.RunRandom(1, DomainOptions.None.Of(model.Graph));
        var converter = new ModelConverter(ConversionTargets.Default, model.Graph);
        if (mistake) ExchangeTwoChannels(converter.Lowered);
        var variant = converter.Write(Precision.Int8, Path.Combine(_folder.Path, "variant.tflite"));
        var verifier = new VariantVerifier(s_plan, s_sessions, GateLimits.Default, 1, null, TestContext.Current.CancellationToken)
        {
            Guard = new EngineWorkerOptions(),
            Traits = Convert.Verification.OutputTraits.Of(model.Graph),
            Rounding = new RoundingProbe(
                s_plan, s_sessions, converter.Target, model.Graph, new EngineWorkerOptions(), 1, TestContext.Current.CancellationToken),
        };
        var alone = verifier.Verify(variant.Path, "tflite", Precision.Int8, variant.Signature, seeded);

        var proven = ConversionProof.Add(converter, alone, variant, verifier, seeded);

        foreach (var verdict in proven)
        {
            var proofs = verdict.Gate.Checks.Where(c => c.Form == "float32").ToArray();
            proofs.Select(c => (c.Code, c.Passed))
                .ShouldBe([(GateCode.RelativeError, !mistake), (GateCode.UnequalElements, true)], verdict.Gate.Reasons.FirstOrDefault());
        }
    }

    [Fact]
    public void Variant_whose_float32_form_did_not_run_fails()
    {
        var passed = new Verdict
        {
            Target = new("tflite", "none"),
            Parity = [],
            Gate = Gate.Of([new GateCheck { Code = GateCode.MeanCosine, Passed = true, Value = 1 }]),
        };
        VerificationJudge.Proven([passed], []).Single().Gate.Passed.ShouldBeFalse();
        VerificationJudge.Proven([passed], [passed]).Single().Gate.Passed.ShouldBeTrue();
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
