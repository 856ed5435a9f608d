namespace Sartor.Core.Tests;

public sealed class SlicedFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Slices_are_the_bytes_of_the_file()
    {
        File.WriteAllBytes(_path, [1, 2, 3, 4, 5]);
        using var file = SlicedFile.Open(_path);
        file.Length.ShouldBe(5);
        file.Slice(1, 3).ToArray().ShouldBe(new byte[] { 2, 3, 4 });
        file.Slice(5, 0).Length.ShouldBe(0);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 6)]
    [InlineData(5, 1)]
    [InlineData(long.MaxValue, 1)]
    public void Ranges_outside_the_file_are_refused(long offset, int length)
    {
        File.WriteAllBytes(_path, [1, 2, 3, 4, 5]);
        using var file = SlicedFile.Open(_path);
        Should.Throw<ArgumentOutOfRangeException>(() => { _ = file.Slice(offset, length); });
    }

    [Fact]
    public void Slice_after_disposal_is_refused_and_does_not_crash()
    {
        File.WriteAllBytes(_path, [1, 2, 3]);
        var file = SlicedFile.Open(_path);
        var slice = file.Slice(0, 3);
        file.Dispose();
        Should.Throw<ObjectDisposedException>(() => { _ = slice.Span.Length; });
        Should.Throw<ObjectDisposedException>(() => { _ = file.Peek(0, 1).Length; });
    }

    /// <summary>
    /// A file that shrinks under a memory mapping ends the process (SIGBUS); here it is an unusable input like any other.
    /// </summary>
    [Theory]
    [InlineData(100, 0)]
    [InlineData(100, 99)]
    [InlineData(100_000, 0)]
    [InlineData(100_000, 50_000)]
    [InlineData(3_000_000, 4096)]
    public void FileThatBecomesShorter_IsRefusedInASentence(int length, int left)
    {
        File.WriteAllBytes(_path, new byte[length]);
        using var file = SlicedFile.Open(_path);
        var slice = file.Slice(0, length);
        using (var writer = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) writer.SetLength(left);
        Action[] reads =
        [
            () => _ = slice.Span.Length, () => LazyBytes.Stream(slice, piece => _ = piece.Span.Length),
            () => _ = file.Peek(length - 1, 1).Length,
        ];
        foreach (var read in reads)
            Should.Throw<ModelFormatException>(read).Message.ShouldBe(
                $"{_path}: became shorter while it was read; wait until it is whole, and try again.");
    }

    [Fact]
    public void SpanThatIsHeld_KeepsItsBytesWhenTheFileShrinks()
    {
        File.WriteAllBytes(_path, [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)]);
        using var file = SlicedFile.Open(_path);
        var span = file.Slice(0, 100_000).Span;
        using (var writer = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) writer.SetLength(0);
        for (var i = 0; i < span.Length; i++) span[i].ShouldBe((byte)i);
    }

    [Fact]
    public void Slice_IsReadAgainAfterItWasForgotten()
    {
        File.WriteAllBytes(_path, [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)]);
        using var file = SlicedFile.Open(_path);
        var slice = file.Slice(7, 90_000);
        for (var round = 0; round < 3; round++)
        {
            slice.Span[1].ShouldBe((byte)8);
            slice.Slice(80_000, 10).Span[9].ShouldBe(unchecked((byte)(7 + 80_009)));
            GC.Collect();
        }
    }

    /// <summary>
    /// A piece of the cache is 4 KiB: every way to lie in one, at its edge and across two, and pieces that share a place.
    /// </summary>
    [Fact]
    public void Peek_GivesTheBytesAtEveryPlaceOfTheCache()
    {
        const int Piece = 1 << 12;
        var content = new byte[(Piece * 260) + 77];
        new Random(4).NextBytes(content);
        File.WriteAllBytes(_path, content);
        using var file = SlicedFile.Open(_path);
        foreach (var piece in new[] { 0, 1, 255, 256, 257, 1, 259, 260 })
        {
            foreach (var start in new[] { 0, 1, 76, Piece - 11, Piece - 10, Piece - 9, Piece - 1 })
            {
                foreach (var length in new[] { 0, 1, 10, 20_000 })
                {
                    var offset = (piece * Piece) + start;
                    if (offset + length > content.Length) continue;
                    file.Peek(offset, length)[..length].SequenceEqual(content.AsSpan(offset, length)).ShouldBeTrue($"{length} at {offset}");
                }
            }
        }
        file.Peek(content.Length, 0).Length.ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => file.Peek(content.Length - 1, 2).Length);
    }

    [Fact]
    public void PeekOfMemory_ReadsAPartOfASliceOrOfAnArray()
    {
        File.WriteAllBytes(_path, [1, 2, 3, 4, 5]);
        using var file = SlicedFile.Open(_path);
        SlicedFile.Peek(file.Slice(1, 4), 1, 2).ToArray().ShouldBe(new byte[] { 3, 4 });
        SlicedFile.Peek(file.Slice(1, 4)[1..], 1, 2).ToArray().ShouldBe(new byte[] { 4, 5 });
        SlicedFile.Peek(new byte[] { 6, 7, 8 }, 1, 2).ToArray().ShouldBe(new byte[] { 7, 8 });
    }

    [Fact]
    public unsafe void PinnedSlice_IsTheBytesAtTheElement()
    {
        File.WriteAllBytes(_path, [1, 2, 3, 4, 5]);
        using var file = SlicedFile.Open(_path);
        using var pinned = file.Slice(1, 4)[1..].Pin();
        ((byte*)pinned.Pointer)[0].ShouldBe((byte)3);
    }

    [Fact]
    public void Names_CountTheHardLinks()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "how many names a file has is asked of Linux");
        File.WriteAllBytes(_path, [1]);
        using var file = SlicedFile.Open(_path);
        file.Names.ShouldBe(1);
        var other = _path + ".link";
        using (var process = System.Diagnostics.Process.Start("ln", [_path, other])) process.WaitForExit();
        try
        {
            file.Names.ShouldBe(2);
        }
        finally
        {
            File.Delete(other);
        }
    }

    [Fact]
    public void Missing_file_and_folder_are_named()
    {
        Should.Throw<ModelFormatException>(() => SlicedFile.Open("/nowhere/model.onnx")).Message
            .ShouldContain("/nowhere/model.onnx: there is no such file");
        Should.Throw<ModelFormatException>(() => SlicedFile.Open(Path.GetTempPath())).Message.ShouldContain("is a folder");
    }

    public void Dispose() => File.Delete(_path);
}
