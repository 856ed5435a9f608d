using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Sartor.Engines.LiteRt;

/// <summary>
/// A process of Node.js with the runtime in it. It ends with its standard input, so also with this program. Messages are two lengths, a
/// JSON header and raw bytes (<c>litert.mjs</c>).
/// </summary>
internal sealed class LiteRtProcess : IDisposable
{
    private const int MaxHeaderBytes = 1 << 24;

    // The runtime takes half a second to start: one process waits for the next model.
    private static LiteRtProcess? s_idle;

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly LiteRtPackage _package;

    private LiteRtProcess(Process process, LiteRtPackage package) =>
        (_process, _package, _errors) = (process, package, process.StandardError.ReadToEndAsync());

    /// <summary>The one that waits, or a new one.</summary>
    /// <exception cref="EngineException">Node.js does not start.</exception>
    public static LiteRtProcess Take(LiteRtPackage package)
    {
        var idle = Interlocked.Exchange(ref s_idle, null);
        if (idle is not null && idle._package == package && !idle._process.HasExited) return idle;
        idle?.Dispose();
        return Start(package);
    }

    /// <summary>Keeps the process for the next model; nothing of the one before stays in its memory.</summary>
    public void GiveBack()
    {
        if (Interlocked.CompareExchange(ref s_idle, this, null) is not null) Dispose();
    }

    private static LiteRtProcess Start(LiteRtPackage package)
    {
        using var resource = typeof(LiteRtProcess).Assembly.GetManifestResourceStream("litert.mjs")!;
        using var script = new StreamReader(resource);
        var start = new ProcessStartInfo(package.Node)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["--input-type=module", "--eval", script.ReadToEnd(), package.Folder])
            start.ArgumentList.Add(argument);
        try
        {
            return new LiteRtProcess(Process.Start(start)!, package);
        }
        catch (Win32Exception e)
        {
            throw new EngineException(LiteRtEngine.EngineName, $"{package.Node} does not start ({e.Message})", e);
        }
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="header">A JSON object.</param>
    /// <param name="payload">Raw bytes, in parts.</param>
    /// <exception cref="EngineException">
    /// The runtime refuses; the message has its reason. Where it begins with <see cref="LiteRtEngine.Ended"/>, the runtime's code ended as
    /// native code ends a process, and this process is gone.
    /// </exception>
    public (JsonElement Header, byte[] Payload) Ask(byte[] header, IReadOnlyList<ReadOnlyMemory<byte>> payload)
    {
        try
        {
            return Answer(Exchange(header, payload));
        }
        catch (IOException e)
        {
            throw new EngineException(LiteRtEngine.EngineName, WhatWasSaid(e.Message), e);
        }
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(2))) _process.Kill();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or Win32Exception)
        {
            // It has ended.
        }
        _process.Dispose();
    }

    private (byte[] Header, byte[] Payload) Exchange(byte[] header, IReadOnlyList<ReadOnlyMemory<byte>> payload)
    {
        var (output, input) = (_process.StandardInput.BaseStream, _process.StandardOutput.BaseStream);
        Span<byte> lengths = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(lengths, (uint)header.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(lengths[4..], checked((uint)payload.Sum(part => (long)part.Length)));
        output.Write(lengths);
        output.Write(header);
        foreach (var part in payload) output.Write(part.Span);
        output.Flush();
        input.ReadExactly(lengths);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(lengths);
        if (length > MaxHeaderBytes) throw new IOException($"an answer of {length} bytes is none");
        var (head, body) = (new byte[length], new byte[checked((int)BinaryPrimitives.ReadUInt32LittleEndian(lengths[4..]))]);
        input.ReadExactly(head);
        input.ReadExactly(body);
        return (head, body);
    }

    private static (JsonElement Header, byte[] Payload) Answer((byte[] Header, byte[] Payload) answer)
    {
        using var json = JsonDocument.Parse(answer.Header);
        var header = json.RootElement.Clone();
        if (header.TryGetProperty("stopped", out var stopped))
            throw new EngineException(LiteRtEngine.EngineName, $"{LiteRtEngine.Ended}: {Sentence(stopped)}");
        if (header.TryGetProperty("error", out var error)) throw new EngineException(LiteRtEngine.EngineName, Sentence(error));
        return (header, answer.Payload);
    }

    private static string Sentence(JsonElement text) => text.GetString()!.ReplaceLineEndings(" ").Trim().TrimEnd('.');

    private string WhatWasSaid(string problem)
    {
        _process.WaitForExit(TimeSpan.FromSeconds(2));
        var said = _errors.IsCompletedSuccessfully ? _errors.Result.ReplaceLineEndings(" ").Trim() : "";
        var reason = said.Length == 0 ? problem : said[..Math.Min(said.Length, 500)];
        return $"{LiteRtEngine.Ended}: {reason.TrimEnd('.')}";
    }
}
