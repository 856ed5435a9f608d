using System.Buffers.Binary;
using System.Text;
using Sartor.Core;

namespace Sartor.Graph.Analysis;

/// <summary>SHA-256 over parts, each with its length before it, so that no two lists of parts run together.</summary>
internal sealed class FingerprintHash : IDisposable
{
    private readonly Sha256 _hash = new();

    public void Add(string text) => Add(Encoding.UTF8.GetBytes(text));

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
        _hash.Write(bytes);
    }

    public void Append(ReadOnlySpan<byte> piece) => _hash.Write(piece);

    public byte[] Finish() => _hash.Finish();

    public void Dispose() => _hash.Dispose();
}
