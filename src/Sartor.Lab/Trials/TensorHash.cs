using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Sartor.Core;

namespace Sartor.Lab.Trials;

/// <summary>Names data by their content: types, shapes and values of tensors.</summary>
internal static class TensorHash
{
    /// <summary>SHA-256 over a list of tensors, in lower-case hexadecimal digits.</summary>
    public static string Of(IEnumerable<Tensor> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in tensors) Add(hash, tensor);
        return System.Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 over a list of hashes, in their order.</summary>
    public static string OfAll(IEnumerable<string> hashes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in hashes) hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        return System.Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Type and extents say how many bytes follow.
    private static void Add(IncrementalHash hash, Tensor tensor)
    {
        hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Element.Label()}\n"));
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach (var value in (ReadOnlySpan<long>)[tensor.Shape.Rank, .. tensor.Shape.Extents])
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            hash.AppendData(number);
        }
        hash.AppendData(tensor.Data.Span);
    }
}
