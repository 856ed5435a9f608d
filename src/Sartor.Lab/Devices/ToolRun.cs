using System.Diagnostics;
using System.Text;

namespace Sartor.Lab.Devices;

/// <summary>A program of this machine that is run to its end: with a deadline, and with bounds on what it may print.</summary>
/// <param name="ExitCode">Null where the deadline passed and it was ended.</param>
/// <param name="Output">Standard output, at most <see cref="MostBytes"/>.</param>
/// <param name="Error">Standard error, likewise.</param>
/// <param name="Tail">The end of standard output, where that is longer, too.</param>
internal sealed record ToolRun(int? ExitCode, string Output, string Error, string Tail)
{
    private const int MostBytes = 1 << 20;
    private const int TailBytes = 128;

    /// <summary>The last line that it printed to standard error; empty where there is none.</summary>
    public string LastError => Error.Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.Length > 0) ?? "";

    /// <param name="program">Its path.</param>
    /// <param name="arguments">What it is given, word by word.</param>
    /// <param name="input">Its standard input; null for none.</param>
    /// <param name="deadline">After that it is ended, with its children.</param>
    /// <param name="cancellation">Ends it, too.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static async Task<ToolRun> OfAsync(
        string program, IEnumerable<string> arguments, Stream? input, TimeSpan deadline, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        using var process = Process.Start(start)!;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ending.CancelAfter(deadline);
        try
        {
            var output = ReadAsync(process.StandardOutput.BaseStream, ending.Token);
            var error = ReadAsync(process.StandardError.BaseStream, ending.Token);
            await FeedAsync(process, input, ending.Token).ConfigureAwait(false);
            var texts = await Task.WhenAll(output, error).ConfigureAwait(false);
            await process.WaitForExitAsync(ending.Token).ConfigureAwait(false);
            return new ToolRun(process.ExitCode, texts[0].Text, texts[1].Text, texts[0].Tail);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ToolRun(null, "", "", "");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static async Task FeedAsync(Process process, Stream? input, CancellationToken cancellation)
    {
        try
        {
            if (input is not null) await input.CopyToAsync(process.StandardInput.BaseStream, cancellation).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read everything; its exit code says why.
        }
    }

    // What is beyond the bound is read, so that the program can end, and dropped, but for its end.
    private static async Task<(string Text, string Tail)> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        using var kept = new MemoryStream();
        byte[] tail = [];
        var buffer = new byte[1 << 14];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
        {
            kept.Write(buffer, 0, (int)Math.Min(read, MostBytes - kept.Length));
            byte[] last = [.. tail, .. buffer.AsSpan(Math.Max(0, read - TailBytes), Math.Min(read, TailBytes))];
            tail = last[Math.Max(0, last.Length - TailBytes)..];
        }
        return (Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length), Encoding.UTF8.GetString(tail));
    }
}
