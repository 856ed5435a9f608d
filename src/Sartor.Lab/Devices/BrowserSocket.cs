using System.Net.Sockets;

namespace Sartor.Lab.Devices;

/// <summary>
/// Where <c>sartor device browser</c>, which the browsers are connected to, is reached by other programs of this user: a socket in the
/// file system.
/// </summary>
internal static class BrowserSocket
{
    /// <summary>Names another socket, e.g. for a second hub.</summary>
    public const string Variable = "SARTOR_BROWSER_SOCKET";

    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(30);

    /// <summary>Its path.</summary>
    /// <exception cref="IOException">There is no place for it.</exception>
    public static string Location()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path) return path;
        try
        {
            return Path.Combine(RuntimeFolder.Of("browsers"), "hub.sock");
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>What to connect to or listen on.</summary>
    /// <param name="path">From <see cref="Location"/>.</param>
    /// <exception cref="IOException">The path is too long; the message is one sentence.</exception>
    public static UnixDomainSocketEndPoint EndPoint(string path)
    {
        try
        {
            return new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new IOException(
                $"the path of the socket between commands and `sartor device browser` is longer than the system takes ({path}); let "
                + $"{Variable} name a shorter one", e);
        }
    }

    /// <summary>Whether a hub listens there.</summary>
    public static async Task<bool> IsThereAsync(CancellationToken cancellation)
    {
        try
        {
            var stream = await ConnectAsync(cancellation).ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Asks the hub; the stream is the caller's to dispose of.</summary>
    /// <exception cref="IOException">There is no hub, or it cannot do that; the message is one sentence.</exception>
    public static async Task<(Stream Stream, BrowserReply Reply)> AskAsync(BrowserRequest request, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(s_answer);
        var stream = await ConnectAsync(patience.Token).ConfigureAwait(false);
        try
        {
            await BrowserMessages.WriteAsync(stream, request, patience.Token).ConfigureAwait(false);
            var reply = await BrowserMessages.ReadAsync<BrowserReply>(stream, patience.Token).ConfigureAwait(false);
            if (reply.Problem is not null) throw new IOException(reply.Problem);
            return (stream, reply);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw new IOException($"`sartor device browser` does not answer within {s_answer.TotalSeconds:0} s; start it again");
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<Stream> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(EndPoint(Location()), cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException("no browser is connected: start `sartor device browser` and open its address in the browser", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
