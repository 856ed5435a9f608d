using Sartor.Formats.TFLite.Wire;

namespace Sartor.Formats.Tests.TFLite.Wire;

public sealed class FlatBufferTests
{
    /// <summary>The monster of the FlatBuffers documentation, encoded by hand: https://flatbuffers.dev/internals.</summary>
    [Fact]
    public void Monster_OfTheDocumentation_IsRead()
    {
        byte[] monster =
        [
            0x14, 0, 0, 0,                          // root offset
            // vtable: pos 4, mana default, hp 20, name and friendly absent, inventory 16
            16, 0, 22, 0, 4, 0, 0, 0, 20, 0, 0, 0, 0, 0, 16, 0,
            16, 0, 0, 0,                            // offset back to the vtable
            0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, // pos (1,2,3)
            8, 0, 0, 0,                             // inventory
            44, 1,                                  // hp 300
            0, 0,
            5, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0,
        ];
        var table = new FlatBuffer(monster, "monster").Root();
        table.Has(0).ShouldBeTrue();
        table.Scalar<short>(1, 150).ShouldBe((short)150);
        table.Scalar<short>(2, 100).ShouldBe((short)300);
        table.String(3).ShouldBeNull();
        table.Vector<byte>(5).ToArray<byte>().ShouldBe(new byte[] { 0, 1, 2, 3, 4 });
        table.Scalar<int>(99, 7).ShouldBe(7);
    }

    [Fact]
    public void Written_IsReadAgain()
    {
        var child = new TableWriter().Scalar<long>(1, -5).Scalar<byte>(0, 3).String(2, "größer");
        var root = new TableWriter()
            .Scalar(0, 1.5f).Table(1, child).Tables(2, [new TableWriter(), child]).Vector<long>(3, [1, -2])
                .Blob(5, new byte[] { 1, 2, 3 }, 16).Scalar<int>(4, 9, 9);
        var content = Write(root);
        var table = new FlatBuffer(content, "written").Root();
        table.Scalar<float>(0).ShouldBe(1.5f);
        table.Table(1)!.Value.Scalar<long>(1).ShouldBe(-5);
        table.Table(1)!.Value.Scalar<byte>(0).ShouldBe((byte)3);
        table.Tables(2).Count.ShouldBe(2);
        table.Tables(2).Table(0).Scalar(0, 4).ShouldBe(4);
        table.Tables(2).Table(1).String(2).ShouldBe("größer");
        table.Vector<long>(3).ToArray<long>().ShouldBe([1, -2]);
        table.Has(4).ShouldBeFalse();
        table.Scalar<int>(4, 9).ShouldBe(9);
        table.Vector<byte>(5).ToArray<byte>().ShouldBe(new byte[] { 1, 2, 3 });
    }

    [Fact]
    public void Equal_vectors_are_written_once_and_read_from_each_table()
    {
        long[] numbers = [.. Enumerable.Range(0, 100)], others = [.. numbers.Take(99), -1];
        TableWriter Root(long[] second) => new TableWriter()
            .Table(0, new TableWriter().Vector<long>(1, numbers)).Table(1, new TableWriter().Scalar<byte>(0, 1).Vector<long>(1, second));
        var (shared, apart) = (Write(Root([.. numbers])), Write(Root(others)));
        (apart.Length - shared.Length).ShouldBeGreaterThanOrEqualTo(800);
        var table = new FlatBuffer(shared, "shared").Root();
        for (var i = 0; i < 2; i++) table.Table(i)!.Value.Vector<long>(1).ToArray<long>().ShouldBe(numbers);
        table = new FlatBuffer(apart, "apart").Root();
        table.Table(1)!.Value.Vector<long>(1).ToArray<long>().ShouldBe(others);
    }

    // The same bytes as another number of elements, or as elements of another alignment, are another vector.
    [Fact]
    public void Vectors_of_equal_bytes_and_other_elements_are_apart()
    {
        var table = new FlatBuffer(Write(new TableWriter().Vector<int>(0, [1, 0]).Vector<long>(1, [1])), "apart").Root();
        table.Vector<int>(0).ToArray<int>().ShouldBe([1, 0]);
        table.Vector<long>(1).ToArray<long>().ShouldBe([1]);
        (table.Vector<long>(1).Position % 8).ShouldBe(0);
    }

    [Fact]
    public void Written_IsAligned()
    {
        for (var length = 0; length < 20; length++)
        {
            var child = new TableWriter().String(2, new string('x', length)).Scalar<long>(0, 1).Scalar<short>(1, 2);
            var content = Write(
                new TableWriter().Scalar<byte>(9, 1).Table(0, child).Vector<long>(1, [7]).Blob(2, new byte[length], 16)
                    .Blob(3, new byte[5], 16));
            var table = new FlatBuffer(content, "aligned").Root();
            (table.Table(0)!.Value.Field(0) % 8).ShouldBe(0);
            (table.Table(0)!.Value.Position % 4).ShouldBe(0);
            (table.Vector<long>(1).Position % 8).ShouldBe(0);
            (table.Vector<byte>(2).Position % 16).ShouldBe(0);
            (table.Vector<byte>(3).Position % 16).ShouldBe(0);
        }
    }

    [Fact]
    public void EqualVtables_AreShared()
    {
        byte[] One(int count) =>
            Write(new TableWriter().Tables(0, [.. Enumerable.Range(1, count).Select(i => new TableWriter().Scalar(0, i))]));
        // An offset and a table with its vtable offset and one number: 12 bytes each.
        (One(101).Length - One(1).Length).ShouldBe(100 * 12);
    }

    [Fact]
    public void StringTerminator_IsThere()
    {
        var content = Write(new TableWriter().String(0, "abcd"));
        var at = content.AsSpan().IndexOf("abcd"u8);
        content[at + 4].ShouldBe((byte)0);
    }

    [Fact]
    public void EachByteThatIsCutOff_IsNoticedOrNotNeeded()
    {
        var root = new TableWriter().Scalar(0, 5).Vector<long>(1, [7, 8]).String(2, "abc").Tables(3, [new TableWriter().Scalar(0, 3)]);
        var content = Write(root);
        for (var length = 0; length < content.Length; length++)
        {
            var cut = content[..length];
            try
            {
                var table = new FlatBuffer(cut, "cut").Root();
                table.Scalar<int>(0).ShouldBe(5);
                table.Vector<long>(1).ToArray<long>().ShouldBe([7, 8]);
                table.String(2).ShouldBe("abc");
                table.Tables(3).Table(0).Scalar<int>(0).ShouldBe(3);
            }
            catch (Core.ModelFormatException e)
            {
                e.Message.ShouldContain($"reach beyond the {length} bytes of the file");
            }
        }
    }

    /// <summary>A vtable has two lengths of its own, and whole entries.</summary>
    [Theory]
    [InlineData(4, null)]
    [InlineData(2, "a vtable of 2 bytes")]
    [InlineData(5, "a vtable of 5 bytes")]
    [InlineData(6, "reach beyond the 12 bytes")]
    public void Vtable_HasWholeEntries(byte length, string? problem)
    {
        // The root's table at 4 has its vtable at 8.
        byte[] content = [4, 0, 0, 0, 0xFC, 0xFF, 0xFF, 0xFF, length, 0, 4, 0];
        if (problem is null) new FlatBuffer(content, "vtable").Root().Has(0).ShouldBeFalse();
        else Should.Throw<Core.ModelFormatException>(() => new FlatBuffer(content, "vtable").Root()).Message.ShouldContain(problem);
    }

    /// <summary>What is decoded may be four times the buffer and 64 KiB, since sound files share little.</summary>
    [Fact]
    public void Charges_HaveALimit()
    {
        var buffer = new FlatBuffer(new byte[100], "charges");
        buffer.Charge((4 * 100) + (64 << 10), 0);
        Should.Throw<Core.ModelFormatException>(() => buffer.Charge(1, 0)).Message.ShouldContain("used again and again");
    }

    [Fact]
    public void IndexBeyondAVector_IsAMistake()
    {
        var tables = new FlatBuffer(Write(new TableWriter().Tables(0, [new TableWriter()])), "index").Root().Tables(0);
        Should.Throw<ArgumentOutOfRangeException>(() => tables.Table(1));
        Should.Throw<ArgumentOutOfRangeException>(() => tables.Table(-1));
    }

    [Fact]
    public void FileInPlace_IsReadAsMemory()
    {
        var root = new TableWriter().Scalar(0, 5).String(1, "abc").Blob(2, new byte[] { 1, 2 }, 16);
        using var file = new Contracts.TemporaryFile(Write(root));
        using var sliced = Core.SlicedFile.Open(file.Path);
        var buffer = new FlatBuffer(sliced);
        buffer.Length.ShouldBe((int)new FileInfo(file.Path).Length);
        buffer.Root().Scalar<int>(0).ShouldBe(5);
        buffer.Root().String(1).ShouldBe("abc");
        buffer.Root().Vector<byte>(2).Memory.ToArray().ShouldBe(new byte[] { 1, 2 });
    }

    /// <summary>Offsets to tables are four bytes each, and all of them lie in the buffer.</summary>
    [Theory]
    [InlineData(8, null)]
    [InlineData(7, "8 bytes reach beyond the 31 bytes")]
    public void VectorOfTables_HasFourBytesForEach(int bytes, string? problem)
    {
        // The root's table at 12 has its vtable at 4, with one slot: a vector at 20 of two offsets.
        byte[] content = [12, 0, 0, 0, 6, 0, 8, 0, 4, 0, 0, 0, 8, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, .. new byte[bytes]];
        var root = new FlatBuffer(content, "tables").Root();
        root.Has(0).ShouldBeTrue();
        root.Has(1).ShouldBeFalse();
        if (problem is null) root.Tables(0).Count.ShouldBe(2);
        else Should.Throw<Core.ModelFormatException>(() => root.Tables(0)).Message.ShouldContain(problem);
    }

    [Fact]
    public void VectorsOfNumbers_AreWidened()
    {
        var root = new TableWriter().Vector<ushort>(0, [1, 65535]).Vector<int>(1, [-1, int.MaxValue]).Vector<byte>(2, [255]);
        var table = new FlatBuffer(Write(root), "numbers").Root();
        table.Vector<ushort>(0).ToInt64s<ushort>().ShouldBe([1, 65535]);
        table.Vector<int>(1).ToInt64s<int>().ShouldBe([-1, int.MaxValue]);
        table.Vector<byte>(2).ToInt64s<byte>().ShouldBe([255]);
        table.Vector<int>(3).Count.ShouldBe(0);
        table.Vector<int>(3).ToArray<int>().ShouldBeEmpty();
        table.Tables(3).Count.ShouldBe(0);
        table.Table(3).ShouldBeNull();
    }

    private static byte[] Write(TableWriter root)
    {
        using var stream = new MemoryStream();
        FlatBufferWriter.Write(root, "TEST", stream);
        return stream.ToArray();
    }
}
