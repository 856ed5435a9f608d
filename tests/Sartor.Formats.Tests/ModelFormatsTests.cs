using System.Security.Cryptography;
using System.Text;
using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.Caffe.Layers;
using Sartor.Formats.CoreMl.Operations;
using Sartor.Formats.Ncnn.Layers;
using Sartor.Graph.Analysis;
using Sartor.Graph.Bindings;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Formats.Tests;

/// <summary>From a path to a format, its checks and its placements, and what a file is known by.</summary>
public sealed class ModelFormatsTests
{
    private static string Onnx => TestFiles.Data("tiny", "dense.onnx");

    private static string TFLite => TestFiles.Data("tiny", "dense.tflite");

    /// <summary>FlatBuffers: the root offset comes first and points behind the identifier.</summary>
    [Theory]
    [InlineData(new byte[] { 8, 0, 0, 0 }, "TFL3", "tflite")]
    [InlineData(new byte[] { 7, 0, 0, 0 }, "TFL3", null)]
    [InlineData(new byte[] { 255, 255, 255, 127 }, "TFL3", "tflite")]
    [InlineData(new byte[] { 0, 0, 0, 128 }, "TFL3", null)]
    [InlineData(new byte[] { 8, 0, 0, 0 }, "TFL2", null)]
    [InlineData(new byte[] { 8, 0, 0, 0 }, "TFL", null)]
    public void TFLite_IsToldByItsBeginning(byte[] offset, string identifier, string? format) =>
        Format([.. offset, .. Encoding.ASCII.GetBytes(identifier)]).ShouldBe(format);

    /// <summary>ModelProto (onnx.proto): field numbers with their wire types, with an IR version or a graph among them.</summary>
    [Theory]
    [InlineData("1=1", "onnx")]
    [InlineData("1=1000", "onnx")]
    [InlineData("1=0", null)]
    [InlineData("1=1001", null)]
    [InlineData("1=-1", null)]
    [InlineData("7:", "onnx")]
    [InlineData("2:name", null)]
    [InlineData("5=3", null)]
    [InlineData("5=3 1=8", "onnx")]
    [InlineData("2:a 3:b 4:c 6:d 8: 14: 20: 25: 26: 1=8", "onnx")]
    [InlineData("9:a 1=8", null)]
    [InlineData("27:a 1=8", null)]
    [InlineData("1=8 9:a", null)]
    [InlineData("1:a 7:", null)]
    [InlineData("5:a 7:", null)]
    [InlineData("7=1 1=8", null)]
    [InlineData("1=8 7!", "onnx")]
    [InlineData("7!", "onnx")]
    [InlineData("6!", null)]
    public void Onnx_IsToldByItsFields(string fields, string? format)
    {
        var writer = new ProtoWriter();
        foreach (var field in fields.Split(' '))
        {
            var at = field.IndexOfAny(['=', ':', '!']);
            var number = int.Parse(field[..at], System.Globalization.CultureInfo.InvariantCulture);
            if (field[at] == '=')
                writer.Varint(number, long.Parse(field[(at + 1)..], System.Globalization.CultureInfo.InvariantCulture));
            else if (field[at] == ':') writer.Text(number, field[(at + 1)..]);
            // A length that reaches beyond the file.
            else writer.Append([(byte)((number << 3) | 2), 100]);
        }
        Format(writer.Bytes).ShouldBe(format);
    }

    [Fact]
    public void ConformanceRules_AreThoseOfTFLite()
    {
        (ModelFormats.HasConformanceRules("tflite"), ModelFormats.HasConformanceRules("onnx")).ShouldBe((true, false));
        ModelFormats.Runtimes.ShouldBe(["tflite", "litert"]);
        Should.Throw<UnsupportedModelException>(() => ModelFormats.Check(Onnx)).Message.ShouldContain(
            "give a file of tflite, or ask what a target takes of it (--target ort-nnapi|ort-coreml|ort-coreml-mlprogram)");
        Should.Throw<OptionException>(() => ModelFormats.Check(TFLite, "other")).Message.ShouldContain("unknown runtime 'other'");
    }

    [Fact]
    public void Placement_IsOfTheTargetsOfTheFormat()
    {
        ModelFormats.PlacementTargets.ShouldContain("xnnpack");
        ModelFormats.PlacementTargets.ShouldContain("ort-coreml");
        ModelFormats.PlaceOnAll(Onnx).Select(r => r.Target).ShouldBe(["ort-nnapi", "ort-coreml", "ort-coreml-mlprogram"]);
        ModelFormats.PlaceOnAll(TFLite).Count.ShouldBe(9);
        ModelFormats.Place(TFLite, "xnnpack").Target.ShouldBe("xnnpack");
        Should.Throw<OptionException>(() => ModelFormats.Place(Onnx, "xnnpack")).Message
            .ShouldContain("'xnnpack' takes no onnx files; choose from ort-nnapi, ort-coreml, ort-coreml-mlprogram");
        Should.Throw<OptionException>(() => ModelFormats.Place(TFLite, "ort-nnapi")).Message
            .ShouldContain("'ort-nnapi' takes no tflite files; choose from xnnpack, ");
        Should.Throw<OptionException>(() => ModelFormats.Place(TFLite, "nonsense")).Message.ShouldContain("unknown target 'nonsense'");
    }

    // What is not listed would be missing without a word.
    [Fact]
    public void Catalog_ListsEveryFormatOfTheAssembly()
    {
        Listed(ModelFormats.Catalog.All);
        static void Listed<T>(IEnumerable<T> items) where T : class => items.Select(item => item.GetType()).OrderBy(type => type.FullName)
            .ShouldBe(Instances.Of<T>(typeof(ModelFormats).Assembly).Select(item => item.GetType()).OrderBy(type => type.FullName));
    }

    // A layer that is not listed would be neither read nor written.
    [Fact]
    public void Bindings_ListEveryOneOfTheAssembly() =>
        ((OperatorBinding[])[.. CaffeBindings.All(), .. MilBindings.All(), .. NcnnBindings.All()])
            .Select(binding => binding.GetType().FullName!).Order(StringComparer.Ordinal)
            .ShouldBe(Instances.Of<OperatorBinding>(typeof(ModelFormats).Assembly)
                .Select(binding => binding.GetType().FullName!).Order(StringComparer.Ordinal));

    /// <summary>Hash and fingerprint are the same whether the file is read once for both or for each of them.</summary>
    [Fact]
    public void Identity_IsThatOfEachPass()
    {
        foreach (var path in (string[])[Onnx, TestFiles.Shared("models", "mobilenet_v1_0.25_224_float.tflite")])
        {
            using var model = ModelFormats.Open(path);
            var (hash, fingerprint) = model.Identify();

            hash.ShouldBe(System.Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
            fingerprint.Model.ShouldBe(GraphFingerprint.Of(model.Graph).Model);
            fingerprint.Layers.ShouldBe(GraphFingerprint.Of(model.Graph).Layers);
        }
    }

    /// <summary>A file alone is known by its own hash; with weights beside it, by a line for each file, its own first.</summary>
    [Fact]
    public void Hash_IsOfAllFilesInTheOrderOfTheirNames()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "a"));
        File.WriteAllBytes(Path.Combine(folder.Path, "z.bin"), [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)]);
        File.WriteAllBytes(Path.Combine(folder.Path, "a", "w.bin"), [.. BitConverter.GetBytes(3f), .. BitConverter.GetBytes(4f)]);
        var path = Path.Combine(folder.Path, "model.onnx");
        File.WriteAllBytes(path, new OnnxBuilder().Input("x", ElementType.Float32, 2).Initializer(Outside("z", "z.bin"))
            .Initializer(Outside("w", "a/w.bin")).Node("Add", ["x", "z"], ["s"]).Node("Mul", ["s", "w"], ["y"]).Output("y").Build());
        using var model = ModelFormats.Open(path);

        model.SizeBytes.ShouldBe(new FileInfo(path).Length + 16);
        model.ExternalFiles.Select(f => f.Name).Order().ShouldBe(["a/w.bin", "z.bin"]);
        model.ExternalFiles.ShouldAllBe(f => File.Exists(f.Path));
        string Hash(string name) => System.Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder.Path, name))));
        ModelFile.Sha256(path).ShouldBe(Hash("model.onnx"));
        var lines = $"{Hash("model.onnx")}\n{Hash("a/w.bin")} a/w.bin\n{Hash("z.bin")} z.bin\n";
        model.Sha256().ShouldBe(System.Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines))));
        using var alone = ModelFormats.Open(Onnx);
        alone.Sha256().ShouldBe(ModelFile.Sha256(Onnx));
        alone.ExternalFiles.ShouldBeEmpty();
    }

    private static ProtoWriter Outside(string name, string location) => TensorHead(name, ElementType.Float32, [2]).Varint(14, 1)
        .Message(13, new ProtoWriter().Text(1, "location").Text(2, location));

    private static string? Format(byte[] content)
    {
        using var path = new TemporaryFile(content);
        using var file = SlicedFile.Open(path.Path);
        try
        {
            return ModelFormats.Detect(file).Name;
        }
        catch (ModelFormatException e)
        {
            e.Message.ShouldContain(
                "unsupported format; Sartor reads caffe (.prototxt .caffemodel), coreml (.mlpackage), ncnn (.param), onnx (.onnx), "
                + "tflite (.tflite .lite)");
            return null;
        }
    }
}
