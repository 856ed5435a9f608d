using System.IO.Compression;
using System.Text;
using Sartor.Contracts;
using Sartor.Core;

namespace Sartor.Formats.Tests;

public sealed class ForeignFormatsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.h5", "from_keras_model")]
    [InlineData("model.keras", "from_keras_model")]
    [InlineData("model.mlmodel", "Core ML")]
    [InlineData("model.engine", "TensorRT")]
    [InlineData("model.safetensors", "safetensors")]
    [InlineData("model.gguf", "optimum-cli")]
    [InlineData("model.bin", "weights")]
    [InlineData("model.pkl", "skl2onnx")]
    [InlineData("model.xml", "OpenVINO")]
    public void NameOfAnotherFormat_IsToldWithTheWayOut(string name, string remedy) =>
        Refusal(name, Encoding.ASCII.GetBytes("some text that is no model of any kind at all")).ShouldContain(remedy);

    [Theory]
    [InlineData("PK\u0003\u0004........archive/data.pkl and no directory", "damaged or cut off; download or save it again")]
    [InlineData("GGUF\u0003", "GGUF")]
    public void ContentOfAnotherFormat_IsToldWhateverItsName(string content, string remedy) =>
        Refusal("model.onnx", Encoding.ASCII.GetBytes(content)).ShouldContain(remedy);

    /// <summary>A name alone makes no PyTorch file of what is left of one.</summary>
    [Fact]
    public void PyTorchFiles_AreToldFromDamagedOnes()
    {
        Refusal("MODEL.PTH", [.. "some text"u8]).ShouldContain("is not a PyTorch file, whatever its name says; download or save it again");
        Refusal("model.pt", [0x80, 2, (byte)'}', (byte)'.']).ShouldContain("torch.onnx.export");
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true)) archive.CreateEntry("net/data.pkl");
        Refusal("net.pt", bytes.ToArray()).ShouldContain("torch.onnx.export");
        Refusal("net.pt", bytes.ToArray()[..40]).ShouldContain("is a PyTorch file that is damaged or cut off");
    }

    [Fact]
    public void Hdf5_IsToldByItsFirstBytes() => Refusal("model", [0x89, .. "HDF\r\n\x1a\n"u8, 0, 0]).ShouldContain("Keras");

    /// <summary>A SavedModel begins with its version and a MetaGraphDef, a frozen graph with a NodeDef (tensorflow).</summary>
    [Fact]
    public void TensorFlowGraphs_AreNoBrokenOnnx()
    {
        var meta = new ProtoWriter().Varint(1, 1).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Text(14, "x"))).Bytes;
        Refusal("saved_model.pb", meta).ShouldContain("--saved-model");
        var frozen = new ProtoWriter().Message(1, new ProtoWriter().Text(1, "input").Text(2, "Placeholder")).Bytes;
        Refusal("frozen.pb", frozen).ShouldContain("--graphdef");
    }

    [Theory]
    [InlineData("model.pb")]
    [InlineData("model.bin")]
    [InlineData("model.pt")]
    public void OnnxUnderAnotherName_IsRead(string name)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(
            path, new OnnxBuilder().Input("x", ElementType.Float32, 2).Node("Relu", ["x"], ["y"]).Output("y").Build());
        using var model = ModelFormats.Open(path);
        model.Format.Name.ShouldBe("onnx");
    }

    [Fact]
    public void FoldersOfOtherFormats_AreToldWithTheWayOut()
    {
        var saved = Directory.CreateDirectory(Path.Combine(_folder.Path, "saved")).FullName;
        File.WriteAllText(Path.Combine(saved, "saved_model.pb"), "x");
        Should.Throw<ModelFormatException>(() => ModelFormats.Open(saved)).Message.ShouldContain("--saved-model");
        var core = Directory.CreateDirectory(Path.Combine(_folder.Path, "net.mlpackage")).FullName;
        Should.Throw<ModelFormatException>(() => ModelFormats.Open(core)).Message.ShouldContain("Core ML package");
        var hub = Directory.CreateDirectory(Path.Combine(_folder.Path, "hub")).FullName;
        File.WriteAllText(Path.Combine(hub, "config.json"), "{}");
        File.WriteAllText(Path.Combine(hub, "model.safetensors"), "x");
        Should.Throw<ModelFormatException>(() => ModelFormats.Open(hub)).Message.ShouldContain("optimum-cli");
    }

    private string Refusal(string name, byte[] content)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, content);
        var message = Should.Throw<ModelFormatException>(() => ModelFormats.Open(path)).Message;
        message.ShouldStartWith($"{path}: is ");
        message.ShouldEndWith(".");
        return message;
    }
}
