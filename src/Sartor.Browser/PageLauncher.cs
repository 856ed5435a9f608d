using System.ComponentModel;
using System.Diagnostics;
using Sartor.Lab.Devices;

namespace Sartor.Browser;

/// <summary>
/// Opens the page by a program, and again when the page is gone: a browser that crashed, or a tab that was closed, comes back without a
/// person. It ends only what it started.
/// </summary>
internal sealed class PageLauncher : IAsyncDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_arrival = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<string> _words;
    private readonly JoinedBrowsers _browsers;
    private readonly Func<string> _address;
    private readonly Action<int> _ended;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _watching;

    /// <param name="words">The program and its arguments.</param>
    /// <param name="browsers">Who has joined.</param>
    /// <param name="address">What to open.</param>
    /// <param name="ended">Is told the exit code of a program that ends before any page came.</param>
    public PageLauncher(IReadOnlyList<string> words, JoinedBrowsers browsers, Func<string> address, Action<int> ended)
    {
        (_words, _browsers, _address, _ended) = (words, browsers, address, ended);
        _watching = Task.Run(WatchAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _over.Dispose();
    }

    private async Task WatchAsync()
    {
        Process? process = null;
        try
        {
            for (var started = Stopwatch.StartNew(); ; await Task.Delay(s_look, _over.Token).ConfigureAwait(false))
            {
                if (_browsers.All.Any(browser => browser.IsConnected)) continue;
                // One that was just started needs its time.
                if (process is not null && started.Elapsed < s_arrival && !process.HasExited) continue;
                if (process is { HasExited: true } && _browsers.All.Count == 0) _ended(process.ExitCode);
                End(process);
                process = Start();
                started.Restart();
            }
        }
        catch (OperationCanceledException)
        {
            // The hub ends.
        }
        finally
        {
            End(process);
        }
    }

    private Process? Start()
    {
        try
        {
            string[] words = [.. _words, _address()];
            if (!OperatingSystem.IsWindows()) words = ["/bin/sh", "-c", GuardScript.Text, "sh", .. words];
            var process = Process.Start(new ProcessStartInfo(words[0], words[1..])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            // Nobody needs what it says.
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return null;
        }
    }

    private static void End(Process? process)
    {
        if (process is null) return;
        try
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(5000);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended already.
        }
        process.Dispose();
    }
}
