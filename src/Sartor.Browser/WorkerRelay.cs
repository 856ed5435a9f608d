using System.Buffers;
using System.Net.WebSockets;

namespace Sartor.Browser;

/// <summary>Carries bytes between a program's stream and a browser's socket until one of them ends; then it ends the other.</summary>
internal static class WorkerRelay
{
    private const int PieceBytes = 256 << 10;
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(Stream program, WebSocket browser, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var there = ToBrowserAsync(program, browser, over.Token);
        var back = ToProgramAsync(browser, program, over.Token);
        await Task.WhenAny(there, back).ConfigureAwait(false);
        try
        {
            using var patience = new CancellationTokenSource(s_farewell);
            if (browser.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await browser.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            browser.Abort();
        }
        await over.CancelAsync().ConfigureAwait(false);
        await program.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(there, back).ConfigureAwait(false);
    }

    private static async Task ToBrowserAsync(Stream program, WebSocket browser, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int got;
            while ((got = await program.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
                await browser.SendAsync(buffer.AsMemory(0, got), WebSocketMessageType.Binary, true, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // One of them is gone.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task ToProgramAsync(WebSocket browser, Stream program, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (await browser.ReceiveAsync(buffer.AsMemory(), cancellation).ConfigureAwait(false)
                is { MessageType: not WebSocketMessageType.Close } got)
                await program.WriteAsync(buffer.AsMemory(0, got.Count), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // One of them is gone.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsEnd(Exception e) => e is WebSocketException or IOException or OperationCanceledException
        or ObjectDisposedException or System.Net.Sockets.SocketException;
}
