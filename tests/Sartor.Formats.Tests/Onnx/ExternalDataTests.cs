using Sartor.Contracts;
using Sartor.Core;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Formats.Tests.Onnx;

public sealed class ExternalDataTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sartor-external-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Data_AreMappedFromTheFileBeside()
    {
        Directory.CreateDirectory(At("weights"));
        File.WriteAllBytes(At("weights/w.bin"), [.. new byte[7], .. System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>([3, 4])]);
        using var model = Open(("location", "weights/w.bin"), ("offset", "7"), ("length", "8"));
        model.Graph.Constants.Single().Constant!.ToSingles().ShouldBe([3, 4]);
        model.SizeBytes.ShouldBe(new FileInfo(model.Path).Length + 15);
    }

    [Fact]
    public void Hash_CoversTheFilesBeside()
    {
        string Hash(float weight)
        {
            File.WriteAllBytes(At("w.bin"), [.. System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>([3, weight])]);
            using var model = Open(("location", "w.bin"), ("length", "8"));
            return model.Sha256();
        }
        Hash(4).ShouldBe(Hash(4));
        Hash(4).ShouldNotBe(Hash(5));
    }

    [Theory]
    [InlineData("../outside.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../outside.bin")]
    [InlineData("..\\outside.bin")]
    [InlineData("C:\\outside.bin")]
    [InlineData("")]
    [InlineData("./w.bin")]
    [InlineData("a//w.bin")]
    [InlineData("w\0.bin")]
    public void ForbiddenPaths_AreNotFollowed(string location) => Refuse("not a plain path", ("location", location));

    [Fact]
    public void Links_AreNotFollowed()
    {
        var outside = Directory.CreateTempSubdirectory("sartor-outside-");
        try
        {
            File.WriteAllBytes(Path.Combine(outside.FullName, "w.bin"), new byte[8]);
            File.CreateSymbolicLink(At("link.bin"), Path.Combine(outside.FullName, "w.bin"));
            Directory.CreateSymbolicLink(At("linked"), outside.FullName);
            File.CreateSymbolicLink(At("dangling.bin"), At("nothing"));
            foreach (var location in new[] { "link.bin", "linked/w.bin", "dangling.bin" }) Refuse("behind a link", ("location", location));
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    /// <summary>
    /// As download caches keep a model: links in one folder to files in one other. A link to any other place stays refused, also there.
    /// </summary>
    [Fact]
    public void LinkBesideAModelThatIsOne_IsFollowedToTheModelsOwnFolder()
    {
        var cache = Directory.CreateTempSubdirectory("sartor-cache-");
        try
        {
            string Blob(string name) => Path.Combine(cache.FullName, "blobs", name);
            string Named(string name) => Path.Combine(cache.FullName, "snapshot", name);
            foreach (var folder in new[] { "blobs", "snapshot", "other" }) cache.CreateSubdirectory(folder);
            var tensor = OnnxBuilder.TensorHead("w", ElementType.Float32, [2]).Varint(14, 1)
                .Message(13, new ProtoWriter().Text(1, "location").Text(2, "w.bin"));
            var network = new OnnxBuilder().Input("x", ElementType.Float32, 2L).Initializer(tensor).Node("Add", ["x", "w"], ["y"]);
            File.WriteAllBytes(Blob("a"), network.Output("y").Build());
            File.WriteAllBytes(Blob("b"), [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]);
            File.WriteAllBytes(Path.Combine(cache.FullName, "other", "b"), new byte[8]);
            File.CreateSymbolicLink(Named("model.onnx"), "../blobs/a");
            File.CreateSymbolicLink(Named("w.bin"), "../blobs/b");
            using (var model = ModelFormats.Open(Named("model.onnx")))
                model.Graph.Constants.Single().Constant!.ToSingles().ShouldBe([1.5f, -2]);

            foreach (var elsewhere in new[] { "../other/b", "nothing" })
            {
                File.Delete(Named("w.bin"));
                File.CreateSymbolicLink(Named("w.bin"), elsewhere);
                Should.Throw<ModelFormatException>(() => ModelFormats.Open(Named("model.onnx"))).Message.ShouldContain("behind a link");
            }
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    /// <summary>A second name cannot be told from a file of another folder, as the reader of the onnx package holds too.</summary>
    [Fact]
    public void FileWithMoreThanOneName_IsNotFollowed()
    {
        var outside = Directory.CreateTempSubdirectory("sartor-outside-");
        try
        {
            File.WriteAllBytes(Path.Combine(outside.FullName, "w.bin"), new byte[8]);
            HardLink.Make(Path.Combine(outside.FullName, "w.bin"), At("w.bin"));
            Refuse("a file with 2 names (hard links)", ("location", "w.bin"));
            File.Copy(At("w.bin"), At("copy.bin"));
            using var model = Open(("location", "copy.bin"));
            model.Graph.Constants.Single().Constant!.ToSingles().ShouldBe([0, 0]);
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("Location")]
    [InlineData("__dict__")]
    [InlineData("")]
    [InlineData("offset ")]
    public void UnknownKey_IsRefused(string key)
    {
        File.WriteAllBytes(At("w.bin"), new byte[8]);
        Refuse($"the key '{key}', which ONNX does not define", ("location", "w.bin"), (key, "1"));
    }

    [Fact]
    public void EveryKeyOfTheSpecification_IsTaken()
    {
        File.WriteAllBytes(At("w.bin"), new byte[8]);
        using var model = Open(("location", "w.bin"), ("offset", "0"), ("length", "8"), ("checksum", "0"), ("basepath", "."));
        model.Graph.Constants.Single().Constant!.ToSingles().ShouldBe([0, 0]);
    }

    [Fact]
    public void FloodOfKeys_IsRefusedAtItsBeginning()
    {
        File.WriteAllBytes(At("w.bin"), new byte[8]);
        Refuse("more than 16 keys", [("location", "w.bin"), .. Enumerable.Range(0, 100).Select(i => ($"key{i}", ""))]);
        Refuse("more than 16 keys", [("location", "w.bin"), .. Enumerable.Range(0, 16).Select(i => ($"key{i}", ""))]);
        Refuse("which ONNX does not define", [("location", "w.bin"), .. Enumerable.Range(0, 15).Select(i => ($"key{i}", ""))]);
    }

    /// <summary>A claim beyond the file is damage also where the tensor would be too large to hold.</summary>
    [Theory]
    [InlineData(new[] { 1L << 29 }, "bytes 0 to 2147483648 of 'w.bin', which has 8")]
    [InlineData(new[] { 1L << 40 }, "bytes 0 to 4398046511104 of 'w.bin', which has 8")]
    [InlineData(new[] { 3L }, "bytes 0 to 12 of 'w.bin', which has 8")]
    public void ClaimBeyondTheFile_IsRefused(long[] extents, string message)
    {
        File.WriteAllBytes(At("w.bin"), new byte[8]);
        Should.Throw<ModelFormatException>(() => Open(extents, ("location", "w.bin")).Dispose()).Message.ShouldContain(message);
    }

    [Fact]
    public void MissingFile_IsNamed() => Refuse("'w.bin' is missing", ("location", "w.bin"));

    [Theory]
    [InlineData("1", null, "bytes 1 to 9")]
    [InlineData("9223372036854775807", null, "bytes 9223372036854775807")]
    [InlineData("-1", null, "not a number")]
    [InlineData("0", "9", "claim 9")]
    [InlineData("0", "18446744073709551616", "not a number")]
    public void RangeOutsideTheFile_IsRefused(string offset, string? length, string message)
    {
        File.WriteAllBytes(At("w.bin"), new byte[8]);
        Refuse(
            message,
            length is null ? [("location", "w.bin"), ("offset", offset)] : [("location", "w.bin"), ("offset", offset), ("length", length)]);
    }

    [Fact]
    public void Folder_IsNoData()
    {
        Directory.CreateDirectory(At("w.bin"));
        Refuse("w.bin", ("location", "w.bin"));
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private void Refuse(string message, params (string Key, string Value)[] entries) =>
        Should.Throw<ModelFormatException>(() => Open(entries).Dispose()).Message.ShouldContain(message);

    private ModelFile Open(params (string Key, string Value)[] entries) => Open([2], entries);

    private ModelFile Open(long[] extents, params (string Key, string Value)[] entries)
    {
        var tensor = TensorHead("w", ElementType.Float32, extents).Varint(14, 1);
        foreach (var (key, value) in entries) tensor.Message(13, new ProtoWriter().Text(1, key).Text(2, value));
        File.WriteAllBytes(
            At("model.onnx"),
            new OnnxBuilder().Input("x", ElementType.Float32, 2).Initializer(tensor).Node("Add", ["x", "w"], ["y"]).Output("y").Build());
        return ModelFormats.Open(At("model.onnx"));
    }
}
