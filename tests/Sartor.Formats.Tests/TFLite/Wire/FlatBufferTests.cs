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

    private static byte[] Write(TableWriter root)
    {
        using var stream = new MemoryStream();
        FlatBufferWriter.Write(root, "TEST", stream);
        return stream.ToArray();
    }
}
