using System.Buffers.Binary;

namespace Sartor.Workers.Protocol;

/// <summary>Frames over a pair of byte streams: u32 header length, u64 payload length, header, payload; little-endian.</summary>
/// <param name="input">What the other side writes.</param>
/// <param name="output">What it reads.</param>
/// <param name="moved">Called after each part of a frame that was read or written; null for nobody.</param>
internal sealed class FrameStream(Stream input, Stream output, Action? moved = null)
{
    private const int PrefixBytes = 12;
    private const int ChunkBytes = 1 << 20;

    /// <summary>The next frame; null where the other side ended the stream between two frames.</summary>
    /// <exception cref="InvalidDataException">The bytes are no frame, or a length is out of bounds.</exception>
    /// <exception cref="EndOfStreamException">The stream ended inside a frame.</exception>
    public async ValueTask<Frame?> ReadAsync(CancellationToken cancellation = default)
    {
        var prefix = new byte[PrefixBytes];
        var got = await input.ReadAtLeastAsync(prefix, PrefixBytes, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        if (got == 0) return null;
        moved?.Invoke();
        if (got < PrefixBytes) throw new EndOfStreamException("the stream ended inside a frame");
        var headerLength = BinaryPrimitives.ReadUInt32LittleEndian(prefix);
        var payloadLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix.AsSpan(4));
        if (headerLength > WorkerProtocol.MaxHeaderBytes || payloadLength > WorkerProtocol.MaxPayloadBytes)
            throw new InvalidDataException(
                $"a frame claims a header of {headerLength} and a payload of {payloadLength} bytes, more than the protocol allows");
        var frame = Frame.DecodeHeader(await ReadBytesAsync((int)headerLength, cancellation).ConfigureAwait(false));
        frame.Payload = await ReadBytesAsync((int)payloadLength, cancellation).ConfigureAwait(false);
        return frame;
    }

    /// <exception cref="ArgumentException">The frame is larger than the protocol allows; nothing was written.</exception>
    public async ValueTask WriteAsync(Frame frame, CancellationToken cancellation = default)
    {
        var header = frame.EncodeHeader();
        if (header.Length > WorkerProtocol.MaxHeaderBytes || frame.Payload.Length > WorkerProtocol.MaxPayloadBytes)
            throw new ArgumentException(
                $"a header of {header.Length} and a payload of {frame.Payload.Length} bytes are more than the protocol allows",
                nameof(frame));
        var head = new byte[PrefixBytes + header.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(head, (uint)header.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(4), (ulong)frame.Payload.Length);
        header.CopyTo(head, PrefixBytes);
        await output.WriteAsync(head, cancellation).ConfigureAwait(false);
        for (var at = 0; at < frame.Payload.Length; at += ChunkBytes)
        {
            var part = frame.Payload.Slice(at, Math.Min(ChunkBytes, frame.Payload.Length - at));
            await output.WriteAsync(part, cancellation).ConfigureAwait(false);
            moved?.Invoke();
        }
        await output.FlushAsync(cancellation).ConfigureAwait(false);
    }

    // Memory grows with what arrives, not with what a frame claims.
    private async ValueTask<byte[]> ReadBytesAsync(int length, CancellationToken cancellation)
    {
        var buffer = new byte[Math.Min(length, ChunkBytes)];
        var filled = 0;
        while (filled < length)
        {
            if (filled == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(length, 2L * buffer.Length));
            var got = await input.ReadAsync(buffer.AsMemory(filled), cancellation).ConfigureAwait(false);
            if (got == 0) throw new EndOfStreamException("the stream ended inside a frame");
            filled += got;
            moved?.Invoke();
        }
        return buffer;
    }
}
