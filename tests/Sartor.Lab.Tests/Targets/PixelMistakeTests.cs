using Sartor.Contracts;
using Sartor.Contracts.Operators;
using Sartor.Contracts.Targets;
using Sartor.Convert;
using Sartor.Convert.Pixels;
using Sartor.Convert.Verification;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;
using Sartor.Engines;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Targets;

/// <summary>A mistake in what a file does to raw pixels is caught.</summary>
public sealed class PixelMistakeTests : IDisposable
{
    private static readonly PreprocessOptions s_right = new() { Mean = [123.675, 116.28, 103.53], Std = [58.395, 57.12, 57.375] };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("none", true)]
    [InlineData("swapped means", false)]
    [InlineData("swapped deviations", false)]
    [InlineData("blue first", false)]
    [InlineData("no mean", false)]
    [InlineData("mean of all channels", false)]
    public void Mistake_FailsTheVerification(string mistake, bool passes)
    {
        if (InferenceEngines.Get("tflite").Probe().Problem is { } problem) Assert.Skip(problem);
        var source = TargetNetworks.Image();
        var pixels = PixelInput.Of(source, s_right);
        var own = ModelSignature.Of(source).With(pixels);
        ReferenceOutputs[] samples =
        [
            .. from i in Enumerable.Range(0, 8)
               let inputs = RandomInputs.For(own, (ulong)i, [InputDomain.OfPixels(pixels)])
               let outputs = GraphEvaluator.Run(source, own.ToVariant(inputs))
               select new ReferenceOutputs($"{i}", inputs, [.. outputs.Select(t => t.ToSingles())]),
        ];
        var converter = new ModelConverter(ConversionTargets.Default, source) { Pixels = PixelInput.Of(source, Wrong(mistake)) };
        var variant = converter.Write(Precision.Float32, Path.Combine(_folder.Path, "variant.tflite"));
        using var runner = WorkerRunner.Start("tflite", variant.Path, new EngineOptions());

        var comparison = VariantComparison.Run(
            ReferenceSet.Random, runner, variant.Signature.With(pixels), samples, null, OutputTraits.Of(source));
        var verdict = VerificationJudge.Judge(
            Precision.Float32, new EngineTarget("reference", "plain"), [comparison], [],
            GateLimits.Default with { RandomInputsDecide = true });

        verdict.Gate.Passed.ShouldBe(passes, string.Join("; ", verdict.Gate.Reasons));
    }

    [Theory]
    [InlineData("none", true)]
    [InlineData("smaller side", false)]
    [InlineData("no crop", false)]
    public void Mistake_in_resize_or_crop_FailsTheVerification(string mistake, bool passes)
    {
        if (InferenceEngines.Get("tflite").Probe().Problem is { } problem) Assert.Skip(problem);
        var (source, size, right) = (TargetNetworks.Image(), new PictureSize(24, 30), s_right with { Resize = 12 });
        var pixels = PixelInput.Of(source, right, size: size);
        var own = ModelSignature.Of(source).With(pixels);
        ReferenceOutputs[] samples =
        [
            .. from i in Enumerable.Range(0, 8)
               let inputs = RandomInputs.For(own, (ulong)i, [InputDomain.OfPixels(pixels)])
               let outputs = GraphEvaluator.Run(source, own.ToVariant(inputs))
               select new ReferenceOutputs($"{i}", inputs, [.. outputs.Select(t => t.ToSingles())]),
        ];
        var wrong = mistake switch
        {
            "smaller side" => right with { Resize = 11 },
            "no crop" => right with { Resize = null },
            _ => right,
        };
        var converter = new ModelConverter(ConversionTargets.Default, source) { Pixels = PixelInput.Of(source, wrong, size: size) };
        var variant = converter.Write(Precision.Float32, Path.Combine(_folder.Path, "variant.tflite"));
        using var runner = WorkerRunner.Start("tflite", variant.Path, new EngineOptions());
        var comparison = VariantComparison.Run(
            ReferenceSet.Random, runner, variant.Signature.With(pixels), samples, null, OutputTraits.Of(source));
        using var device = new HostDevice();
        var probe = new RoundingProbe(
            EnginePlan.Of(ConversionTargets.Default), new WorkerSessions(device, TestContext.Current.CancellationToken),
            ConversionTargets.Default, source, new EngineWorkerOptions(), 1, TestContext.Current.CancellationToken)
        {
            Pixels = pixels,
        };
        var verdict = VerificationJudge.Judge(
            Precision.Float32, new EngineTarget("reference", "plain"), [comparison], [],
            GateLimits.Default with { RandomInputsDecide = true }, probe.Run([new(ReferenceSet.Random, samples)]));
        verdict.Gate.Passed.ShouldBe(passes, string.Join("; ", verdict.Gate.Reasons));
    }

    private static PreprocessOptions Wrong(string mistake) => mistake switch
    {
        "swapped means" => s_right with { Mean = [103.53, 116.28, 123.675] },
        "swapped deviations" => s_right with { Std = [57.12, 58.395, 57.375] },
        "blue first" => s_right with { Color = ColorOrder.Bgr },
        "no mean" => s_right with { Mean = [0] },
        "mean of all channels" => s_right with { Mean = [114.495] },
        _ => s_right,
    };
}
