using Sartor.Core;
using Sartor.Data.Sources;
using Sartor.Data.Tests.Support;

namespace Sartor.Data.Tests.Sources;

/// <summary>Arrays as labels, as targets, as one value, and compressed.</summary>
public sealed class ArrayDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("<i8", "(2,)", new long[] { 0, int.MaxValue }, null)]
    [InlineData("<i8", "(2, 1)", new long[] { 3, 4 }, null)]
    [InlineData("<i8", "(2,)", new long[] { 3, -1 }, "row 1: the label -1 is not a class index")]
    [InlineData("<i8", "(2,)", new long[] { 1L + int.MaxValue, 0 }, "row 0: the label 2147483648 is not a class index")]
    [InlineData("<i8", "(1, 2)", new long[] { 3, 4 }, "holds int64[1,2], not labels")]
    [InlineData("<i8", "(2, 1, 1)", new long[] { 3, 4 }, "holds int64[2,1,1], not labels")]
    public void Labels_AreClassIndices(string descr, string shape, long[] values, string? problem)
    {
        using var array = ArrayFileReader.Open(_folder.Write("y.npy", TestFiles.Npy(descr, shape, values)));
        if (problem is null) array.ReadLabels().ShouldBe(values.Select(v => (int)v));
        else Should.Throw<DataSetException>(() => array.ReadLabels()).Message.ShouldContain(problem);
    }

    [Fact]
    public void Reals_AreNoLabelsButTargets()
    {
        using var array = ArrayFileReader.Open(_folder.Write("y.npy", TestFiles.Npy("<f4", "(2, 2)", new float[] { 1, 2, 3, float.NaN })));
        array.LooksLikeLabels.ShouldBeFalse();
        Should.Throw<DataSetException>(() => array.ReadLabels()).Message.ShouldContain("not labels");
        Should.Throw<DataSetException>(() => array.ReadTargets()).Message.ShouldContain("row 1: the target NaN is not a finite number");
        using var sound = ArrayFileReader.Open(_folder.Write("z.npy", TestFiles.Npy("<f4", "(2, 2)", new float[] { 1, 2, 3, 4 })));
        sound.ReadTargets().Select(t => string.Join(' ', t)).ShouldBe(["1 2", "3 4"]);
    }

    [Fact]
    public void Rows_AreHashedByTheirBytes()
    {
        using var array = ArrayFileReader.Open(_folder.Write("x", TestFiles.Idx([3, 2], [1, 2, 3, 4, 1, 2])));
        array.Hash(0).ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([1, 2])));
        array.Hash(1).ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([3, 4])));
        array.Hash(2).ShouldBe(array.Hash(0));
        (array.HoldsImages, array.Image(0)).ShouldBe((false, null));
    }

    [Fact]
    public void Value_IsTheWholeArray()
    {
        var path = _folder.Write("v.npy", TestFiles.Npy("<f4", "(2, 3)", new float[] { 1, 2, 3, 4, 5, 6 }));
        var value = InputFile.Read(path);
        value.Type.ShouldBe(new TensorType(ElementType.Float32, new Shape(2, 3)));
        value.ToSingles().ShouldBe([1, 2, 3, 4, 5, 6]);
        using var samples = SampleArray.Open(path);
        (samples.Path, samples.Count, samples.ItemType).ShouldBe((path, 2, new TensorType(ElementType.Float32, new Shape(3))));
        samples.Read(1).ToSingles().ShouldBe([4, 5, 6]);
    }

    [Theory]
    [InlineData(1L << 26, true)]
    [InlineData((1L << 26) + 1, false)]
    public void Value_HasALimitOfElements(long count, bool isRead)
    {
        var path = _folder.Write("v.npy", TestFiles.Npy("|u1", $"(1, {count})", Array.Empty<byte>()));
        using (var stream = File.OpenWrite(path)) stream.SetLength(stream.Length + count);
        if (isRead) InputFile.Read(path).Shape.ShouldBe(new Shape(1, count));
        else Should.Throw<DataSetException>(() => InputFile.Read(path)).Message.ShouldContain($"has {count} elements; a value has at most");
    }

    [Theory]
    [InlineData(0x07, 1, null)]
    [InlineData(0x08, 1, "idx")]
    [InlineData(0x09, 8, "idx")]
    [InlineData(0x0A, 1, null)]
    [InlineData(0x0B, 1, "idx")]
    [InlineData(0x0E, 1, "idx")]
    [InlineData(0x0F, 1, null)]
    [InlineData(0x08, 0, null)]
    [InlineData(0x08, 9, null)]
    public void Idx_IsToldByItsFirstBytes(byte type, byte axes, string? kind)
    {
        byte[] content = [0, 0, type, axes, .. new byte[40]];
        ArrayFileReader.KindOf(_folder.Write("x", content)).ShouldBe(kind);
        ArrayFileReader.KindOf(_folder.Write("x", TestFiles.Gzip(content))).ShouldBe(kind);
        ArrayFileReader.KindOf(_folder.Write("x", [1, .. content[1..]])).ShouldBeNull();
        ArrayFileReader.KindOf(_folder.Write("x", [0, 1, .. content[2..]])).ShouldBeNull();
    }

    [Fact]
    public void OtherFiles_AreNoArrays()
    {
        ArrayFileReader.KindOf(_folder.Write("x", TestFiles.Npy("<f4", "(1,)", new float[1]))).ShouldBe("npy");
        ArrayFileReader.KindOf(_folder.Write("x", TestFiles.Gzip(TestFiles.Npy("<f4", "(1,)", new float[1])))).ShouldBeNull();
        ArrayFileReader.KindOf(_folder.Write("x", [0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8])).ShouldBeNull();
        ArrayFileReader.KindOf(_folder.Write("x", [])).ShouldBeNull();
        Should.Throw<DataSetException>(() => ArrayFileReader.Open(_folder.Write("x", "text"u8))).Message
            .ShouldContain("is neither IDX nor .npy");
        Should.Throw<DataSetException>(() => ArrayFileReader.Open(_folder.Write("x", []))).Message.ShouldContain("is empty");
    }

    /// <summary>One row has 2³¹ − 1 bytes at most; of a compressed file only the header is there to tell.</summary>
    [Theory]
    [InlineData(0x08, new[] { 1, int.MaxValue, 2 }, "has rows of more than 2147483647 bytes")]
    [InlineData(0x0E, new[] { 2, 1 << 28 }, "has rows of more than 2147483647 bytes")]
    [InlineData(0x0E, new[] { 2, (1 << 28) - 1 }, "decompress it first")]
    public void CompressedRows_AreLimited(byte type, int[] extents, string problem)
    {
        var content = TestFiles.Idx(extents, [1, 2, 3]);
        content[2] = type;
        Should.Throw<DataSetException>(() => ArrayFileReader.Open(_folder.Write("x", TestFiles.Gzip(content)))).Message
            .ShouldContain(problem);
    }

    [Fact]
    public void CompressedFile_HasWhatItsHeaderSays()
    {
        var content = TestFiles.Idx([2, 2], [1, 2, 3, 4]);
        using (var array = ArrayFileReader.Open(_folder.Write("x", TestFiles.Gzip(content)))) array.Row(1).ToInt64s().ShouldBe([3, 4]);
        Should.Throw<DataSetException>(() => ArrayFileReader.Open(_folder.Write("x", TestFiles.Gzip([.. content, 9, 9])))).Message
            .ShouldContain("is 2 or more bytes longer than its header says");
        Should.Throw<DataSetException>(() => ArrayFileReader.Open(_folder.Write("x", TestFiles.Gzip(content[..^1])))).Message
            .ShouldContain("ends after 15 of 16 bytes");
        var large = TestFiles.Idx([50, 2], new byte[100]);
        Should.Throw<DataSetException>(() => ArrayFileReader.Open(_folder.Write("x", TestFiles.Gzip(large[..^3])))).Message
            .ShouldContain("ends after 109 of 112 bytes");
    }

    /// <summary>In memory are held 64 MiB and eight times the file, of which a file of zeros is a few hundred kB.</summary>
    [Theory]
    [InlineData(64, true)]
    [InlineData(70, false)]
    public void CompressedFile_IsHeldUpToALimit(int mebibytes, bool isRead)
    {
        var path = _folder.Write("x", TestFiles.Gzip(TestFiles.Idx([1, mebibytes << 20], new byte[mebibytes << 20])));
        new FileInfo(path).Length.ShouldBeLessThan(720_000);
        if (isRead) ArrayFileReader.Open(path).Dispose();
        else Should.Throw<DataSetException>(() => ArrayFileReader.Open(path)).Message.ShouldContain("decompress it first");
    }
}
