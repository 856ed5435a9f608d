using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Sartor.Core;

/// <summary>
/// SHA-256 of what is written into it. The system computes it where it can; a Linux without OpenSSL has <see cref="PortableSha256"/>, since
/// .NET's own ends the process there.
/// </summary>
public sealed class Sha256 : Stream
{
    private const int CopyBytes = 1 << 17;
    private static readonly bool s_hasSystem = !OperatingSystem.IsLinux() || HasLibrary("libssl.so.3") || HasLibrary("libssl.so.1.1");
    private readonly IncrementalHash? _system;
    private readonly PortableSha256? _portable;

    /// <summary>The hash of nothing, so far.</summary>
    public Sha256()
    {
        if (s_hasSystem) _system = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        else _portable = new PortableSha256();
    }

    /// <inheritdoc />
    public override bool CanRead => false;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => true;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The 32 bytes of the hash of some bytes.</summary>
    public static byte[] Of(ReadOnlySpan<byte> data)
    {
        if (s_hasSystem) return CryptographicOperations.HashData(HashAlgorithmName.SHA256, data);
        using var hash = new Sha256();
        hash.Write(data);
        return hash.Finish();
    }

    /// <summary>The hash of some bytes as 64 lower-case hexadecimal digits.</summary>
    public static string Hex(ReadOnlySpan<byte> data) => Convert.ToHexStringLower(Of(data));

    /// <summary>The hash of a text in UTF-8, as 64 lower-case hexadecimal digits.</summary>
    public static string Hex(string text) => Hex(Encoding.UTF8.GetBytes(text));

    /// <summary>The hash of what is left of a stream, as 64 lower-case hexadecimal digits.</summary>
    public static string Hex(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var hash = new Sha256();
        stream.CopyTo(hash, CopyBytes);
        return hash.FinishHex();
    }

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _system?.AppendData(buffer);
        _portable?.Append(buffer);
    }

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc />
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>The 32 bytes of the hash; nothing is written afterwards.</summary>
    public byte[] Finish() => _system?.GetHashAndReset() ?? _portable!.Finish();

    /// <summary>The same as 64 lower-case hexadecimal digits.</summary>
    public string FinishHex() => Convert.ToHexStringLower(Finish());

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing) _system?.Dispose();
        base.Dispose(disposing);
    }

    // One of those that .NET itself looks for.
    private static bool HasLibrary(string name)
    {
        if (!NativeLibrary.TryLoad(name, out var library)) return false;
        NativeLibrary.Free(library);
        return true;
    }
}
