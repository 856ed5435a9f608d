using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sartor.Lab.Devices;

/// <summary>What a program asks of the hub of browsers, one line of JSON; the hub answers with one, too.</summary>
/// <param name="Verb">
/// <c>list</c>; <c>open</c>: a worker of a browser, whose frames follow on the same stream; <c>put</c>: a model, which the hub serves
/// until the stream ends.
/// </param>
/// <param name="Browser">The name of the browser; null for <c>list</c>.</param>
/// <param name="Files">Of <c>put</c>: the model, then what it needs beside it.</param>
internal sealed record BrowserRequest(string Verb, string? Browser = null, BrowserFile[]? Files = null);

/// <summary>A file of a model.</summary>
/// <param name="Name">As the model names it; empty for the model.</param>
/// <param name="Path">On this machine.</param>
/// <param name="Sha256">Of its bytes.</param>
internal sealed record BrowserFile(string Name, string Path, string Sha256);

/// <summary>What the hub answers.</summary>
/// <param name="Problem">Why not, one sentence; null where it did what was asked.</param>
/// <param name="Browsers">Of <c>list</c>: those that have joined.</param>
internal sealed record BrowserReply(string? Problem = null, BrowserEntry[]? Browsers = null);

/// <summary>A browser that has joined.</summary>
/// <param name="Name">What stands behind <c>browser:</c>.</param>
/// <param name="IsConnected">Whether its page is there now.</param>
/// <param name="Agent">As the browser names itself.</param>
internal sealed record BrowserEntry(string Name, bool IsConnected, string Agent);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BrowserRequest))]
[JsonSerializable(typeof(BrowserReply))]
internal sealed partial class BrowserMessages : JsonSerializerContext
{
    private const int LongestLine = 1 << 20;

    /// <summary>Writes a message and the end of its line.</summary>
    public static async Task WriteAsync<T>(Stream stream, T message, CancellationToken cancellation)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(message, typeof(T), Default);
        await stream.WriteAsync((byte[])[.. line, (byte)'\n'], cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads a message, and nothing behind the end of its line.</summary>
    /// <exception cref="IOException">The stream ended, or what came is no such message.</exception>
    public static async Task<T> ReadAsync<T>(Stream stream, CancellationToken cancellation)
        where T : class
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellation).ConfigureAwait(false) == 1 && one[0] != '\n')
        {
            line.Add(one[0]);
            if (line.Count > LongestLine) throw new IOException("a message is too long");
        }
        try
        {
            return (T?)JsonSerializer.Deserialize(line.ToArray(), typeof(T), Default) ?? throw new IOException("a message is empty");
        }
        catch (JsonException e)
        {
            throw new IOException("the other side ended, or does not speak as the hub of browsers does", e);
        }
    }
}
