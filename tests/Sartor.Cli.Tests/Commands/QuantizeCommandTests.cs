using System.Text.Json;
using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Formats;

namespace Sartor.Cli.Tests.Commands;

public sealed class QuantizeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Output => Path.Combine(_folder.Path, "out.tflite");

    public void Dispose() => _folder.Dispose();

    /// <summary>Without data a file is fed what its first step holds: pictures of this network are 0 to 1, and −1 is none.</summary>
    [Theory]
    [InlineData("q.onnx")]
    [InlineData("q.tflite")]
    public void Float_inputs_are_verified_in_the_range_that_they_were_calibrated_for(string name)
    {
        var output = Path.Combine(_folder.Path, name);
        var made = CommandRun.Of("quantize", Fashion.Model, "--data", Fashion.Data, "--io", "float32", "--out", output);
        made.ExitCode.ShouldBe(ExitCodes.Done, made.Out + made.Error);
        var run = CommandRun.Of("verify", output, "--source", Fashion.Model);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Out.ShouldContain("Passed");
        // One channel of many changes its sign: the outputs hardly show it.
        NegateChannel(output);
        foreach (var data in (string[][])[[], ["--data", Fashion.Data]])
        {
            var changed = CommandRun.Of(["verify", output, "--source", Fashion.Model, "--json", .. data]);
            changed.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, changed.Out + changed.Error);
            changed.Out.ShouldContain("have other signs than those of the source for channel 0");
        }
    }

    /// <summary>Clusters give weights near 0 another sign, and the file says that they do.</summary>
    [Fact]
    public void Clustered_weights_are_those_of_the_source_and_negated_ones_are_not()
    {
        var output = Path.Combine(_folder.Path, "c.tflite");
        var made = CommandRun.Of("quantize", Fashion.Model, "--data", Fashion.Data, "--cluster", "128", "--out", output);
        made.ExitCode.ShouldBe(ExitCodes.Done, made.Out + made.Error);
        var run = CommandRun.Of("verify", output, "--source", Fashion.Model, "--data", Fashion.Data);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Out.ShouldNotContain("failed:");
        NegateChannel(output);
        run = CommandRun.Of("verify", output, "--source", Fashion.Model, "--data", Fashion.Data);
        run.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, run.Out + run.Error);
        run.Out.ShouldContain("failed: the file was changed after it was made");
    }

    // Of the largest weights, whose bytes stand in the file as they are.
    private static void NegateChannel(string path)
    {
        byte[] weights;
        int channel;
        using (var model = ModelFormats.Open(path))
        {
            var largest = model.Graph.Constants
                .Where(c => c is { Constant.Element: ElementType.Int8, Quantization: { IsPerAxis: true, Axis: 0 } })
                .MaxBy(c => c.Constant!.Shape.ElementCount)!;
            weights = largest.Constant!.Data.ToArray();
            channel = (int)largest.Constant.Shape.Strides()[0];
        }
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().IndexOf(weights);
        at.ShouldBeGreaterThan(0);
        for (var i = at; i < at + channel; i++) bytes[i] = (byte)-(sbyte)bytes[i];
        File.WriteAllBytes(path, bytes);
    }

    [Theory]
    [InlineData("minmax")]
    [InlineData("percentile")]
    [InlineData("entropy")]
    [InlineData("mse")]
    public void Fashion_network_keeps_its_accuracy(string method)
    {
        var run = CommandRun.Of(
            "quantize", Fashion.Model, "--data", Fashion.Data, "--samples", "100", "--calibration", method, "--out", Output, "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        var json = run.Json();
        var split = json.GetProperty("data").GetProperty("split");
        (split.GetProperty("calibrationSamples").GetInt32(), split.GetProperty("heldOutSamples").GetInt32()).ShouldBe((100, 900));
        // PyTorch's accuracy on the 1,000 images is 94.2 %.
        var accuracy = json.GetProperty("verdicts")[0].GetProperty("scores")[0].GetProperty("variant");
        accuracy.GetProperty("low").GetDouble().ShouldBeLessThan(0.942);
        accuracy.GetProperty("high").GetDouble().ShouldBeGreaterThan(0.942);
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBe([Output]);
    }

    [Fact]
    public void File_that_takes_raw_pixels_is_verified_here_and_later()
    {
        var run = CommandRun.Of("quantize", Fashion.Model, "--data", Fashion.Data, "--bake-preprocessing", "--out", Output, "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        var input = run.Json().GetProperty("inputs")[0];
        input.GetProperty("elementType").GetString().ShouldBe("uint8");
        run.Json().GetProperty("conversion").GetProperty("diagnostics").ToString().ShouldContain("(pixel − 0) / 255");
        foreach (var data in (string[][])[["--data", Fashion.Data], []])
        {
            var later = CommandRun.Of(["verify", Output, "--source", Fashion.Model, .. data]);
            later.ExitCode.ShouldBe(ExitCodes.Done, later.Out + later.Error);
        }
    }

    [Fact]
    public void File_that_resizes_and_crops_is_verified_here_and_later()
    {
        var run = CommandRun.Of(
            "quantize", Fashion.Model, "--data", Fashion.Data, "--samples", "100", "--bake-preprocessing", "--resize", "30", "--input-size",
            "45,36", "--out", Output, "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Json().GetProperty("inputs")[0].GetProperty("shape").EnumerateArray().Select(e => e.GetInt32()).ShouldBe([1, 45, 36, 1]);
        foreach (var data in (string[][])[["--data", Fashion.Data], []])
        {
            var later = CommandRun.Of(["verify", Output, "--source", Fashion.Model, .. data]);
            later.ExitCode.ShouldBe(ExitCodes.Done, later.Out + later.Error);
        }
    }

    [Fact]
    public void Metadata_say_that_the_image_classifier_refuses_int8()
    {
        var run = CommandRun.Of("quantize", Fashion.Model, "--data", Fashion.Data, "--samples", "50", "--metadata", "--out", Output);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Out.ShouldContain("it takes uint8 and float32 inputs, and 'input' is int8");
        run.Out.ShouldContain("'logits' is int8");
        // Fashion-MNIST states the names of its 10 classes.
        System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Output)).ShouldContain("T-shirt/top\nTrouser\nPullover");
    }

    [Fact]
    public void Corrections_can_be_switched_off_and_the_result_says_so()
    {
        string[] command = ["quantize", Fashion.Model, "--data", Fashion.Data, "--samples", "50", "--out", Output];
        var run = CommandRun.Of([.. command, "--equalization", "on", "--bias-correction", "off"]);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Out.ShouldContain("cross-layer equalization is on, bias correction is off");
        var wrong = CommandRun.Of([.. command, "--bias-correction", "maybe"]);
        wrong.ExitCode.ShouldBe(ExitCodes.BadInput);
        wrong.Error.ShouldContain("must be on or off, got 'maybe'");
    }

    [Fact]
    public void Pruned_channels_make_the_file_smaller()
    {
        string[] command = ["quantize", Fashion.Model, "--data", Fashion.Data, "--samples", "50", "--json", "--out", Output];
        long Size(params string[] more)
        {
            var run = CommandRun.Of([.. command, .. more]);
            run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
            return run.Json().GetProperty("sizeBytes").GetInt64();
        }
        Size("--prune-channels", "0.02").ShouldBeLessThan(Size());
    }

    [Fact]
    public void Later_verification_leaves_the_calibration_samples_out()
    {
        CommandRun.Of(
            "quantize", Fashion.Model, "--data", Fashion.Data, "--samples", "50", "--seed", "7", "--out",
            Output).ExitCode.ShouldBe(ExitCodes.Done);
        var run = CommandRun.Of("verify", Output, "--source", Fashion.Model, "--data", Fashion.Data, "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Json().GetProperty("precision").GetString().ShouldBe("int8");
        run.Json().GetProperty("data").GetProperty("split").GetProperty("heldOutSamples").GetInt32().ShouldBe(950);
    }

    [Fact]
    public void Variant_that_fails_leaves_no_file_and_the_old_one()
    {
        File.WriteAllText(Output, "old");
        // Calibrated on a few of the rows, which are 10,000 times smaller than some of the others, whatever the seed.
        var data = Path.Combine(_folder.Path, "rows.csv");
        File.WriteAllLines(data, Rows());
        var run = CommandRun.Of("quantize", TestFiles.Data("tiny", "dense.onnx"), "--data", data, "--samples", "1", "--out", Output);
        run.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, run.Out + run.Error);
        run.Out.ShouldContain("No file was written");
        File.ReadAllText(Output).ShouldBe("old");
        Directory.EnumerateFileSystemEntries(_folder.Path).Order().ShouldBe([Output, data]);
    }

    [Fact]
    public void Bad_options_are_refused()
    {
        CommandRun.Of("quantize", Fashion.Model).ShouldBeRefused().ShouldContain("--data");
        CommandRun.Of("quantize", Fashion.Model, "--data", Fashion.Data, "--samples", "0", "--out", Output).ShouldBeRefused()
            .ShouldContain("at least 1");
        CommandRun.Of("quantize", Fashion.Model, "--data", Fashion.Data, "--calibration", "x", "--out", Output).ShouldBeRefused()
            .ShouldContain("--calibration");
        CommandRun.Of("quantize", Fashion.Model, "--data", Path.Combine(_folder.Path, "none"), "--out", Output).ShouldBeRefused()
            .ShouldContain("there is no such file or folder");
        CommandRun.Of("quantize", Fashion.Model, "--data", Fashion.Data, "--out", Fashion.Model, "--target", "onnx").ShouldBeRefused()
            .ShouldContain("is a file that is read");
    }

    [Fact]
    public void Layers_that_were_named_stay_float_and_all_layers_are_judged()
    {
        var run = CommandRun.Of(
            "quantize", Fashion.Model, "--data", Fashion.Data, "--samples", "50", "--float-layers", "/classifier/Gemm",
            "/pool/GlobalAveragePool", "--sensitivity", "--out", Output, "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        var json = run.Json();
        json.GetProperty("outputs")[0].GetProperty("elementType").GetString().ShouldBe("float32");
        var report = json.GetProperty("sensitivity");
        var layers = report.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("name").GetString()).ToArray();
        layers.ShouldNotContain("/classifier/Gemm");
        layers.ShouldContain("/features/features.1/Add");
        report.GetProperty("tensors").EnumerateArray().Select(tensor => tensor.GetProperty("sqnrDb").GetDouble()).ShouldBeInOrder();
        json.GetProperty("mixedPrecision").ValueKind.ShouldBe(JsonValueKind.Null);
        CommandRun.Of("check", Output).ExitCode.ShouldBe(ExitCodes.Done);
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBe([Output]);
    }

    // One scale holds all weights of a linear layer, one row of the second is 1,000 times the others, and the third reads only those: all
    // from the weights of one to the activations of the other is lost in int8. What stands between them keeps channels as they are.
    [Fact]
    public void Fewest_layers_stay_float_that_keep_the_agreement()
    {
        var (model, data) = (Path.Combine(_folder.Path, "model.onnx"), Path.Combine(_folder.Path, "rows.csv"));
        File.WriteAllBytes(model, ThreeLayers());
        var random = new Random(3);
        File.WriteAllLines(data, Enumerable.Range(0, 201).Select(row => string.Join(',', Enumerable.Range(0, 8).Select(column =>
            row == 0 ? $"c{column}" : FormattableString.Invariant($"{(random.NextDouble() * 2) - 1:0.0000}")))));
        var run = CommandRun.Of("quantize", model, "--data", data, "--max-drop", "5%", "--out", Output, "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        var found = run.Json().GetProperty("mixedPrecision");
        found.GetProperty("measure").GetString().ShouldBe("top-1 agreement");
        found.GetProperty("floatLayers").EnumerateArray().Select(layer => layer.GetProperty("name").GetString())
            .ShouldBe(["Gemm-b", "Abs-size", "Gemm-c"]);
        found.GetProperty("layers").GetInt32().ShouldBe(4);
        found.GetProperty("trials")[0].GetProperty("drop").GetDouble().ShouldBeGreaterThan(0.5);
        // The file itself, on both delegates, as verification counted it.
        foreach (var verdict in run.Json().GetProperty("verdicts").EnumerateArray())
            verdict.GetProperty("scores")[0].GetProperty("variant").GetProperty("value").GetDouble().ShouldBeGreaterThanOrEqualTo(0.95);
        CommandRun.Of("check", Output).ExitCode.ShouldBe(ExitCodes.Done);
        var text = CommandRun.Of("quantize", model, "--data", data, "--max-drop", "5%", "--out", Output, "--format", "md");
        text.Out.ShouldContain("| all in int8 | 0 |");
        text.Out.ShouldContain("3 of 4 layers: FullyConnected 'Gemm-b', Abs 'Abs-size', FullyConnected 'Gemm-c'");
    }

    // Rows of numbers without labels.
    [Theory]
    [InlineData("out.tflite")]
    [InlineData("out.onnx")]
    public void Fewest_layers_stay_float_that_keep_the_noise_below_a_limit(string name)
    {
        var (model, data, output) = (
            Path.Combine(_folder.Path, "model.onnx"), Path.Combine(_folder.Path, "rows.csv"), Path.Combine(_folder.Path, name));
        File.WriteAllBytes(model, ThreeLayers());
        var random = new Random(3);
        File.WriteAllLines(data, Enumerable.Range(0, 201).Select(row => string.Join(',', Enumerable.Range(0, 8).Select(column =>
            row == 0 ? $"c{column}" : FormattableString.Invariant($"{(random.NextDouble() * 2) - 1:0.0000}")))));
        var run = CommandRun.Of("quantize", model, "--data", data, "--min-sqnr", "20", "--out", output, "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        var found = run.Json().GetProperty("mixedPrecision");
        found.GetProperty("minSqnrDb").GetDouble().ShouldBe(20);
        found.GetProperty("maxDrop").ValueKind.ShouldBe(JsonValueKind.Null);
        found.GetProperty("sqnrDb").GetDouble().ShouldBeGreaterThanOrEqualTo(20);
        var trials = found.GetProperty("trials").EnumerateArray().ToArray();
        trials[0].GetProperty("sqnrDb").GetDouble().ShouldBeLessThan(20);
        trials[0].GetProperty("passed").GetBoolean().ShouldBeFalse();
        found.GetProperty("floatLayers").GetArrayLength().ShouldBeInRange(1, found.GetProperty("layers").GetInt32() - 1);
        // As verification compares them, by the spread: around 0 that is the root of the mean square, and 20 dB are a tenth of it.
        foreach (var verdict in run.Json().GetProperty("verdicts").EnumerateArray())
            verdict.GetProperty("parity")[0].GetProperty("outputs")[0].GetProperty("spreadError").GetDouble().ShouldBeLessThan(0.105);
        // ONNX Runtime computes both in float32 to the last bit.
        if (name.EndsWith(".onnx", StringComparison.Ordinal)) return;
        File.Delete(output);
        var missed = CommandRun.Of("quantize", model, "--data", data, "--min-sqnr", "400", "--out", output);
        missed.ExitCode.ShouldNotBe(ExitCodes.Done);
        missed.Out.ShouldContain("No file was written: the outputs have less than 400 dB with every layer in float32.");
        File.Exists(output).ShouldBeFalse();
    }

    [Theory]
    [InlineData("float32", "out.tflite")]
    [InlineData("uint8", "out.tflite")]
    [InlineData("uint8", "out.onnx")]
    public void Inputs_and_outputs_have_the_type_that_was_asked_for(string type, string name)
    {
        var file = Path.Combine(_folder.Path, name);
        var run = CommandRun.Of(
            "quantize", Fashion.Model, "--data", Fashion.Data, "--samples", "50", "--io", type, "--out", file, "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Json().GetProperty("inputs")[0].GetProperty("elementType").GetString().ShouldBe(type);
        run.Json().GetProperty("outputs")[0].GetProperty("elementType").GetString().ShouldBe(type);
        if (name.EndsWith(".tflite", StringComparison.Ordinal)) CommandRun.Of("check", file).ExitCode.ShouldBe(ExitCodes.Done);
        // As from any tool.
        CommandRun.Of("verify", file, "--source", Fashion.Model, "--data", Fashion.Data).ExitCode.ShouldBe(ExitCodes.Done);
    }

    [Fact]
    public void Int16_activations_agree_with_the_source()
    {
        var run = CommandRun.Of(
            "quantize", Fashion.Model, "--data", Fashion.Data, "--samples", "50", "--activations", "int16", "--out", Output, "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Json().GetProperty("precision").GetString().ShouldBe("int16x8");
        run.Json().GetProperty("verdicts")[0].GetProperty("scores")[1].GetProperty("variant").GetProperty("value").GetDouble()
            .ShouldBeGreaterThanOrEqualTo(0.998);
        CommandRun.Of("check", Output).ExitCode.ShouldBe(ExitCodes.Done);
    }

    // ONNX Runtime computes the source, whose files are what other quantizers write.
    [Fact]
    public void Quantized_onnx_file_becomes_a_file_of_the_same_integers()
    {
        var source = Path.Combine(_folder.Path, "int8.onnx");
        CommandRun.Of("quantize", Fashion.Model, "--data", Fashion.Data, "--samples", "50", "--out", source)
            .ExitCode.ShouldBe(ExitCodes.Done);
        var run = CommandRun.Of("convert", source, "--data", Fashion.Data, "--out", Output, "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Json().GetProperty("precision").GetString().ShouldBe("int8");
        foreach (var verdict in run.Json().GetProperty("verdicts").EnumerateArray())
            verdict.GetProperty("scores")[1].GetProperty("variant").GetProperty("value").GetDouble().ShouldBeGreaterThanOrEqualTo(0.995);
        CommandRun.Of("check", Output).ExitCode.ShouldBe(ExitCodes.Done);
        CommandRun.Of("convert", source, "--precision", "float32", "--out", Output).ShouldBeRefused().ShouldContain("is already quantized");
    }

    [Fact]
    public void Unusable_choices_of_layers_are_refused()
    {
        string[] args = ["quantize", Fashion.Model, "--data", Fashion.Data, "--out", Output];
        CommandRun.Of([.. args, "--io", "int4"]).ShouldBeRefused().ShouldContain("choose float32, int8, uint8 or int16");
        CommandRun.Of([.. args, "--activations", "int16", "--io", "uint8"]).Error
            .ShouldContain("--io: must be float32 or int16 beside int16");
        CommandRun.Of([.. args, "--activations", "int4"]).ShouldBeRefused().ShouldContain("choose int8 or int16");
        CommandRun.Of([.. args, "--max-drop", "-1"]).ShouldBeRefused().ShouldContain("below 0");
        CommandRun.Of([.. args, "--float-layers", "/classifier/Gem"]).Error.ShouldContain(
            "--float-layers: there is no node or tensor '/classifier/Gem' (did you mean '/classifier/Gemm'?)");
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    private static byte[] ThreeLayers()
    {
        var random = new Random(1);
        float[] Weights() => [.. Enumerable.Range(0, 64).Select(_ => (float)((random.NextDouble() * 2) - 1))];
        float[] a = Weights(), b = [.. Weights().Select((w, i) => i < 8 ? w * 1000 : w)];
        float[] c = [.. Weights().Select((w, i) => i % 8 == 0 ? 0 : w)];
        var builder = new OnnxBuilder().Input("x", ElementType.Float32, 1, 8);
        var from = "x";
        foreach (var (name, weights) in (ReadOnlySpan<(string, float[])>)[("a", a), ("b", b), ("c", c)])
        {
            builder = builder.Initializer($"{name}.weight", [8, 8], weights)
                .Node("Gemm", [from, $"{name}.weight"], [name], OnnxBuilder.Int("transB", 1));
            from = name;
            if (name == "b") builder = builder.Node("Abs", [from], [from = "size"]);
        }
        return builder.Output("c", ElementType.Float32, 1, 8).Build();
    }

    private static IEnumerable<string> Rows()
    {
        var random = new Random(1);
        yield return "a,b,c,d";
        for (var i = 0; i < 40; i++)
        {
            var scale = Math.Pow(10, -i % 5);
            yield return string.Join(
                ',', Enumerable.Range(0, 4).Select(_ => FormattableString.Invariant($"{((random.NextDouble() * 2) - 1) * scale * 100}")));
        }
    }
}
