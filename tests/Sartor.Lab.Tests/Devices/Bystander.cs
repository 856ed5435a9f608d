using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sartor.Lab.Devices;

namespace Sartor.Lab.Tests.Devices;

/// <summary>An adb server of somebody else.</summary>
internal sealed class Bystander : IDisposable
{
    private readonly Process _process;

    public Bystander()
    {
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        _process = Process.Start(new ProcessStartInfo(AdbServer.Program!, ["-L", $"tcp:localhost:{Port}", "server", "nodaemon"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        for (var i = 0; i < 500 && !IsAlive; i++) _process.WaitForExit(20);
        IsAlive.ShouldBeTrue();
    }

    public int Port { get; }

    public bool IsAlive => !_process.HasExited && Ask(Port, "host:version").StartsWith("OKAY", StringComparison.Ordinal);

    /// <summary>Sends a request to a server; its answer is empty where none is there.</summary>
    public static string Ask(int port, string request)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            client.GetStream().Write(Encoding.ASCII.GetBytes($"{request.Length:x4}{request}"));
            using var reader = new StreamReader(client.GetStream());
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return "";
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
