using Sartor.Cli.Inspection;
using Sartor.Contracts;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Formats;

namespace Sartor.Cli.Tests.Commands;

public sealed class InspectCommandTests : IDisposable
{
    private static readonly string s_demo = Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Model_IsDescribedForPeople()
    {
        var run = CommandRun.Of("inspect", s_demo);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        foreach (var part in (string[])[
            "ONNX", "opset 13", "pytorch", "input: float32[1,1,28,28]", "logits: float32[1,10]", "114,618", "7,901,184",
            "15,802,368 (2 · MACs)", "Conv × 25", "at the peak"])
            run.Out.ShouldContain(part);
        run.Out.Split('\n').ShouldAllBe(line => line.TrimEnd('\r') == line.TrimEnd());
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public void Folder_of_more_files_than_are_looked_at_is_refused_before_any_is_read(int most, bool isRead)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "all", "below"));
        foreach (var name in (string[])["a.txt", "b.txt", "broken.onnx"])
            File.WriteAllText(Path.Combine(folder.FullName, name), "no model");
        var inspector = new ModelInspector(new ModelReadOptions(), ConversionTargets.Default, withLayers: false) { MostEntries = most };
        var root = Path.Combine(_folder.Path, "all");
        if (isRead) inspector.InspectFolder(root, default).OtherFiles.ShouldBe(2);
        else Should.Throw<ModelFormatException>(() => inspector.InspectFolder(root, default)).Message.ShouldContain(
            "has more than 2 files below it; give a folder nearer to the models");
    }

    [Fact]
    public void Weights_are_listed_and_their_other_values()
    {
        var path = WeightsFile.Write(_folder.Path, $"}}(U\u0001eK\u0007U\u0001w{WeightsFile.Tensor}u.");
        CommandRun.Of("inspect", path).ShouldBeRefused().ShouldContain("storage '0': is missing");
        using (var archive = System.IO.Compression.ZipFile.Open(path, System.IO.Compression.ZipArchiveMode.Update))
            archive.CreateEntry("weights/data/0", System.IO.Compression.CompressionLevel.NoCompression).Open().Dispose();
        var run = CommandRun.Of("inspect", path);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Out.ShouldContain("e: 7");
        run.Out.ShouldContain("w        float16   [0,3]");
    }

    [Fact]
    public void Weights_that_would_run_code_are_refused()
    {
        var path = WeightsFile.Write(_folder.Path, "cposix\nsystem\nU\u0005touch\u0085R.");
        CommandRun.Of("inspect", path).ShouldBeRefused().ShouldContain("would run posix.system when it is loaded");
    }

    // ONNX by hand: a Relu whose names, domain and producer hold escape sequences.
    private string Escaping()
    {
        static byte[] Field(int number, params byte[][] parts)
        {
            var content = parts.SelectMany(p => p).ToArray();
            return [(byte)((number << 3) | 2), (byte)((content.Length & 127) | 128), (byte)(content.Length >> 7), .. content];
        }
        static byte[] Text(int number, string text) => Field(number, System.Text.Encoding.UTF8.GetBytes(text));
        var type = Field(2, Field(1, [8, 1], Field(2, Field(1, [8, 3]))));
        var node = Field(
            1, Text(1, "x\u001b[31m"), Text(2, "y"), Text(3, "n\u001b]0;title\u0007"), Text(4, "Odd\u009b2J"), Text(7, "d\u001b[2J"));
        var graph = Field(7, node, Field(11, Text(1, "x\u001b[31m"), type), Field(12, Text(1, "y"), type));
        byte[] model = [8, 8, .. Text(2, "p\u001b[31m"), .. graph, .. Field(8, Text(1, ""), [16, 13])];
        var path = Path.Combine(_folder.Path, "escaping.onnx");
        File.WriteAllBytes(path, model);
        return path;
    }

    [Theory, InlineData(false), InlineData(true)]
    public void EscapeSequencesOfTheFile_DoNotReachTheTerminal(bool isTerminal)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = new CliContext(output, error, isTerminal, TimeProvider.System);
        CommandLine.Run(["inspect", Escaping(), "--layers"], context, TestContext.Current.CancellationToken)
            .ShouldBe(ExitCodes.Done, error.ToString());
        output.ToString().ShouldContain("p?");
        output.ToString().ShouldNotContain("\u001b]");
        output.ToString().ShouldNotContain("\u001b[2J");
        output.ToString().Count(c => char.IsControl(c) && c is not ('\n' or '\r' or '\u001b')).ShouldBe(0);
        if (!isTerminal) output.ToString().ShouldNotContain("\u001b");
    }

    [Fact]
    public void EscapeSequencesInJson_AreEscaped()
    {
        var run = CommandRun.Of("inspect", Escaping(), "--layers", "--json");
        run.Json().GetProperty("producer").GetString().ShouldBe("p\u001b[31m");
        run.Out.Any(c => char.IsControl(c) && c is not ('\n' or '\r')).ShouldBeFalse();
    }

    [Fact]
    public void Layers_AddUpToTheModel()
    {
        var document = CommandRun.Of("inspect", s_demo, "--layers", "--json").Json();
        var model = document;
        var layers = model.GetProperty("layers").EnumerateArray().ToArray();

        layers.Sum(l => l.GetProperty("macs").GetInt64()).ShouldBe(model.GetProperty("macs").GetInt64());
        layers.Sum(l => l.GetProperty("parameters").GetInt64()).ShouldBe(model.GetProperty("storedParameters").GetInt64());
        model.GetProperty("flops").GetInt64().ShouldBe(2 * model.GetProperty("macs").GetInt64());
        layers.ShouldAllBe(l => l.GetProperty("fingerprint").GetString()!.Length == 64);
    }

    [Fact]
    public void SameNetworkUnderAnotherName_HasTheSameFingerprint()
    {
        var copy = Path.Combine(_folder.Path, "other.bin");
        File.Copy(s_demo, copy);

        Fingerprint(copy).ShouldBe(Fingerprint(s_demo));
    }

    [Fact]
    public void FolderWithABadFile_IsATableWithItsErrorAndCode2()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "deep"));
        File.Copy(s_demo, Path.Combine(_folder.Path, "deep", "good.onnx"));
        File.WriteAllBytes(Path.Combine(_folder.Path, "bad.onnx"), File.ReadAllBytes(s_demo)[..1000]);
        File.WriteAllText(Path.Combine(_folder.Path, "notes.txt"), "no model");

        var run = CommandRun.Of("inspect", _folder.Path);

        run.ExitCode.ShouldBe(ExitCodes.BadInput);
        run.Out.ShouldContain("deep/good.onnx");
        run.Out.ShouldContain("bad.onnx: ");
        run.Out.ShouldContain("1 model read, 1 could not be read, 1 other file.");
    }

    [Fact]
    public void FolderWithoutAModel_IsRefused()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "notes.txt"), "no model");
        CommandRun.Of("inspect", _folder.Path).ShouldBeRefused()
            .ShouldContain("contains no model that Sartor can read (1 other file below it)");
    }

    [Fact]
    public void FolderThatCannotBeListed_IsRefused()
    {
        var closed = Directory.CreateDirectory(Path.Combine(_folder.Path, "closed")).FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(closed, UnixFileMode.None);
        // Permissions bind users other than root.
        var isBound = !OperatingSystem.IsWindows() && !Environment.IsPrivilegedProcess;
        CommandRun.Of("inspect", closed).ShouldBeRefused()
            .ShouldContain(isBound ? "cannot be listed" : "contains no model that Sartor can read");
        Directory.Delete(closed);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", "Git LFS pointer")]
    [InlineData("hello, this is no model at all", "unsupported format")]
    public void FileThatIsNoModel_IsRefused(string content, string reason)
    {
        var path = Path.Combine(_folder.Path, "model.onnx");
        File.WriteAllText(path, content);

        var sentence = CommandRun.Of("inspect", path).ShouldBeRefused();
        sentence.ShouldStartWith(path);
        sentence.ShouldContain(reason);
    }

    [Fact]
    public void MissingFile_IsRefused() =>
        CommandRun.Of("inspect", Path.Combine(_folder.Path, "nowhere.onnx")).ShouldBeRefused().ShouldContain("there is no such file");

    [Theory]
    [InlineData("input")]
    [InlineData("=1,2")]
    [InlineData("input=")]
    [InlineData("input=1,-2")]
    [InlineData("input=1,x")]
    [InlineData("input=2147483647,2147483647,2147483647")]
    public void WrongInputShape_IsRefused(string shape) =>
        CommandRun.Of("inspect", s_demo, "--input-shape", shape).ShouldBeRefused().ShouldContain("--input-shape");

    // Parameters and MACs that PyTorch's modules have, counted by hooks over torchvision 0.14.1.
    [Theory]
    [InlineData("keep-bn/resnet18", 11_689_512, 1_814_073_344)]
    [InlineData("keep-bn/mobilenet_v2", 3_504_872, 300_774_272)]
    [InlineData("squeezenet1_1", 1_235_496, 349_151_936)]
    public void Counts_AreThoseOfPyTorch_FromOnnxAndFromOurTFLite(string name, long parameters, long macs)
    {
        var onnx = TorchvisionModels.Path(name);
        ShouldHave(onnx);
        foreach (var precision in (string[])["float32", "float16", "dynamic-range-int8"])
        {
            var converted = Path.Combine(_folder.Path, precision + ".tflite");
            CommandRun.Of("convert", onnx, "--precision", precision, "--out", converted, "--no-verify").ExitCode.ShouldBe(ExitCodes.Done);
            ShouldHave(converted);
        }

        void ShouldHave(string path)
        {
            var json = CommandRun.Of("inspect", path, "--json").Json();
            json.GetProperty("parameters").GetInt64().ShouldBe(parameters, path);
            json.GetProperty("macs").GetInt64().ShouldBe(macs, path);
            json.GetProperty("notes").GetArrayLength().ShouldBe(0);
        }
    }

    private static string? Fingerprint(string path)
    {
        var document = CommandRun.Of("inspect", path, "--json").Json();
        return document.GetProperty("fingerprint").GetString();
    }
}
