using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Sartor.Contracts;
using Sartor.Contracts.Targets;
using Sartor.Convert.Pixels;
using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Formats;

namespace Sartor.Convert.Tests.Pixels;

/// <summary>Metadata for task libraries, read by a parser of the test: offsets of FlatBuffers, slots of metadata_schema.fbs.</summary>
public sealed class TaskMetadataTests : IDisposable
{
    private static readonly string[] s_names = ["ant", "bee", "cat", "dog", "eel", "fox", "größte Gnu"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void File_states_normalization_and_names_of_classes()
    {
        var variant = Write(new PreprocessOptions { Mean = [127.5], Std = [127.5] }, s_names, bakes: false);
        variant.Diagnostics.ShouldContain(d => d.Code == "task-metadata" && d.Severity == Severity.Note);
        var model = Metadata(variant.Path);
        Encoding.ASCII.GetString(model.Bytes, 4, 4).ShouldBe("M001");
        var root = model.Root();
        root.String(0).ShouldBe("image");
        root.String(7).ShouldBe("1.0.0");
        var subgraph = root.Tables(3).ShouldHaveSingleItem();
        var input = subgraph.Tables(2).ShouldHaveSingleItem();
        var content = input.Table(3);
        (content.Byte(0), content.Table(1).Byte(0)).ShouldBe(((byte)2, (byte)1));
        (content.Table(1).Table(1).Int(0), content.Table(1).Table(1).Int(1)).ShouldBe((10, 8));
        var unit = input.Tables(4).ShouldHaveSingleItem();
        unit.Byte(0).ShouldBe((byte)1);
        unit.Table(1).Floats(0).ShouldBe([127.5f, 127.5f, 127.5f]);
        unit.Table(1).Floats(1).ShouldBe([127.5f, 127.5f, 127.5f]);
        var outputs = subgraph.Tables(3);
        outputs.Length.ShouldBe(2);
        outputs.ShouldAllBe(output => output.String(0).Length > 0);
        var file = outputs[0].Tables(6).ShouldHaveSingleItem();
        (file.String(0), file.Byte(2)).ShouldBe(("labels.txt", (byte)2));
        outputs[1].Has(6).ShouldBeFalse();
    }

    [Fact]
    public void Names_lie_uncompressed_behind_the_model()
    {
        var variant = Write(new PreprocessOptions { Mean = [127.5], Std = [127.5] }, s_names, bakes: false);
        using (var zip = ZipFile.OpenRead(variant.Path))
        {
            var entry = zip.Entries.ShouldHaveSingleItem();
            entry.FullName.ShouldBe("labels.txt");
            using var reader = new StreamReader(entry.Open());
            reader.ReadToEnd().Split('\n').ShouldBe(s_names);
        }
        // The local header lies where the directory says, and its method is 0.
        var bytes = File.ReadAllBytes(variant.Path);
        var at = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(bytes.Length - 22 + 16));
        var local = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 42));
        bytes.AsSpan(local, 4).ToArray().ShouldBe("PK\u0003\u0004"u8.ToArray());
        BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(local + 8)).ShouldBe((ushort)0);
    }

    // image_tensor_specs.cc and image_preprocessing_graph.cc of MediaPipe.
    [Theory]
    [InlineData(true, ColorOrder.Bgr, 103.5, null)]
    [InlineData(false, ColorOrder.Rgb, 103.5, "one mean and one deviation for all channels")]
    [InlineData(false, ColorOrder.Bgr, 123.7, "feeds red first")]
    [InlineData(false, ColorOrder.Rgb, 123.7, null)]
    public void What_the_image_classifier_refuses_is_said(bool bakes, ColorOrder color, double last, string? problem)
    {
        var variant = Write(new PreprocessOptions { Mean = [123.7, 123.7, last], Std = [58.4], Color = color }, [], bakes);
        var said = variant.Diagnostics.Where(d => d.Code == "task-metadata").ShouldHaveSingleItem();
        if (problem is null) said.Severity.ShouldBe(Severity.Note);
        else said.Message.ShouldContain(problem);
        var input = Metadata(variant.Path).Root().Tables(3)[0].Tables(2)[0];
        // Raw pixels need no normalization.
        input.Has(4).ShouldBe(!bakes);
    }

    [Fact]
    public void Other_formats_have_no_such_metadata()
    {
        var source = TargetNetworks.Image();
        var image = PixelInput.Of(source, new PreprocessOptions());
        var converter = new ModelConverter(ConversionTargets.Get("onnx"), source);
        Should.Throw<OptionException>(() => converter.Task = (new TaskMetadata { Name = "x" }, image)).Message.ShouldContain("target onnx");
    }

    public static TheoryData<string, string> Spoiled => new()
    {
        { "identifier", "metadata-identifier" },
        { "root", "metadata-damaged" },
        { "outputs", "metadata-tensors" },
        { "deviation", "metadata-normalization" },
        { "mean", "metadata-normalization" },
        { "no archive", "metadata-archive" },
        { "cut archive", "metadata-archive" },
        { "header", "metadata-archive" },
        { "content", "metadata-archive" },
        { "other file", "metadata-files" },
        { "file outside", "metadata-files" },
        { "few labels", "metadata-labels" },
        { "no labels", "metadata-labels" },
        { "not text", "metadata-labels" },
    };

    [Theory, MemberData(nameof(Spoiled))]
    public void Spoiled_metadata_is_found(string how, string code)
    {
        var path = Write(new PreprocessOptions { Mean = [101.5], Std = [63.25] }, s_names, bakes: false).Path;
        var bytes = File.ReadAllBytes(path);
        var buffer = bytes.AsSpan().LastIndexOf("M001"u8) - 4;
        var archive = bytes.AsSpan().LastIndexOf("PK\u0003\u0004"u8);
        var subgraph = Metadata(path).Root().Tables(3)[0];
        switch (how)
        {
            case "identifier": bytes[buffer + 7] = (byte)'2'; break;
            case "root": bytes.AsSpan(buffer, 4).Fill(0x7F); break;
            case "outputs": bytes[buffer + subgraph.Vector(3)] = 1; break;
            case "deviation": bytes.AsSpan(bytes.AsSpan(buffer).IndexOf(BitConverter.GetBytes(63.25f)) + buffer, 4).Clear(); break;
            case "mean":
                BitConverter.GetBytes(float.NaN).CopyTo(bytes, bytes.AsSpan(buffer).IndexOf(BitConverter.GetBytes(101.5f)) + buffer);
                break;
            case "no archive": bytes = bytes[..archive]; break;
            case "cut archive": bytes = bytes[..^30]; break;
            case "header": bytes.AsSpan(archive + 4, 26).Fill(0xFF); break;
            case "content": bytes[bytes.AsSpan().LastIndexOf("bee"u8)] = (byte)'s'; break;
            case "other file": bytes = [.. bytes[..archive], .. Archive(("names.txt", Names()))]; break;
            case "file outside": bytes = [.. bytes[..archive], .. Archive(("labels.txt", Names()), ("../labels.txt", Names()))]; break;
            case "few labels": bytes = [.. bytes[..archive], .. Archive(("labels.txt", "ant\nbee"u8.ToArray()))]; break;
            case "no labels": bytes = [.. bytes[..archive], .. Archive(("labels.txt", []))]; break;
            default: bytes = [.. bytes[..archive], .. Archive(("labels.txt", [0xFF, .. Names()]))]; break;
        }
        File.WriteAllBytes(path, bytes);
        ModelFormats.Check(path, null).Findings.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public void Right_metadata_of_several_kinds_has_no_finding()
    {
        var options = new PreprocessOptions { Mean = [101.5], Std = [63.25] };
        (string[] Names, bool Bakes)[] kinds = [(s_names, false), (s_names, true), ([], false), ([], true)];
        string[] paths = [.. kinds.Select((kind, i) => Write(options, kind.Names, kind.Bakes, $"{i}.tflite").Path)];
        foreach (var path in paths) ModelFormats.Check(path, null).Findings.ShouldBeEmpty();

        var bytes = File.ReadAllBytes(paths[0]);
        var model = bytes[..bytes.AsSpan().LastIndexOf("PK\u0003\u0004"u8)];
        byte[][] archives =
        [
            Archive(("labels.txt", Names())), Archive(("labels.txt", [.. Names(), (byte)'\n'])),
            Archive(("labels.txt", Encoding.UTF8.GetBytes(string.Join("\r\n", s_names) + "\r\n"))),
            Archive(("vocabulary/all.txt", "a"u8.ToArray()), ("labels.txt", Names())),
            [.. bytes[model.Length..], .. new byte[1000]],
        ];
        // Their offsets count from their own start, and those of the last from the model's.
        foreach (var archive in archives)
        {
            File.WriteAllBytes(paths[0], [.. model, .. archive]);
            ModelFormats.Check(paths[0], null).Findings.ShouldBeEmpty();
        }
    }

    private static byte[] Names() => Encoding.UTF8.GetBytes(string.Join('\n', s_names));

    private static byte[] Archive(params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }

    private ConvertedModel Write(PreprocessOptions options, string[] names, bool bakes, string file = "v.tflite")
    {
        var source = TargetNetworks.Image();
        var image = PixelInput.Of(source, options);
        var facts = new TaskMetadata { Name = "image", Mean = image.Mean, Std = image.Std, Labels = names };
        var converter = new ModelConverter(ConversionTargets.Default, source) { Task = (facts, image), Pixels = bakes ? image : null };
        return converter.Write(Precision.Float32, Path.Combine(_folder.Path, file));
    }

    // model.metadata (slot 6) has {name, buffer}, model.buffers (slot 4) has {data}.
    private static Flat Metadata(string path)
    {
        var model = new Flat(File.ReadAllBytes(path)).Root();
        var entry = model.Tables(6).Single(e => e.String(0) == "TFLITE_METADATA");
        return new Flat(model.Tables(4)[entry.Int(1)].Bytes(0));
    }

    private sealed record Flat(byte[] Bytes)
    {
        public FlatPlace Root() => new(Bytes, BitConverter.ToInt32(Bytes, 0));
    }

    private sealed record FlatPlace(byte[] All, int At)
    {
        public bool Has(int slot) => Field(slot) != 0;

        public byte Byte(int slot) => All[Field(slot)];

        public int Int(int slot) => BitConverter.ToInt32(All, Field(slot));

        public FlatPlace Table(int slot) => new(All, Follow(Field(slot)));

        public string String(int slot) => Encoding.UTF8.GetString(Bytes(slot));

        public byte[] Bytes(int slot) => All.AsSpan(Follow(Field(slot)) + 4, Count(slot)).ToArray();

        public float[] Floats(int slot) =>
            [.. Enumerable.Range(0, Count(slot)).Select(i => BitConverter.ToSingle(All, Follow(Field(slot)) + 4 + (4 * i)))];

        public FlatPlace[] Tables(int slot) =>
            [.. Enumerable.Range(0, Count(slot)).Select(i => new FlatPlace(All, Follow(Follow(Field(slot)) + 4 + (4 * i))))];

        public int Vector(int slot) => Follow(Field(slot));

        private int Count(int slot) => BitConverter.ToInt32(All, Follow(Field(slot)));

        private int Follow(int at) => at + BitConverter.ToInt32(All, at);

        private int Field(int slot)
        {
            var vtable = At - BitConverter.ToInt32(All, At);
            if (4 + (2 * slot) >= BitConverter.ToUInt16(All, vtable)) return 0;
            var offset = BitConverter.ToUInt16(All, vtable + 4 + (2 * slot));
            return offset == 0 ? 0 : At + offset;
        }
    }
}
