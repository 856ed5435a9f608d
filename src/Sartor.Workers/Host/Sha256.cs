using System.Buffers.Binary;
using System.Numerics;

namespace Sartor.Workers.Host;

/// <summary>
/// SHA-256 after FIPS 180-4, section 6.2, of bytes that come in pieces. .NET's own asks OpenSSL for it and ends the process on a board that
/// has none.
/// </summary>
internal sealed class Sha256
{
    private const int BlockBytes = 64;

    // The first 32 bits of the fractional parts of the cube roots of the first 64 primes (section 4.2.2).
    private static readonly uint[] s_constants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    private readonly uint[] _state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
    private readonly byte[] _block = new byte[BlockBytes];
    private readonly uint[] _schedule = new uint[64];
    private int _filled;
    private ulong _bytes;

    /// <summary>Takes the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        _bytes += (ulong)data.Length;
        while (data.Length > 0)
        {
            var taken = Math.Min(BlockBytes - _filled, data.Length);
            data[..taken].CopyTo(_block.AsSpan(_filled));
            data = data[taken..];
            _filled += taken;
            if (_filled == BlockBytes) Mix();
        }
    }

    /// <summary>The hash as 64 lower-case hexadecimal digits; nothing can be appended afterwards.</summary>
    public string Finish()
    {
        var bits = _bytes * 8;
        Append([0x80]);
        while (_filled != BlockBytes - sizeof(ulong)) Append([0]);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(length, bits);
        Append(length);
        Span<byte> hash = stackalloc byte[32];
        for (var i = 0; i < _state.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(hash[(4 * i)..], _state[i]);
        return System.Convert.ToHexStringLower(hash);
    }

    private void Mix()
    {
        var w = _schedule;
        for (var i = 0; i < 16; i++) w[i] = BinaryPrimitives.ReadUInt32BigEndian(_block.AsSpan(4 * i));
        for (var i = 16; i < 64; i++)
        {
            var low = BitOperations.RotateRight(w[i - 15], 7) ^ BitOperations.RotateRight(w[i - 15], 18) ^ (w[i - 15] >> 3);
            var high = BitOperations.RotateRight(w[i - 2], 17) ^ BitOperations.RotateRight(w[i - 2], 19) ^ (w[i - 2] >> 10);
            w[i] = unchecked(w[i - 16] + low + w[i - 7] + high);
        }
        Span<uint> s = stackalloc uint[8];
        _state.CopyTo(s);
        for (var i = 0; i < 64; i++) Round(s, unchecked(s_constants[i] + w[i]));
        for (var i = 0; i < 8; i++) _state[i] = unchecked(_state[i] + s[i]);
        _filled = 0;
    }

    // a … h are s[0] … s[7].
    private static void Round(Span<uint> s, uint input)
    {
        var sum1 = BitOperations.RotateRight(s[4], 6) ^ BitOperations.RotateRight(s[4], 11) ^ BitOperations.RotateRight(s[4], 25);
        var choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        var first = unchecked(s[7] + sum1 + choice + input);
        var sum0 = BitOperations.RotateRight(s[0], 2) ^ BitOperations.RotateRight(s[0], 13) ^ BitOperations.RotateRight(s[0], 22);
        var majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        for (var i = 7; i > 0; i--) s[i] = s[i - 1];
        s[4] = unchecked(s[4] + first);
        s[0] = unchecked(first + sum0 + majority);
    }
}
