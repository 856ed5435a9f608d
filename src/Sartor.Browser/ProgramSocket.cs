using System.Net.Sockets;
using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Browser;

/// <summary>The socket where programs of this user ask for browsers.</summary>
internal sealed class ProgramSocket : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly string _path;
    private readonly JoinedBrowsers _browsers;
    private readonly ServedModels _models;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _accepting;

    private ProgramSocket(Socket listener, string path, JoinedBrowsers browsers, ServedModels models)
    {
        (_listener, _path, _browsers, _models) = (listener, path, browsers, models);
        _accepting = Task.Run(AcceptAsync);
    }

    /// <exception cref="OptionException">Another hub listens there, or there is no place for it.</exception>
    public static async Task<ProgramSocket> ListenAsync(JoinedBrowsers browsers, ServedModels models, CancellationToken cancellation)
    {
        var path = BrowserSocket.Location();
        if (await BrowserSocket.IsThereAsync(cancellation).ConfigureAwait(false))
        {
            throw new OptionException(
                "browser", $"`sartor device browser` runs already; end it, or let {BrowserSocket.Variable} name another socket");
        }
        if (IsFile(path))
        {
            var kind = Directory.Exists(path) ? "a folder" : "not a socket";
            throw new OptionException("browser", $"{path} is {kind} and stays as it is; let {BrowserSocket.Variable} name another path");
        }
        var place = EndPoint(path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // Of a hub that was killed: nobody listens there.
            File.Delete(path);
            listener.Bind(place);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listener.Listen();
            return new ProgramSocket(listener, path, browsers, models);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            listener.Dispose();
            throw new OptionException(
                "browser", $"{path} cannot be listened on ({e.Message.TrimEnd('.')}); let {BrowserSocket.Variable} name another path");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        File.Delete(_path);
        _over.Dispose();
    }

    private static UnixDomainSocketEndPoint EndPoint(string path)
    {
        try
        {
            return BrowserSocket.EndPoint(path);
        }
        catch (IOException e)
        {
            throw new OptionException("browser", e.Message);
        }
    }

    // A socket is a place that cannot be opened.
    private static bool IsFile(string path)
    {
        if (Directory.Exists(path)) return true;
        if (!File.Exists(path)) return false;
        try
        {
            using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_over.Token).ConfigureAwait(false);
                _ = Task.Run(() => ServeAsync(new NetworkStream(socket, ownsSocket: true)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // This hub ends.
        }
    }

    private async Task ServeAsync(NetworkStream program)
    {
        await using (program.ConfigureAwait(false))
        {
            try
            {
                var request = await BrowserMessages.ReadAsync<BrowserRequest>(program, _over.Token).ConfigureAwait(false);
                await AnswerAsync(program, request).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The program is gone.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream program, BrowserRequest request)
    {
        Task Reply(BrowserReply reply) => BrowserMessages.WriteAsync(program, reply, _over.Token);
        switch (request)
        {
            case { Verb: "list" }:
                await Reply(new BrowserReply(Browsers:
                    [.. _browsers.All.Select(b => new BrowserEntry(b.Name, b.IsConnected, b.Agent))])).ConfigureAwait(false);
                return;
            case { Verb: "put", Files.Length: > 0 }:
                if (await FindAsync(program, request).ConfigureAwait(false) is not { } holder) return;
                using (_models.Serve(holder.Name, request.Files))
                {
                    await Reply(new BrowserReply()).ConfigureAwait(false);
                    // Served until the program goes.
                    while (await program.ReadAsync(new byte[1], _over.Token).ConfigureAwait(false) > 0)
                    {
                    }
                }
                return;
            case { Verb: "open" }:
                if (await FindAsync(program, request).ConfigureAwait(false) is { } browser)
                    await OpenAsync(program, browser).ConfigureAwait(false);
                return;
            default:
                await Reply(new BrowserReply($"there is no request '{request.Verb}'; both programs must be of one version"))
                    .ConfigureAwait(false);
                return;
        }
    }

    private async Task<JoinedBrowser?> FindAsync(NetworkStream program, BrowserRequest request)
    {
        try
        {
            return _browsers.Named(request.Browser);
        }
        catch (IOException e)
        {
            await BrowserMessages.WriteAsync(program, new BrowserReply(e.Message), _over.Token).ConfigureAwait(false);
            return null;
        }
    }

    private async Task OpenAsync(NetworkStream program, JoinedBrowser browser)
    {
        System.Net.WebSockets.WebSocket socket;
        TaskCompletionSource done;
        try
        {
            (socket, done) = await browser.OpenAsync(_over.Token).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            await BrowserMessages.WriteAsync(program, new BrowserReply(e.Message), _over.Token).ConfigureAwait(false);
            return;
        }
        try
        {
            await BrowserMessages.WriteAsync(program, new BrowserReply(), _over.Token).ConfigureAwait(false);
            await WorkerRelay.RunAsync(program, socket, _over.Token).ConfigureAwait(false);
        }
        finally
        {
            done.SetResult();
        }
    }
}
