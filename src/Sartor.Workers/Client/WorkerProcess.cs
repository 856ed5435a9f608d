using System.Diagnostics;
using System.Text;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Client;

/// <summary>A running worker process: its frames, the tail of what it prints, and how it ended.</summary>
internal sealed class WorkerProcess : IWorkerPeer
{
    private const int TailLines = 40;
    private const int TailLineLength = 500;

    /// <summary>How long an idle worker may take to end.</summary>
    public static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Queue<string> _tail = new();
    private readonly Task _errors;
    private long _moved;

    private WorkerProcess(Process process)
    {
        _process = process;
        Frames = new FrameStream(process.StandardOutput.BaseStream, process.StandardInput.BaseStream, BeginSilence);
        BeginSilence();
        _errors = Task.Run(ReadErrorsAsync);
    }

    public FrameStream Frames { get; }

    /// <summary>Time since bytes last went from or to the worker.</summary>
    public TimeSpan Silence => Stopwatch.GetElapsedTime(Volatile.Read(ref _moved));

    public int? Id => _process.Id;

    /// <exception cref="EngineException">There is no worker program, or it cannot be started.</exception>
    public static WorkerProcess Start(EngineWorkerOptions options)
    {
        var start = WorkerLocator.Find(options);
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardErrorEncoding = Encoding.UTF8;
        if (WorkerLocator.DotNetRoot() is { } root) start.Environment.TryAdd("DOTNET_ROOT", root);
        // Without it .NET leaves a socket and a pipe in the temporary folder when the process is killed.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment[WorkerProtocol.FaultsVariable] = options.AllowFaults ? "1" : "0";
        try
        {
            return new WorkerProcess(Process.Start(start)!);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            var what = options.Command is null ? "build Sartor.Worker again" : "give a program that can be started";
            throw new EngineException("worker", $"{start.FileName} cannot be started ({e.Message.TrimEnd('.')}); {what}", e);
        }
    }

    /// <summary>Resident memory in bytes; null where it cannot be read or the process is gone.</summary>
    public long? Rss()
    {
        if (OperatingSystem.IsLinux()) return ProcessMemory.Rss($"{_process.Id}");
        try
        {
            _process.Refresh();
            return _process.HasExited ? null : _process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Ends the process and what it started, at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has ended already.
        }
    }

    /// <summary>
    /// Ends the request stream, so that a worker ends by itself and clears up, then waits; a worker that stays is killed.
    /// </summary>
    /// <param name="patience">How long it may take.</param>
    public void Close(TimeSpan patience)
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }
        if (!_process.WaitForExit(patience)) Kill();
    }

    public async Task<WorkerFailure> EndingAsync(Func<bool> memoryRanOut)
    {
        var code = await ExitCodeAsync().ConfigureAwait(false);
        return WorkerExit.Explain(code, await TailAsync().ConfigureAwait(false), memoryRanOut());
    }

    // On Unix 128 + n after signal n; a process that does not end is killed.
    private async Task<int> ExitCodeAsync()
    {
        using var patience = new CancellationTokenSource(ExitPatience);
        try
        {
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Kill();
            await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        return _process.ExitCode;
    }

    /// <summary>The last lines of standard error, complete where the process has ended.</summary>
    public async Task<string[]> TailAsync()
    {
        await Task.WhenAny(_errors, Task.Delay(TimeSpan.FromSeconds(1))).ConfigureAwait(false);
        lock (_tail) return [.. _tail];
    }

    public void Dispose() => _process.Dispose();

    /// <summary>Counts <see cref="Silence"/> from now on.</summary>
    public void BeginSilence() => Volatile.Write(ref _moved, Stopwatch.GetTimestamp());

    private async Task ReadErrorsAsync()
    {
        try
        {
            var buffer = new char[4096];
            var line = new StringBuilder();
            int got;
            while ((got = await _process.StandardError.ReadAsync(buffer).ConfigureAwait(false)) > 0)
            {
                foreach (var c in buffer.AsSpan(0, got))
                {
                    if (c != '\n')
                    {
                        if (line.Length < TailLineLength) line.Append(c);
                        continue;
                    }
                    Keep(line);
                }
            }
            if (line.Length > 0) Keep(line);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The pipe is gone with the process.
        }
    }

    private void Keep(StringBuilder line)
    {
        lock (_tail)
        {
            if (_tail.Count == TailLines) _tail.Dequeue();
            _tail.Enqueue(line.ToString().TrimEnd('\r'));
        }
        line.Clear();
    }
}
