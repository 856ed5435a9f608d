using Sartor.Bench.Verdicts;
using Sartor.Contracts;
using Sartor.Convert;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;

namespace Sartor.Bench.Tests.Verdicts;

/// <summary>The bench judges with the parts of the jobs; here the jobs themselves judge the same files.</summary>
public sealed class PlantedTargetTests(BenchFixture bench) : IClassFixture<BenchFixture>
{
    public static TheoryData<string, string> Files => new()
    {
        { "segmentation", "a window is one pixel off" },
        { "mlp", "square weights are transposed" },
        { "u-net", "parts are joined in another order" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Convert_RefusesWhatTheBenchRefuses(string network, string kind)
    {
        using var folder = new TemporaryFolder();
        var (judged, right) = bench.Open(network);
        var mistake = Mistakes.All.Single(m => m.Name == kind);
        ConvertOptions Options(IConversionTarget target) =>
            new() { ModelPath = judged.Model.Path, OutputPath = Path.Combine(folder.Path, "out.tflite"), Target = target };
        var planted = new PlantedTarget(ConversionTargets.Default, mistake);

        var wrong = ConvertRun.Run(Options(planted), TestContext.Current.CancellationToken);
        var fine = ConvertRun.Run(Options(ConversionTargets.Default), TestContext.Current.CancellationToken);

        planted.IsPlanted.ShouldBeTrue();
        wrong.File.ShouldBeNull();
        fine.File.ShouldNotBeNull();
        var ofBench = new PlantedFiles(judged, right, mistake, bench.Sessions).Judge([Precision.Float32]).ShouldHaveSingleItem();
        ofBench.Outcome.ShouldBe(FileOutcome.Refused);
    }

    [Fact]
    public void Quantize_RefusesWhatTheBenchRefuses()
    {
        using var folder = new TemporaryFolder();
        var (judged, right) = bench.Open("mlp");
        var mistake = Mistakes.All.Single(m => m.Name == "weights have the opposite order");
        var planted = new PlantedTarget(ConversionTargets.Default, mistake);
        var options = new QuantizeOptions
        {
            Input = new InputOptions
            {
                ModelPath = judged.Model.Path,
                DataPath = Path.Combine(Path.GetDirectoryName(judged.Model.Path)!, "data.npy"),
            },
            OutputPath = Path.Combine(folder.Path, "out.tflite"),
            Target = planted,
        };

        var result = QuantizeRun.Run(options, SilentProgress.Instance, TestContext.Current.CancellationToken);

        planted.IsPlanted.ShouldBeTrue();
        result.File.ShouldBeNull();
        result.Verdicts!.ShouldAllBe(verdict => verdict.Gate.Checks.Any(check => check.Form == "float32" && check.Passed));
        new PlantedFiles(judged, right, mistake, bench.Sessions).Judge([Precision.Int8]).ShouldHaveSingleItem()
            .Outcome.ShouldBe(FileOutcome.Refused);
    }

    [Fact]
    public void MistakeWithoutAPlace_LeavesTheTargetAsItIs()
    {
        var (judged, right) = bench.Open("regression");
        var mistake = Mistakes.All.Single(m => m.Name == "the attention mask is missing");
        var planted = new PlantedTarget(ConversionTargets.Default, mistake);

        judged.Converter(planted).Lowered.Nodes.Select(n => n.Operator)
            .ShouldBe(right.Converter.Lowered.Nodes.Select(n => n.Operator));

        planted.IsPlanted.ShouldBeFalse();
        new PlantedFiles(judged, right, mistake, bench.Sessions).Judge(mistake.Precisions).ShouldBeEmpty();
    }
}
