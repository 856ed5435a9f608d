using System.Globalization;
using Sartor.Contracts;
using Sartor.Contracts.Coverage;
using Sartor.Contracts.Generated;
using Sartor.Graph.Bindings;

namespace Sartor.Convert.Tests;

/// <summary>
/// Networks of random operators, written as ONNX, converted and run: ONNX Runtime on the source file is the oracle. SARTOR_GENERATED_GRAPHS
/// asks for more of them, SARTOR_GENERATED_FROM for others.
/// </summary>
public sealed class GeneratedNetworkTests
{
    [Fact]
    public void Networks_ComputeWhatOnnxRuntimeComputes()
    {
        using var folder = new TemporaryFolder();
        var trial = new GeneratedTrial(folder.Path);
        if (trial.Problem is { } problem) Assert.Skip(problem);
        var report = new GeneratedReport();

        report.Run(trial, Number("SARTOR_GENERATED_FROM", 0), Number("SARTOR_GENERATED_GRAPHS", 2_100));

        var refused = report.Refused.Values.Sum();
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine(
            $"{report.Graphs} networks, {report.EqualExtents} of equal extents: {report.Right} right, {refused} refused, "
            + $"{report.Wrong.Count} wrong; {report.OtherForms} also as ONNX and in float16");
        foreach (var (reason, count) in report.Refused) output.WriteLine($"{count} × {reason}: {report.Examples[reason]}");
        output.WriteLine(string.Join(", ", report.Operators));
        report.Wrong.ShouldBeEmpty();
        report.EqualExtents.ShouldBeGreaterThanOrEqualTo(report.Graphs / 4);
        ((double)refused / report.Graphs).ShouldBeLessThan(0.02);
        NetworkGenerator.Types.Except(report.Operators.Keys).ShouldBeEmpty("operators that no network has");
    }

    /// <summary>
    /// Networks are made of every operator that is read, but those of quantized networks, which are no source, and NonMaxSuppression, whose
    /// rows behind the last box the source does not have.
    /// </summary>
    [Fact]
    public void Operators_AreAllThatAreRead()
    {
        string[] ofQuantized =
        [
            "ConvInteger", "DequantizeLinear", "DynamicQuantizeLinear", "MatMulInteger", "QLinearConv", "QLinearMatMul", "QuantizeLinear",
        ];

        new BindingTable("onnx").ReadableTypes.Except(NetworkGenerator.Types).Except(["NonMaxSuppression"]).ShouldBe(ofQuantized);
    }

    /// <summary>A mistake in what was lowered shows in one of the first networks that it touches.</summary>
    [Theory]
    [InlineData("pads change places")]
    [InlineData("axes are transposed in another order")]
    [InlineData("parts are joined in another order")]
    [InlineData("a factor repeats along another axis")]
    [InlineData("another axis is reduced")]
    [InlineData("a slice begins elsewhere")]
    [InlineData("elements are taken from the other end")]
    public void MistakeInTheLowering_IsFound(string mistake)
    {
        using var folder = new TemporaryFolder();
        var trial = new GeneratedTrial(folder.Path, graph => PlantedMistakes.Commit(mistake, graph));
        if (trial.Problem is { } problem) Assert.Skip(problem);

        // Every third one has equal extents, of which no shape tells an axis.
        var found = Enumerable.Range(0, 200).Select(i => trial.Generate(3 * i))
            .FirstOrDefault(network => trial.Try(network).Outcome == CoverageOutcome.Wrong);

        found.ShouldNotBeNull();
        var least = GeneratedTrial.Minimal(found, network => trial.Try(network).Outcome == CoverageOutcome.Wrong);
        TestContext.Current.TestOutputHelper?.WriteLine($"{least}: {trial.Try(least).Detail}");
        new GeneratedTrial(folder.Path).Try(least).Outcome.ShouldBe(CoverageOutcome.Right);
    }

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : usual;
}
