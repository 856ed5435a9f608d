using System.Buffers.Binary;

namespace Sartor.Contracts.Formats;

/// <summary>Ways to damage a file.</summary>
internal static class Mutations
{
    private static readonly byte[][] Varints =
    [
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
        [0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
        [0xFF, 0xFF, 0xFF, 0xFF, 0x07],
        [0x80, 0x80, 0x80, 0x80, 0x08],
        [0x00],
    ];

    private static readonly int[] Integers = [0, 1, -1, int.MaxValue, int.MinValue, 0x7FFFFFF0, 0x10000, 0xFF];

    /// <summary>One random mutation; <paramref name="other"/> lends bytes for splices.</summary>
    public static byte[] Apply(Random random, byte[] content, byte[] other)
    {
        if (content.Length == 0) return other[..random.Next(Math.Min(other.Length, 64) + 1)];
        var at = random.Next(content.Length);
        var length = Math.Min(random.Next(1, 1 << random.Next(1, 9)), content.Length - at);
        return random.Next(10) switch
        {
            0 => content[..at],
            1 => [.. content[..at], .. content[(at + length)..]],
            2 => [.. content[..(at + length)], .. content[at..]],
            3 => [.. content[..at], .. Part(random, other), .. content[at..]],
            4 => Overwrite(content, at, Part(random, other)),
            5 => Overwrite(content, at, Varints[random.Next(Varints.Length)]),
            6 => [.. content[..at], .. Varints[random.Next(Varints.Length)], .. content[(at + 1)..]],
            7 => Integer(random, content, at),
            8 => Overwrite(content, at, [(byte)random.Next(256)]),
            _ => Overwrite(content, at, [(byte)(content[at] ^ (1 << random.Next(8)))]),
        };
    }

    private static byte[] Part(Random random, byte[] other)
    {
        if (other.Length == 0) return [];
        var at = random.Next(other.Length);
        return other[at..(at + Math.Min(random.Next(1, 1 << random.Next(1, 10)), other.Length - at))];
    }

    private static byte[] Overwrite(byte[] content, int at, ReadOnlySpan<byte> bytes)
    {
        var result = (byte[])content.Clone();
        bytes[..Math.Min(bytes.Length, result.Length - at)].CopyTo(result.AsSpan(at));
        return result;
    }

    // Offsets and lengths of FlatBuffers are aligned 32-bit numbers.
    private static byte[] Integer(Random random, byte[] content, int at)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(
            bytes, random.Next(3) == 0 ? random.Next(content.Length) : Integers[random.Next(Integers.Length)]);
        return Overwrite(content, at & ~3, bytes);
    }
}
