using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Sartor.Core;

namespace Sartor.Graph.Analysis;

/// <summary>SHA-256 over parts, each with its length before it, so that no two lists of parts run together.</summary>
internal sealed class FingerprintHash : IDisposable
{
    private const int MostPending = 1 << 12;

    // Most lists are short: they are hashed in one call.
    private readonly byte[] _pending = ArrayPool<byte>.Shared.Rent(MostPending);
    private int _filled;
    private Sha256? _hash;

    public void Add(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Begin(length);
        if (length > MostPending - _filled) Append(Encoding.UTF8.GetBytes(text));
        else _filled += Encoding.UTF8.GetBytes(text, _pending.AsSpan(_filled));
    }

    public void Add(ReadOnlyMemory<byte> part)
    {
        Begin(part.Length);
        LazyBytes.Stream(part, piece => Append(piece.Span));
    }

    /// <summary>Begins a part that comes in pieces, as <see cref="Append"/> gets them.</summary>
    /// <param name="length">Of all pieces, in bytes.</param>
    public void Begin(long length)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        Append(bytes);
    }

    public void Append(ReadOnlySpan<byte> piece)
    {
        if (piece.Length > MostPending - _filled) Flush();
        if (piece.Length > MostPending) _hash!.Write(piece);
        else
        {
            piece.CopyTo(_pending.AsSpan(_filled));
            _filled += piece.Length;
        }
    }

    public byte[] Finish()
    {
        if (_hash is null) return Sha256.Of(_pending.AsSpan(0, _filled));
        Flush();
        return _hash.Finish();
    }

    public void Dispose()
    {
        _hash?.Dispose();
        ArrayPool<byte>.Shared.Return(_pending);
    }

    private void Flush()
    {
        _hash ??= new Sha256();
        _hash.Write(_pending.AsSpan(0, _filled));
        _filled = 0;
    }
}
