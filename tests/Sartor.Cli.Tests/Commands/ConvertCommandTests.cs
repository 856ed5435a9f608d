using Sartor.Contracts;
using Sartor.Formats;

namespace Sartor.Cli.Tests.Commands;

public sealed class ConvertCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Output => Path.Combine(_folder.Path, "out.tflite");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("float32", 4.0)]
    [InlineData("float16", 2.0)]
    [InlineData("dynamic-range-int8", 1.0)]
    public void Precision_sets_the_size_and_passes(string precision, double bytesAParameter)
    {
        var run = CommandRun.Of("convert", Fashion.Model, "--precision", precision, "--out", Output);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Out.ShouldContain("[1,1,28,28] float32 → [1,28,28,1] float32");
        run.Out.ShouldContain("Passed");
        // 114,618 parameters (docs/demo-network.md), and a part for structure and small constants.
        ((double)new FileInfo(Output).Length).ShouldBeInRange(114_618 * bytesAParameter, (114_618 * bytesAParameter) + 60_000);
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBe([Output]);
    }

    // Its wide inputs drive roundings so far apart that three runs of them do not see how far.
    [Fact]
    public void RightFile_OfANetworkThatDrivesRoundingsApart_IsWritten()
    {
        var onnx = TorchvisionModels.Path("regnet_y_400mf");
        var run = CommandRun.Of("convert", onnx, "--out", Path.Combine(_folder.Path, "regnet.tflite"), "--quiet");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
    }

    [Fact]
    public void Names_of_classes_have_to_fit_an_output()
    {
        var names = Path.Combine(_folder.Path, "names.txt");
        File.WriteAllText(names, "one\ntwo\n");
        var run = CommandRun.Of("convert", Fashion.Model, "--mean", "0", "--std", "255", "--metadata-labels", names);
        run.ExitCode.ShouldBe(ExitCodes.BadInput, run.Out + run.Error);
        run.Error.ShouldContain("has 2 names, and no output has as many scores: 'logits' [1,10]");
        CommandRun.Of("convert", Fashion.Model, "--metadata").Error.ShouldContain("state --mean and --std");
    }

    [Theory]
    [InlineData("0.1", ExitCodes.Done)]
    [InlineData("90%", ExitCodes.AnswerIsNo)]
    public void Pruned_weights_are_judged_by_the_labels(string share, int exitCode)
    {
        var run = CommandRun.Of("convert", Fashion.Model, "--data", Fashion.Data, "--prune", share, "--out", Output);
        run.ExitCode.ShouldBe(exitCode, run.Out + run.Error);
        File.Exists(Output).ShouldBe(exitCode == ExitCodes.Done);
        run.Out.ShouldContain("compressed with gzip the file has");
        // The conversion without the pruning is exact.
        run.Out.ShouldContain("float32 conversion check");
    }

    [Fact]
    public void Pruned_weights_need_data()
    {
        var run = CommandRun.Of("convert", Fashion.Model, "--prune", "0.5");
        run.ExitCode.ShouldBe(ExitCodes.BadInput, run.Out + run.Error);
        run.Error.ShouldContain("only data can judge; give --data");
    }

    [Fact]
    public void Raw_pixels_need_a_stated_preprocessing()
    {
        var run = CommandRun.Of("convert", Fashion.Model, "--bake-preprocessing");
        run.ExitCode.ShouldBe(ExitCodes.BadInput, run.Out + run.Error);
        run.Error.ShouldContain("state --mean and --std in pixel units");
    }

    [Fact]
    public void Json_says_what_was_written_and_how_it_compares()
    {
        var json = CommandRun.Of("convert", Fashion.Model, "--out", Output, "--json").Json();
        json.GetProperty("file").GetString().ShouldBe(Output);
        json.GetProperty("sizeBytes").GetInt64().ShouldBe(new FileInfo(Output).Length);
        json.GetProperty("inputs")[0].GetProperty("permutation").EnumerateArray().Select(e => e.GetInt32()).ShouldBe([0, 2, 3, 1]);
        json.GetProperty("verdicts")[0].GetProperty("gate").GetProperty("passed").GetBoolean().ShouldBeTrue();
        json.GetProperty("verdicts")[0].GetProperty("parity")[0].GetProperty("samples").GetInt32().ShouldBe(64);
    }

    [Fact]
    public void File_names_its_source_and_the_order_of_its_axes()
    {
        CommandRun.Of("convert", Fashion.Model, "--out", Output, "--no-verify").ExitCode.ShouldBe(ExitCodes.Done);
        using var model = ModelFormats.Open(Output);
        model.Graph.Source.Metadata["sartor.source.name"].ShouldBe("model.onnx");
        model.Graph.Source.Metadata["sartor.signature.input.0"].ShouldBe("0,2,3,1");
    }

    [Fact]
    public void Unverified_file_is_called_so()
    {
        var run = CommandRun.Of("convert", TestFiles.Data("tiny", "dense.onnx"), "--out", Output, "--no-verify");
        run.ExitCode.ShouldBe(ExitCodes.Done);
        run.Out.ShouldContain("not verified");
    }

    [Fact]
    public void Existing_output_is_replaced()
    {
        File.WriteAllText(Output, "old");
        CommandRun.Of("convert", TestFiles.Data("tiny", "dense.onnx"), "--out", Output).ExitCode.ShouldBe(ExitCodes.Done);
        new FileInfo(Output).Length.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Existing_output_stays_when_the_model_cannot_be_converted()
    {
        File.WriteAllText(Output, "old");
        var bad = Path.Combine(_folder.Path, "bad.onnx");
        File.WriteAllText(bad, "no model");
        CommandRun.Of("convert", bad, "--out", Output).ShouldBeRefused().ShouldContain("unsupported format");
        File.ReadAllText(Output).ShouldBe("old");
    }

    [Fact]
    public void Input_as_output_is_refused()
    {
        var model = Path.Combine(_folder.Path, "model.onnx");
        File.Copy(TestFiles.Data("tiny", "dense.onnx"), model);
        var link = Path.Combine(_folder.Path, "link.onnx");
        File.CreateSymbolicLink(link, "model.onnx");
        CommandRun.Of("convert", model, "--out", model, "--target", "onnx").ShouldBeRefused().ShouldContain("is a file that is read");
        CommandRun.Of("convert", link, "--out", model, "--target", "onnx").ShouldBeRefused().ShouldContain("is a file that is read");
        File.ReadAllBytes(model).ShouldBe(File.ReadAllBytes(TestFiles.Data("tiny", "dense.onnx")));
    }

    /// <summary>A link in the middle of the path, and a second name of the file.</summary>
    [Theory]
    [InlineData("folder", "--target", "onnx")]
    [InlineData("name", "--target", "onnx")]
    public void Input_as_output_is_refused_by_whatever_way_it_is_reached(string kind, params string[] options)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "real")).FullName;
        var model = Path.Combine(folder, "model.onnx");
        File.Copy(TestFiles.Data("tiny", "dense.onnx"), model);
        var link = Path.Combine(_folder.Path, "link");
        var other = kind == "folder" ? Path.Combine(link, "model.onnx") : link;
        if (kind == "folder") Directory.CreateSymbolicLink(link, folder);
        else HardLink.Make(model, other);

        CommandRun.Of(["convert", model, "--out", other, .. options]).ShouldBeRefused().ShouldContain("is a file that is read");
        CommandRun.Of(["convert", other, "--out", model, .. options]).ShouldBeRefused().ShouldContain("is a file that is read");

        File.ReadAllBytes(model).ShouldBe(File.ReadAllBytes(TestFiles.Data("tiny", "dense.onnx")));
    }

    [Fact]
    public void Place_that_cannot_be_written_is_refused()
    {
        var file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");
        CommandRun.Of("convert", Fashion.Model, "--out", Path.Combine(file, "x.tflite")).ShouldBeRefused()
            .ShouldContain("x.tflite: cannot be written");
        CommandRun.Of("convert", Fashion.Model, "--out", _folder.Path).ShouldBeRefused().ShouldContain("is a folder");
    }

    [Theory]
    [InlineData("int8", "sartor quantize")]
    [InlineData("int3", "unknown precision 'int3'")]
    public void Other_precisions_are_refused(string precision, string words) =>
        CommandRun.Of("convert", Fashion.Model, "--precision", precision, "--out", Output).ShouldBeRefused().ShouldContain(words);

    [Fact]
    public void Target_ThatThereIsNot_IsRefusedByEachVerbAndListsThoseThatThereAre()
    {
        string[][] lines =
        [
            ["convert", Fashion.Model, "--out", Output], ["quantize", Fashion.Model, "--data", Fashion.Data, "--out", Output],
            ["fit", Fashion.Model, "--data", Fashion.Data, "--out", Output], ["demo", "--out", Output],
        ];
        foreach (var line in lines)
        {
            CommandRun.Of([.. line, "--target", "openvino"]).ShouldBeRefused()
                .ShouldBe("--target: unknown target 'openvino'; "
                    + "choose from coreml (.mlpackage), litert (.tflite), ncnn (.param), onnx (.onnx), tflite (.tflite).");
        }
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Suffix_TellsTheTarget()
    {
        var output = Path.Combine(_folder.Path, "out.onnx");

        CommandRun.Of("convert", Fashion.Model, "--out", output, "--no-verify").ExitCode.ShouldBe(0);

        using var written = ModelFormats.Open(output);
        written.Format.Name.ShouldBe("onnx");
    }

    [Fact]
    public void FormatWithoutAnEngine_IsReadBackAndSaysSo()
    {
        var output = Path.Combine(_folder.Path, "out.param");

        var run = CommandRun.Of("convert", Fashion.Model, "--out", output);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Out.ShouldContain("Structure and numerics checked, never run on ncnn");
        run.Out.ShouldContain("onnxruntime/read-back");
        run.Out.ShouldContain($"Wrote {output} and {Path.ChangeExtension(output, ".bin")}");
        Directory.EnumerateFiles(_folder.Path).Count().ShouldBe(2);
        var verified = CommandRun.Of("verify", output, "--source", Fashion.Model, "--json");
        verified.ExitCode.ShouldBe(ExitCodes.Done, verified.Out + verified.Error);
        CommandRun.Of("bench", output).ShouldBeRefused().ShouldContain("no engine runs ncnn models");
        CommandRun.Of("fit", Fashion.Model, "--target", "ncnn", "--out", _folder.Path + "/fit").ShouldBeRefused()
            .ShouldContain("nothing to measure");
    }

    [Fact]
    public void Package_AppearsWholeIsInspectedVerifiedAndSaysThatNoDeviceRanIt()
    {
        var output = Path.Combine(_folder.Path, "out.mlpackage");

        var run = CommandRun.Of("convert", Fashion.Model, "--out", output, "--json");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Out.ShouldContain("Structure and numerics checked, never run on an Apple device");
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBe([output]);
        CommandRun.Of("inspect", output).Out.ShouldContain("coreml");
        CommandRun.Of("inspect", _folder.Path).Out.ShouldContain("1 model read");
        var verified = CommandRun.Of("verify", output, "--source", Fashion.Model);
        verified.ExitCode.ShouldBe(ExitCodes.Done, verified.Out + verified.Error);
        verified.Out.ShouldContain("Structure and numerics checked, never run on an Apple device");
        verified.Out.ShouldContain("onnxruntime/read-back");
        CommandRun.Of("convert", Fashion.Model, "--out", output, "--no-verify").ExitCode.ShouldBe(ExitCodes.Done, "a package is replaced");
        File.WriteAllText(Path.Combine(output, "notes.txt"), "mine");
        CommandRun.Of("convert", Fashion.Model, "--out", output, "--no-verify").ShouldBeRefused().ShouldContain("it has 'notes.txt'");
        CommandRun.Of("convert", output, "--out", output, "--no-verify").ShouldBeRefused();
        CommandRun.Of("bench", output).ShouldBeRefused().ShouldContain("no engine runs coreml models");
        CommandRun.Of("fit", Fashion.Model, "--target", "coreml", "--out", _folder.Path + "/fit").ShouldBeRefused()
            .ShouldContain("nothing to measure");
    }

    [Fact]
    public void SourceWithoutAnEngine_IsComputedFromWhatIsReadInTheShapeThatIsGiven()
    {
        var text = Path.Combine(_folder.Path, "deploy.prototxt");
        File.WriteAllText(
            text, """
            input: "data" input_dim: 10 input_dim: 3 input_dim: 6 input_dim: 8
            layer { name: "p" type: "Pooling" bottom: "data" top: "p" pooling_param { pool: AVE kernel_size: 3 stride: 2 pad: 1 } }
            layer { name: "s" type: "Softmax" bottom: "p" top: "s" }
            """);

        var run = CommandRun.Of("convert", text, "--input-shape", "data=1,3,6,8", "--out", Output);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Out.ShouldContain("The source did not run on Caffe");
        run.Out.ShouldContain("Passed");
    }

    [Fact]
    public void Target_StandsInTheResult() =>
        CommandRun.Of("convert", TestFiles.Data("tiny", "dense.onnx"), "--out", Output, "--target", "tflite", "--json").Json()
            .GetProperty("conversion").GetProperty("target").GetString().ShouldBe("tflite");

    [Fact]
    public void Bad_shape_is_refused() =>
        CommandRun.Of("convert", Fashion.Model, "--input-shape", "input=1,x", "--out", Output).ShouldBeRefused()
            .ShouldContain("--input-shape");
}
