using System.Net;
using System.Net.Sockets;

namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>A link between a device and whoever reaches it through this port: it can be slow, silent, damaged or cut.</summary>
internal sealed class TcpRelay : IDisposable
{
    private readonly int _target;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Socket> _open = [];
    private TcpListener _listener;

    /// <param name="target">The device's port on loopback.</param>
    public TcpRelay(int target)
    {
        _target = target;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync(_listener);
    }

    public int Port { get; }

    /// <summary>Nothing passes; connections stay.</summary>
    public volatile bool IsSilent;

    /// <summary>The next bytes from the device are others than it sent.</summary>
    public volatile bool Damages;

    /// <summary>Time that each piece of at most 64 KiB takes, in milliseconds.</summary>
    public volatile int DelayMs;

    /// <summary>True once bytes were damaged.</summary>
    public volatile bool HasDamaged;

    /// <summary>Ends all connections in the middle of whatever they carry.</summary>
    public void Cut()
    {
        lock (_open)
        {
            foreach (var socket in _open) socket.Close(0);
            _open.Clear();
        }
    }

    /// <summary>Takes no connections any more.</summary>
    public void Close()
    {
        _listener.Stop();
        Cut();
    }

    /// <summary>Takes connections again, on the same port.</summary>
    public void Reopen()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    public void Dispose()
    {
        _end.Cancel();
        Close();
        _end.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptSocketAsync(_end.Token);
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
                if (!await IsConnectedAsync(far))
                {
                    near.Close(0);
                    continue;
                }
                lock (_open) _open.AddRange([near, far]);
                _ = PumpAsync(near, far, isFromDevice: false);
                _ = PumpAsync(far, near, isFromDevice: true);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Closed.
        }
    }

    // False where the device is away.
    private async Task<bool> IsConnectedAsync(Socket far)
    {
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            return true;
        }
        catch (SocketException)
        {
            far.Close();
            return false;
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isFromDevice)
    {
        var buffer = new byte[1 << 16];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer, _end.Token)) > 0;)
            {
                while (IsSilent) await Task.Delay(20, _end.Token);
                if (DelayMs > 0) await Task.Delay(DelayMs, _end.Token);
                if (Damages && isFromDevice && read > 40)
                {
                    (Damages, HasDamaged) = (false, true);
                    for (var i = 26; i < read; i++) buffer[i] ^= 0x55;
                }
                await to.SendAsync(buffer.AsMemory(0, read), _end.Token);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut.
        }
        from.Close();
        to.Close();
    }
}
