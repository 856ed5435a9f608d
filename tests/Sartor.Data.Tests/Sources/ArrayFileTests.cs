using Sartor.Core;
using Sartor.Data.Tests.Support;

namespace Sartor.Data.Tests.Sources;

/// <summary>
/// Arrays by the formats' own documents, NumPy's .npy (numpy.lib.format) and IDX (yann.lecun.com/exdb/mnist), and their limits.
/// </summary>
public sealed class ArrayFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Npy_OfEachElementType_IsRead()
    {
        void Check<T>(string descr, ElementType element, params T[] values) where T : unmanaged
        {
            using var data = DataSet.Open(_folder.Write("x.npy", TestFiles.Npy(descr, "(1, 1, 3)", values)));
            var row = data.Read(0).Values.ShouldNotBeNull(descr);
            row.Type.ShouldBe(new TensorType(element, new Shape(1, 3)), descr);
            row.ToDoubles().ShouldBe([1, 0, 1], descr);
        }
        Check("|b1", ElementType.Bool, true, false, true);
        Check<sbyte>("|i1", ElementType.Int8, 1, 0, 1);
        Check<sbyte>("<i1", ElementType.Int8, 1, 0, 1);
        Check<ushort>("<u2", ElementType.UInt16, 1, 0, 1);
        Check<short>("<i2", ElementType.Int16, 1, 0, 1);
        Check<uint>("<u4", ElementType.UInt32, 1, 0, 1);
        Check("<i4", ElementType.Int32, 1, 0, 1);
        Check<ulong>("<u8", ElementType.UInt64, 1, 0, 1);
        Check<long>("<i8", ElementType.Int64, 1, 0, 1);
        Check("<f2", ElementType.Float16, (Half)1, (Half)0, (Half)1);
        Check("<f4", ElementType.Float32, 1f, 0, 1);
        Check("<f8", ElementType.Float64, 1.0, 0, 1);
    }

    [Theory]
    [InlineData(new byte[] { 0x08, 1, 255 }, new double[] { 1, 255 })]
    [InlineData(new byte[] { 0x09, 1, 255 }, new double[] { 1, -1 })]
    [InlineData(new byte[] { 0x0B, 1, 2, 255, 254 }, new double[] { 258, -2 })]
    [InlineData(new byte[] { 0x0C, 0, 0, 1, 2, 255, 255, 255, 254 }, new double[] { 258, -2 })]
    [InlineData(new byte[] { 0x0D, 0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0 }, new double[] { 1, -2 })]
    [InlineData(new byte[] { 0x0E, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0 }, new double[] { 1, -2 })]
    public void Idx_OfEachElementType_IsTurned(byte[] codeAndData, double[] expected)
    {
        byte[] content = [0, 0, codeAndData[0], 2, 0, 0, 0, 1, 0, 0, 0, 2, .. codeAndData[1..]];
        using var data = DataSet.Open(_folder.Write("x.idx", content));
        data.Read(0).Values.ShouldNotBeNull().ToDoubles().ShouldBe(expected);
    }

    [Theory]
    [InlineData(new[] { 1, 2, 3 }, "3x2x1", new byte[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(new[] { 1, 2, 1, 3 }, "1x2x3", new byte[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(new[] { 1, 2, 3, 1 }, "3x2x1", new byte[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(new[] { 1, 1, 2, 3 }, "2x1x3", new byte[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(new[] { 1, 3, 2, 1 }, "2x3x1", new byte[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(new[] { 1, 3, 1, 2 }, "2x1x3", new byte[] { 0, 2, 4, 1, 3, 5 })]
    [InlineData(new[] { 1, 1, 3, 2 }, "2x3x1", new byte[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(new[] { 1, 6 }, null, null)]
    [InlineData(new[] { 1, 2, 3, 2 }, null, null)]
    public void Bytes_AreAnImageWhereTheirShapeIsOne(int[] extents, string? size, byte[]? pixels)
    {
        byte[] bytes = [0, 1, 2, 3, 4, 5, .. new byte[extents.Aggregate((a, b) => a * b) - 6]];
        using var data = DataSet.Open(_folder.Write("x.idx", TestFiles.Idx(extents, bytes)));
        var sample = data.Read(0);
        sample.Pixels?.ToString().ShouldBe(size);
        sample.Pixels?.Data.ToArray().ShouldBe(pixels);
        (sample.Pixels is null).ShouldBe(size is null);
    }

    /// <summary>Only bytes are pictures.</summary>
    [Fact]
    public void Floats_AreNoImage()
    {
        using var data = DataSet.Open(_folder.Write("x.npy", TestFiles.Npy("<f4", "(1, 2, 2)", new float[] { 1, 2, 3, 4 })));
        data.Read(0).Pixels.ShouldBeNull();
        data.Read(0).Values!.Shape.ShouldBe(new Shape(2, 2));
    }

    [Theory]
    [InlineData(">f4", "(1,)", "elements of type '>f4'")]
    [InlineData("<f4", "(0,)", "no samples or is too large")]
    [InlineData("<f4", "()", "the first of 1 to 8 axes must count the samples")]
    [InlineData("<f4", "(1, 1, 1, 1, 1, 1, 1, 1, 1)", "the first of 1 to 8 axes must count the samples")]
    [InlineData("<f4", "(2,)", "asks for")]
    [InlineData("<f4", "(2147483648,)", "no samples or is too large")]
    [InlineData("<f4", "(2147483647, 65)", "no samples or is too large")]
    [InlineData("<f4", "(1, 268435456)", "has rows that are too large")]
    [InlineData("<f4", "(1, 268435455)", "asks for")]
    [InlineData("<f4", "(2147483647, 64)", "asks for")]
    [InlineData("<f4", "(2147483647,)", "asks for")]
    public void NpyBeyondItsLimits_IsRefused(string descr, string shape, string problem)
    {
        var path = _folder.Write("x.npy", TestFiles.Npy(descr, shape, new float[] { 1 }));
        Should.Throw<DataSetException>(() => DataSet.Open(path).Dispose()).Message.ShouldContain(problem);
    }

    /// <summary>A header has 64 KiB at most.</summary>
    [Theory]
    [InlineData(1 << 16, true)]
    [InlineData((1 << 16) + 1, false)]
    public void NpyHeader_IsLimited(int length, bool isRead)
    {
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }".PadRight(length - 1) + "\n";
        byte[] content = [0x93, .. "NUMPY"u8, 2, 0, .. BitConverter.GetBytes(length), .. header.Select(c => (byte)c), 0, 0, 0x80, 0x3F];
        var path = _folder.Write("x.npy", content);
        if (isRead) DataSet.Open(path).Dispose();
        else Should.Throw<DataSetException>(() => DataSet.Open(path).Dispose()).Message.ShouldContain("ends within its header");
    }

    [Fact]
    public void NpyOfEightAxes_IsRead()
    {
        using var data = DataSet.Open(_folder.Write("x.npy", TestFiles.Npy("<f4", "(1, 1, 1, 1, 1, 1, 1, 1)", new float[] { 5 })));
        data.Read(0).Values!.ToSingles().ShouldBe([5]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void NpyOfAnotherVersion_IsRefused(byte version)
    {
        var content = TestFiles.Npy("<f4", "(1,)", new float[] { 1 });
        content[6] = version;
        var path = _folder.Write("x.npy", content);
        Should.Throw<DataSetException>(() => DataSet.Open(path).Dispose()).Message
            .ShouldContain($".npy of version {version}; Sartor reads 1 to 3");
    }

    [Fact]
    public void EachTruncation_IsRefused()
    {
        byte[] npy = TestFiles.Npy("<f4", "(1, 2)", new float[] { 1, 2 }), idx = TestFiles.Idx([1, 2, 2], [1, 2, 3, 4]);
        foreach (var (name, content) in new[] { ("x.npy", npy), ("x.idx", idx) })
        {
            for (var length = 1; length < content.Length; length++)
            {
                var path = _folder.Write(name, content.AsSpan(0, length));
                Should.Throw<DataSetException>(() => DataSet.Open(path).Dispose(), $"{length} bytes of {name}");
            }
            Should.Throw<DataSetException>(() => DataSet.Open(_folder.Write(name, [.. content, 0])).Dispose(), $"a byte after {name}");
        }
    }

    [Theory]
    [InlineData(new[] { 0, 2, 2 })]
    [InlineData(new[] { 1, 0, 2 })]
    [InlineData(new[] { 1, int.MinValue, 2 })]
    [InlineData(new[] { int.MaxValue, 65, 1 })]
    public void IdxOfAnInvalidShape_IsRefused(int[] extents)
    {
        var path = _folder.Write("x.idx", TestFiles.Idx(extents, [1, 2, 3, 4]));
        Should.Throw<DataSetException>(() => DataSet.Open(path).Dispose()).Message.ShouldContain("which is invalid");
    }

    /// <summary>64 · (2³¹ − 1) elements are the most that a header may ask for: there the file is what is too short.</summary>
    [Fact]
    public void IdxOfTheMostElements_IsTooShort()
    {
        var path = _folder.Write("x.idx", TestFiles.Idx([int.MaxValue, 64, 1], [1, 2, 3, 4]));
        Should.Throw<DataSetException>(() => DataSet.Open(path).Dispose()).Message.ShouldContain("asks for 137438953424");
    }
}
