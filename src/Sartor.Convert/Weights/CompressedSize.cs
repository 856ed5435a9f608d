using System.IO.Compression;

namespace Sartor.Convert.Weights;

/// <summary>How large files are when they are compressed, as app stores and web servers do.</summary>
internal static class CompressedSize
{
    /// <summary>Bytes of gzip at its usual level.</summary>
    /// <param name="paths">Files.</param>
    public static long Of(IEnumerable<string> paths) => paths.Sum(path =>
    {
        using var file = File.OpenRead(path);
        using var counted = new CountingStream();
        using (var gzip = new GZipStream(counted, CompressionLevel.Optimal, leaveOpen: true)) file.CopyTo(gzip);
        return counted.Length;
    });

    private sealed class CountingStream : Stream
    {
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position
        {
            get => _length;
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override void Write(byte[] buffer, int offset, int count) => _length += count;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
