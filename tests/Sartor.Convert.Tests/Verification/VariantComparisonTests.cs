using Sartor.Convert.Tests.Quantization;
using Sartor.Convert.Verification;
using Sartor.Core;

namespace Sartor.Convert.Tests.Verification;

public sealed class VariantComparisonTests
{
    private static readonly ModelSignature Signature = new(
        [new TensorMapping("x", new Shape(1), new TensorType(ElementType.Float32, new Shape(1)), null, null)],
        [new TensorMapping("y", new Shape(2), new TensorType(ElementType.Float32, new Shape(2)), null, null)]);

    // The input is the index of the answer.
    private static Comparison Run(params (float[] Source, float[] Variant)[] samples)
    {
        var runner = new ScriptedRunner(fed => [Tensor.Vector<float>(samples[(int)fed[0].ToSingles()[0]].Variant)]);
        return VariantComparison.Run("held-out", runner, Signature,
            samples.Select((s, i) => new ReferenceOutputs($"{i}", [Tensor.Vector((float)i)], [s.Source])));
    }

    [Fact]
    public void Differences_are_the_worst_and_the_mean_over_samples()
    {
        var comparison = Run(
            ([1, 0], [2, 0]),
            ([1, 0], [0, 1]),
            ([1, 0], [0, 1]),
            ([1, 0], [1, 0]),
            ([0, 1], [0, 1]));
        comparison.Set.ShouldBe("held-out");
        comparison.Samples.ShouldBe(5);
        comparison.MaxAbsError.ShouldBe(1);
        comparison.MinCosine.ShouldBe(0);
        comparison.MeanCosine.ShouldBe(0.6, 1e-12);
    }

    [Fact]
    public void Variant_is_not_run_on_samples_of_the_source_alone()
    {
        var fed = new List<float>();
        var runner = new ScriptedRunner(inputs =>
        {
            fed.Add(inputs[0].ToSingles()[0]);
            return [Tensor.Vector<float>(1, 0)];
        });
        var comparison = VariantComparison.Run("random", runner, Signature, Enumerable.Range(0, 4).Select(
            i => new ReferenceOutputs($"{i}", [Tensor.Vector((float)i)], [[i, 0]]) { IsSourceOnly = i is 0 or 3 }));
        fed.ShouldBe([1, 2]);
        (comparison.Samples, comparison.SourceSamples).ShouldBe((2, 4));
        comparison.MaxAbsError.ShouldBe(1);
        comparison.Outputs[0].Slices[0].Magnitude.ShouldBe(3);
    }

    [Fact]
    public void Nothing_to_compare_counts_nothing()
    {
        var comparison = Run();
        comparison.Samples.ShouldBe(0);
        comparison.MeanCosine.ShouldBe(double.NaN);
    }

    [Fact]
    public void All_outputs_are_compared_and_handed_on_with_what_the_source_gave()
    {
        var two = Signature with { Outputs = [Signature.Outputs[0], Signature.Outputs[0]] };
        var runner = new ScriptedRunner(_ => [Tensor.Vector(1f, 0), Tensor.Vector(5f, 9)]);
        var handed = new List<string>();
        var comparison = VariantComparison.Run("random", runner, two,
            [new ReferenceOutputs("a", [Tensor.Vector(0f)], [[1, 0], [9, 9]])],
            (reference, outputs) => handed.Add($"{reference.Id}: {reference.Outputs[1][0]} {outputs[0][0]} {outputs[1][0]}"));
        comparison.Samples.ShouldBe(1);
        comparison.MaxAbsError.ShouldBe(4);
        handed.ShouldBe(["a: 9 1 5"]);
    }

    // Nine outputs of ten are exact: of the tenth, one sample is turned by a right angle and one is exact.
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(9)]
    public void Worst_output_decides_whichever_it_is(int worst)
    {
        var ten = Signature with { Outputs = [.. Enumerable.Repeat(Signature.Outputs[0], 10)] };
        Tensor[] Outputs(bool turned) => [.. Enumerable.Range(0, 10).Select(i => i == worst && turned
            ? Tensor.Vector(0f, 1)
            : Tensor.Vector(1f, 0))];
        var runner = new ScriptedRunner(fed => Outputs(fed[0].ToSingles()[0] == 1));
        var references = Enumerable.Range(0, 2)
            .Select(i => new ReferenceOutputs($"{i}", [Tensor.Vector((float)i)], [.. Enumerable.Repeat(new[] { 1f, 0 }, 10)]));
        var comparison = VariantComparison.Run("held-out", runner, ten, references);
        comparison.MeanCosine.ShouldBe(0.5, 1e-12);
        comparison.MinCosine.ShouldBe(0);
        comparison.MaxAbsError.ShouldBe(1);
        comparison.MaxRelError.ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void One_output_that_is_not_finite_spoils_the_comparison(int bad)
    {
        var two = Signature with { Outputs = [Signature.Outputs[0], Signature.Outputs[0]] };
        var runner = new ScriptedRunner(_ => [.. Enumerable.Range(0, 2).Select(i => i == bad
            ? Tensor.Vector(float.NaN, 0)
            : Tensor.Vector(1f, 0))]);
        var comparison = VariantComparison.Run("random", runner, two,
            [new ReferenceOutputs("a", [Tensor.Vector(0f)], [[1, 0], [1, 0]])]);
        comparison.MaxAbsError.ShouldBe(double.NaN);
        comparison.MaxRelError.ShouldBe(double.NaN);
        comparison.MinCosine.ShouldBe(double.NaN);
        comparison.MeanCosine.ShouldBe(double.NaN);
    }

    [Fact]
    public void Output_of_another_size_is_no_variant()
    {
        var runner = new ScriptedRunner(_ => [Tensor.Vector(1f, 0, 0)]);
        var error = Should.Throw<UnsupportedModelException>(() => VariantComparison.Run("random", runner, Signature,
            [new ReferenceOutputs("a", [Tensor.Vector(0f)], [[1, 0]])]));
        error.Message.ShouldContain("'y'");
        error.Message.ShouldContain("3 elements where the source gives 2");
    }

    [Fact]
    public void Progress_is_told_and_a_cancelled_run_ends_between_samples()
    {
        using var source = new CancellationTokenSource();
        var told = new List<string>();
        var runner = new ScriptedRunner(_ => [Tensor.Vector(1f, 0)]);
        var references = Enumerable.Range(0, 5).Select(i => new ReferenceOutputs($"{i}", [Tensor.Vector(0f)], [[1, 0]]));
        Should.Throw<OperationCanceledException>(() => VariantComparison.Run("held-out", runner, Signature, references, (reference, _) =>
        {
            told.Add(reference.Id);
            if (told.Count == 2) source.Cancel();
        }, cancellation: source.Token));
        told.ShouldBe(["0", "1"]);
        runner.Fed.Count.ShouldBe(2);
    }
}
