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
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, part.Length);
        _hash.Write(length);
        SlicedFile.Stream(part, piece => _hash.Write(piece.Span));
    }

    public byte[] Finish() => _hash.Finish();

    public void Dispose() => _hash.Dispose();
}
