using System.Buffers.Binary;
using System.Text;
using Sartor.Core;

namespace Sartor.Lab.Trials;

/// <summary>Names data by their content: types, shapes and values of tensors.</summary>
internal static class TensorHash
{
    /// <summary>SHA-256 over a list of tensors, in lower-case hexadecimal digits.</summary>
    public static string Of(IEnumerable<Tensor> tensors)
    {
        using var hash = new Sha256();
        foreach (var tensor in tensors) Add(hash, tensor);
        return hash.FinishHex();
    }

    /// <summary>SHA-256 over a list of hashes, in their order.</summary>
    public static string OfAll(IEnumerable<string> hashes)
    {
        using var hash = new Sha256();
        foreach (var text in hashes) hash.Write(Encoding.UTF8.GetBytes(text + "\n"));
        return hash.FinishHex();
    }

    // Type and extents say how many bytes follow.
    private static void Add(Sha256 hash, Tensor tensor)
    {
        hash.Write(Encoding.UTF8.GetBytes($"{tensor.Element.Label()}\n"));
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach (var value in (ReadOnlySpan<long>)[tensor.Shape.Rank, .. tensor.Shape.Extents])
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            hash.Write(number);
        }
        hash.Write(tensor.Data.Span);
    }
}
