using System.Diagnostics;
using System.Text;

namespace Sartor.Mutation.Running;

/// <summary>What a process wrote and how it ended.</summary>
/// <param name="ExitCode">Null where it was ended because its time was over.</param>
/// <param name="Output">Standard output.</param>
internal sealed record CommandResult(int? ExitCode, string Output);

/// <summary>Runs a process to its end.</summary>
internal static class Command
{
    // A child of the process may hold its output open.
    private static readonly TimeSpan s_afterTheEnd = TimeSpan.FromSeconds(5);

    public static Task<CommandResult> RunAsync(string file, IReadOnlyList<string> arguments, string folder, CancellationToken stop) =>
        RunAsync(file, arguments, folder, [], Timeout.InfiniteTimeSpan, stop);

    /// <summary>Waits until the process has ended; one that takes longer than its time is ended with all its children.</summary>
    public static async Task<CommandResult> RunAsync(
        string file, IReadOnlyList<string> arguments, string folder, IEnumerable<KeyValuePair<string, string>> environment, TimeSpan limit,
        CancellationToken stop)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new MutationException($"{file} does not start.");
        process.StandardInput.Close();
        var output = new StringBuilder();
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, null));
        using var time = CancellationTokenSource.CreateLinkedTokenSource(stop);
        time.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(time.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
            return new CommandResult(null, "");
        }
        await Task.WhenAny(reading, Task.Delay(s_afterTheEnd, stop)).ConfigureAwait(false);
        lock (output) return new CommandResult(process.ExitCode, output.ToString());
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder? into)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (into is null) continue;
            lock (into) into.Append(line).Append('\n');
        }
    }
}
