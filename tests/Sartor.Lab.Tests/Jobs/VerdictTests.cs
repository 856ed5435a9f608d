using Sartor.Contracts;
using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Jobs;

/// <summary>What a verdict refuses, and what it lets pass, through the jobs that users run.</summary>
public sealed class VerdictTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Model(byte[] content, string name)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    // A file that states no source, as other tools write it.
    private string Converted(byte[] content, Precision precision, IConversionTarget target)
    {
        var path = Path.Combine(_folder.Path, "variant" + target.Suffix);
        using var model = Formats.ModelFormats.Open(Model(content, "converted.onnx"));
        new ModelConverter(target, model.Graph).Write(precision, path);
        return path;
    }

    private VerificationResult Verify(
        byte[] source, byte[] converted, Precision precision = Precision.Float32, IConversionTarget? target = null) => VerifyRun.Run(
        new VerifyOptions
        {
            VariantPath = Converted(converted, precision, target ?? ConversionTargets.Default),
            Source = new InputOptions { ModelPath = Model(source, "source.onnx") },
        },
        SilentProgress.Instance, TestContext.Current.CancellationToken);

    private ConversionResult Convert(byte[] source, DomainOptions? domains = null) => ConvertRun.Run(
        new ConvertOptions
        {
            ModelPath = Model(source, "model.onnx"),
            OutputPath = Path.Combine(_folder.Path, "out.tflite"),
            Domains = domains ?? DomainOptions.None,
        },
        TestContext.Current.CancellationToken);

    private static string[] FailedCodes(VerificationResult result) =>
        [.. result.Verdicts.SelectMany(v => v.Gate.Checks).Where(c => !c.Passed).Select(c => c.Code).Distinct()];

    private static void ShouldPass(ConversionResult result) =>
        result.File.ShouldNotBeNull(string.Join('\n', result.Verdicts!.SelectMany(v => v.Gate.Reasons)));

    [Fact]
    public void Limit_that_is_missing_is_found_beyond_small_values()
    {
        FailedCodes(Verify(VerdictCases.Relu(6), VerdictCases.Relu(null))).ShouldBe([GateCode.RelativeError]);
        Verify(VerdictCases.Relu(6), VerdictCases.Relu(6)).Passed.ShouldBeTrue();
    }

    // Noise of floats holds no zero, so that each element is true.
    [Fact]
    public void Elements_that_are_not_zero_are_told_from_zeros()
    {
        ShouldPass(Convert(VerdictCases.NotZero(inverted: false)));
        FailedCodes(Verify(VerdictCases.NotZero(inverted: false), VerdictCases.NotZero(inverted: true)))
            .ShouldBe([GateCode.UnequalElements]);
    }

    [Fact]
    public void Class_that_is_always_the_next_one_is_refused()
    {
        foreach (var precision in (Precision[])[Precision.Float32, Precision.Float16, Precision.DynamicRangeInt8])
        {
            FailedCodes(Verify(VerdictCases.ArgMax(0), VerdictCases.ArgMax(1), precision)).ShouldBe([GateCode.UnequalElements]);
            Verify(VerdictCases.ArgMax(0), VerdictCases.ArgMax(0), precision).Passed.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(Precision.Float32, "tflite", GateCode.RelativeError)]
    [InlineData(Precision.DynamicRangeInt8, "tflite", GateCode.SpreadError)]
    // No engine runs these files: what was read of them has taps.
    [InlineData(Precision.Float32, "coreml", GateCode.RelativeError)]
    [InlineData(Precision.DynamicRangeInt8, "coreml", GateCode.SpreadError)]
    public void Class_that_wins_on_no_sample_is_compared_by_its_score(Precision precision, string format, string code)
    {
        var target = ConversionTargets.Get(format);
        var lost = Verify(VerdictCases.ArgMax(0, 0.2f), VerdictCases.ArgMax(0, -0.2f), precision, target);
        FailedCodes(lost).ShouldBe([code]);
        var check = lost.Verdicts[0].Gate.Checks.First(c => !c.Passed);
        (check.Output, check.Axis, check.Index).ShouldBe(("y (s)", 1, 7));
        Verify(VerdictCases.ArgMax(0, 0.2f), VerdictCases.ArgMax(0, 0.2f), precision, target).Passed.ShouldBeTrue();
    }

    // The files of both precisions are read: a value has to have one name in both, and a constant has to be one in both.
    [Theory]
    [InlineData("slopes")]
    [InlineData("recurrence")]
    public void Core_ml_file_of_float16_stores_what_its_float32_form_has(string network)
    {
        var result = ConvertRun.Run(
            new ConvertOptions
            {
                ModelPath = Model(network == "slopes" ? VerdictCases.Slopes() : VerdictCases.Recurrence(), "model.onnx"),
                OutputPath = Path.Combine(_folder.Path, "out.mlpackage"),
                Precision = Precision.Float16,
                Target = ConversionTargets.Get("coreml"),
            },
            TestContext.Current.CancellationToken);
        ShouldPass(result);
        result.Verdicts!.SelectMany(v => v.Gate.Checks).Count(c => c.Code == GateCode.StoredParameters && c.Passed).ShouldBe(1);
    }

    [Fact]
    public void Node_that_parts_is_named_in_a_file_that_no_engine_runs()
    {
        var result = Verify(
            VerdictCases.Relu(6), VerdictCases.Relu(null), target: ConversionTargets.Get("coreml"));
        result.Layers.ShouldHaveSingleItem().Problem.ShouldBeNull();
    }

    [Fact]
    public void Decision_by_other_values_is_judged_by_itself() =>
        Verify(VerdictCases.ArgMax(0, softmax: true), VerdictCases.ArgMax(0)).Passed.ShouldBeTrue();

    [Theory]
    [InlineData(Precision.Float16)]
    [InlineData(Precision.DynamicRangeInt8)]
    public void File_that_was_converted_stores_what_it_should(Precision precision)
    {
        var result = ConvertRun.Run(
            new ConvertOptions
            {
                ModelPath = Model(VerdictCases.WakeWord(20), "model.onnx"),
                OutputPath = Path.Combine(_folder.Path, "out.tflite"),
                Precision = precision,
            },
            TestContext.Current.CancellationToken);
        ShouldPass(result);
        foreach (var verdict in result.Verdicts!)
        {
            verdict.Gate.Checks.Count(c => c.Code == GateCode.StoredParameters && c.Passed).ShouldBe(1);
            verdict.Gate.Checks.Count(c => c.Code == GateCode.NotConformant && c.Passed).ShouldBe(1);
        }
    }

    [Fact]
    public void Inverted_scores_beside_boxes_are_refused()
    {
        var result = Verify(VerdictCases.Boxes(false), VerdictCases.Boxes(true));
        FailedCodes(result).ShouldBe([GateCode.RelativeError]);
        var check = result.Verdicts[0].Gate.Checks[0];
        (check.Output, check.Axis).ShouldBe(("y", 1));
        check.Index!.Value.ShouldBeInRange(4, 9);
        check.Part.ShouldBe("scores");
        check.Text.ShouldContain($"of output 'y' at index {check.Index} of axis 1, in its part 'scores'");
        Verify(VerdictCases.Boxes(false), VerdictCases.Boxes(false)).Passed.ShouldBeTrue();
    }

    [Fact]
    public void Failure_of_int8_weights_names_what_one_scale_loses()
    {
        ConversionResult Convert(GateLimits limits) => ConvertRun.Run(
            new ConvertOptions
            {
                ModelPath = Model(VerdictCases.UnevenRows(), "model.onnx"),
                OutputPath = Path.Combine(_folder.Path, "out.tflite"),
                Precision = Precision.DynamicRangeInt8,
                Limits = limits,
            },
            TestContext.Current.CancellationToken);
        var refused = Convert(GateLimits.Default with { MaxSpreadError = 1e-9 });
        refused.File.ShouldBeNull();
        var noted = refused.Conversion!.Diagnostics.Where(d => d.Code == "int8-range").ShouldHaveSingleItem();
        foreach (var verdict in refused.Verdicts!)
        {
            var check = verdict.Gate.Checks.First(c => !c.Passed && c.Form is null);
            check.Code.ShouldBe(GateCode.SpreadError);
            var note = check.Notes.ShouldHaveSingleItem();
            (note.Code, note.First).ShouldBe(("int8-range", noted.Message));
            check.Text.ShouldContain("; the conversion noted what may explain it: int8-range: 'small' stays float32");
        }
        var made = Convert(GateLimits.Default);
        made.Verdicts!.SelectMany(v => v.Gate.Checks).ShouldAllBe(c => c.Passed && c.Notes.Count == 0);
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Float16)]
    [InlineData(Precision.DynamicRangeInt8)]
    public void Another_network_with_one_output_is_refused(Precision precision)
    {
        for (var seed = 20; seed < 23; seed++)
            Verify(VerdictCases.WakeWord(seed), VerdictCases.WakeWord(seed + 100), precision).Passed.ShouldBeFalse();
        var same = Verify(VerdictCases.WakeWord(20), VerdictCases.WakeWord(20), precision);
        same.Passed.ShouldBeTrue(string.Join('\n', same.Verdicts.SelectMany(v => v.Gate.Reasons)));
    }

    [Fact]
    public void Constant_source_verifies_nothing()
    {
        var result = Convert(VerdictCases.Constant());
        result.File.ShouldBeNull();
        result.Verdicts!.ShouldAllBe(v => v.Gate.Checks[0].Code == GateCode.SourceConstant);
    }

    [Fact]
    public void Source_without_numbers_verifies_nothing_until_its_range_is_stated()
    {
        var result = Convert(VerdictCases.Root());
        // The wide inputs are partly above 2.
        result.Diagnostics.ShouldContain(d => d.Code == "source-undefined");
        Convert(VerdictCases.Root(), new DomainOptions { Range = (-1, 1) }).Verdicts![0].Gate.Checks[0].Code
            .ShouldBe(GateCode.SourceNotFinite);
        ShouldPass(Convert(VerdictCases.Root(), new DomainOptions { Range = (2, 9) }));
    }

    [Fact]
    public void Small_differences_of_large_sums_pass() => ShouldPass(Convert(VerdictCases.Cancellation()));

    [Fact]
    public void Saturated_sigmoids_pass() => ShouldPass(Convert(VerdictCases.Saturated()));

    [Fact]
    public void Network_of_pixels_passes_with_and_without_its_range()
    {
        ShouldPass(Convert(VerdictCases.Pixels()));
        var result = Convert(VerdictCases.Pixels(), new DomainOptions { Range = (0, 255) });
        ShouldPass(result);
        result.Domains.Single().ShouldBe(new InputDomainFacts { Name = "x", Low = 0, High = 255, Origin = "stated" });
        result.Diagnostics.ShouldNotContain(d => d.Code == "assumed-range");
    }

    [Fact]
    public void All_indices_are_tried_and_those_from_the_end_work()
    {
        var result = Convert(VerdictCases.Embedding());
        ShouldPass(result);
        result.Domains.Single().ShouldBe(new InputDomainFacts { Name = "ids", Low = -10, High = 9, Origin = "graph" });
    }

    [Fact]
    public void File_that_states_another_source_fails()
    {
        var source = Model(VerdictCases.WakeWord(20), "a.onnx");
        var variant = Path.Combine(_folder.Path, "a.tflite");
        ConvertRun.Run(new ConvertOptions { ModelPath = source, OutputPath = variant }, TestContext.Current.CancellationToken);
        // The same network, another file.
        var other = Model([.. VerdictCases.WakeWord(20), .. new ProtoTail("again").Bytes], "b.onnx");
        var result = VerifyRun.Run(
            new VerifyOptions { VariantPath = variant, Source = new InputOptions { ModelPath = other } },
            SilentProgress.Instance, TestContext.Current.CancellationToken);
        FailedCodes(result).ShouldBe([GateCode.OtherSource]);
    }

    // doc_string of ModelProto, field 6.
    private sealed record ProtoTail(string Text)
    {
        public byte[] Bytes => [(6 << 3) | 2, (byte)Text.Length, .. System.Text.Encoding.ASCII.GetBytes(Text)];
    }

    [Fact]
    public void Name_or_value_that_fits_no_input_is_refused()
    {
        DomainOptions Stated(string name, Tensor value) => new()
        {
            Inputs = new Dictionary<string, InputDomain> { [name] = new(0, 1, DomainOrigin.Stated) { Value = value } },
        };
        Should.Throw<OptionException>(() => Convert(VerdictCases.Embedding(), Stated("id", Tensor.Vector(1f)))).Message
            .ShouldContain("'ids'");
        Should.Throw<OptionException>(() => Convert(VerdictCases.Embedding(), Stated("ids", Tensor.Vector(1f, 2)))).Message
            .ShouldContain("takes [1,4]");
    }
}
