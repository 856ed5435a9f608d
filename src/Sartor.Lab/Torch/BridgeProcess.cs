using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sartor.Core;

namespace Sartor.Lab.Torch;

/// <summary>
/// A Python process with <c>python/torch_bridge.py</c>, which the assembly carries. It ends with its standard input, so also with this
/// program. Messages are two lengths, a JSON header and raw bytes.
/// </summary>
internal sealed class BridgeProcess : IDisposable
{
    private const int MaxHeaderBytes = 1 << 24, MaxSaid = 500;

    private readonly Process _process;
    private readonly Lock _gate = new();
    private string _lastLine = "";

    private BridgeProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            if (string.IsNullOrWhiteSpace(line.Data)) return;
            lock (_gate) _lastLine = line.Data.Trim();
        };
        process.BeginErrorReadLine();
    }

    /// <param name="python">The program.</param>
    /// <param name="folder">A folder for the script, nobody else's.</param>
    /// <exception cref="EngineException">It does not start.</exception>
    public static BridgeProcess Start(string python, string folder)
    {
        const string Script = "torch_bridge.py";
        var path = Path.Combine(folder, Script);
        using (var resource = typeof(BridgeProcess).Assembly.GetManifestResourceStream(Script)!)
        using (var file = File.Create(path))
            resource.CopyTo(file);
        var start = new ProcessStartInfo(python, [path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Nothing is left beside the user's files; the first lines of an error are those of a message.
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        try
        {
            return new BridgeProcess(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new EngineException("PyTorch", $"{python} does not start ({e.Message})", e);
        }
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="header">A JSON object.</param>
    /// <param name="payload">Raw bytes, in parts.</param>
    /// <param name="limit">How long that may take; the process is ended then.</param>
    /// <param name="cancellation">Ends the process, too.</param>
    /// <exception cref="EngineException">The process ended, or did not answer in time.</exception>
    public (JsonElement Header, byte[] Payload) Ask(
        JsonNode header, IReadOnlyList<ReadOnlyMemory<byte>> payload, TimeSpan limit, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        using var ending = deadline.Token.Register(Kill);
        try
        {
            return Exchange(Encoding.UTF8.GetBytes(header.ToJsonString()), payload);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            cancellation.ThrowIfCancellationRequested();
            var isLate = deadline.IsCancellationRequested;
            throw new EngineException(
                "PyTorch", isLate ? $"did not answer within {Quantity.Duration(limit.TotalNanoseconds)}" : HowItEnded(), e);
        }
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(2))) Kill();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It has ended.
        }
        _process.Dispose();
    }

    private (JsonElement Header, byte[] Payload) Exchange(byte[] header, IReadOnlyList<ReadOnlyMemory<byte>> payload)
    {
        var (output, input) = (_process.StandardInput.BaseStream, _process.StandardOutput.BaseStream);
        Span<byte> lengths = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(lengths, (uint)header.Length);
        BinaryPrimitives.WriteInt64LittleEndian(lengths[4..], payload.Sum(part => (long)part.Length));
        output.Write(lengths);
        output.Write(header);
        foreach (var part in payload) output.Write(part.Span);
        output.Flush();
        input.ReadExactly(lengths);
        var (head, body) = (BinaryPrimitives.ReadUInt32LittleEndian(lengths), BinaryPrimitives.ReadInt64LittleEndian(lengths[4..]));
        if (head > MaxHeaderBytes || body < 0 || body > Array.MaxLength)
            throw new IOException($"an answer of {head} + {body} bytes is none");
        var (text, bytes) = (new byte[head], new byte[body]);
        input.ReadExactly(text);
        input.ReadExactly(bytes);
        using var json = JsonDocument.Parse(text);
        return (json.RootElement.Clone(), bytes);
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended.
        }
    }

    private string HowItEnded()
    {
        if (!_process.WaitForExit(TimeSpan.FromSeconds(2))) return "does not speak the bridge's protocol";
        // Its last words may still be on their way.
        _process.WaitForExitAsync().Wait(TimeSpan.FromSeconds(2));
        lock (_gate)
        {
            var said = _lastLine.Length == 0 ? "" : $": {_lastLine[..Math.Min(_lastLine.Length, MaxSaid)].TrimEnd('.')}";
            return $"Python ended with code {_process.ExitCode}{said}";
        }
    }
}
