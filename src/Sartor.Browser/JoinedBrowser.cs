using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace Sartor.Browser;

/// <summary>A browser that has joined, and the workers that are asked of it. Thread-safe.</summary>
/// <param name="name">What stands behind <c>browser:</c>.</param>
/// <param name="agent">As it names itself.</param>
internal sealed class JoinedBrowser(string name, string agent)
{
    private static readonly TimeSpan s_opening = TimeSpan.FromSeconds(20);

    private readonly Channel<string> _asked = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<(WebSocket Socket, TaskCompletionSource Done)>> _opening = new();
    private volatile string _secret = PageSecret.New();
    private int _pages;

    public string Name => name;

    /// <summary>What its page shows with each request.</summary>
    public string Secret => _secret;

    public string Agent => agent;

    public bool IsConnected => Volatile.Read(ref _pages) > 0;

    /// <summary>Another page takes the place of one that is gone.</summary>
    public void Renew() => _secret = PageSecret.New();

    /// <summary>Tells a page which workers to open, until it leaves.</summary>
    public async Task ControlAsync(WebSocket page, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _pages);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            // A page says nothing here; what ends is its connection.
            var left = page.ReceiveAsync(new byte[1], over.Token);
            while (true)
            {
                var next = _asked.Reader.WaitToReadAsync(over.Token).AsTask();
                if (await Task.WhenAny(next, left).ConfigureAwait(false) == left || !await next.ConfigureAwait(false)) return;
                // Who gave up waiting needs no worker.
                if (!_asked.Reader.TryRead(out var id) || !_opening.ContainsKey(id)) continue;
                await page.SendAsync(Encoding.ASCII.GetBytes(id), WebSocketMessageType.Text, true, over.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _pages);
            await over.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Asks the page for a worker and waits for its connection.</summary>
    /// <returns>The connection, and what is to be completed when it is no longer needed.</returns>
    /// <exception cref="IOException">The page does not open one.</exception>
    public async Task<(WebSocket Socket, TaskCompletionSource Done)> OpenAsync(CancellationToken cancellation)
    {
        var id = PageSecret.New();
        var opened = _opening.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            _asked.Writer.TryWrite(id);
            return await opened.Task.WaitAsync(s_opening, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!opened.TrySetCanceled(CancellationToken.None))
        {
            // It came at the last moment: whoever asked ends it with its own stream.
            return await opened.Task.ConfigureAwait(false);
        }
        catch (TimeoutException) when (!opened.TrySetCanceled(CancellationToken.None))
        {
            return await opened.Task.ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new IOException(IsConnected
                ? $"its page opens no worker within {s_opening.TotalSeconds:0} s; bring it to the front"
                : "its page is closed; open it again", e);
        }
        finally
        {
            _opening.TryRemove(id, out _);
        }
    }

    /// <summary>Takes the connection of a worker that was asked for, until it is no longer needed.</summary>
    /// <returns>False where nobody asked for it.</returns>
    public async Task<bool> ServeAsync(string id, WebSocket socket)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_opening.TryGetValue(id, out var opening) || !opening.TrySetResult((socket, done))) return false;
        await done.Task.ConfigureAwait(false);
        return true;
    }

    /// <summary>Whether somebody waits for that worker.</summary>
    public bool Awaits(string id) => _opening.ContainsKey(id);
}
