using System.Net.Sockets;
using Sartor.Contracts;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Measurement;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Devices;

/// <summary>A connection to a browser that breaks is told with the browser's name.</summary>
public sealed class DeviceNameInFailuresTests
{
    private static readonly string s_model = TestFiles.Data("tiny", "dense.onnx");

    [Fact]
    public void Session_OfABrowserThatIsGone_NamesIt()
    {
        using var device = new LostBrowser();
        Should.Throw<EngineException>(() => new WorkerSessions(device, default).Open(
                s_model, new EngineTarget("onnxruntime", "cpu"), 1, new EngineWorkerOptions()))
            .Message.ShouldContain("browser:pixel: the connection to the worker ended");
    }

    [Fact]
    public async Task Measurement_OfABrowserThatIsGone_NamesIt()
    {
        using var device = new LostBrowser();
        using var worker = device.OpenWorker();
        var outcome = await new LatencyMeasurement(worker, MeasurementProtocol.Quick, device)
            .RunAsync(new TrialRequest(s_model, "onnxruntime", []) { Limits = null }, TestContext.Current.CancellationToken);
        outcome.Status.ShouldBe(TrialStatus.Failed);
        outcome.Reason.ShouldNotBeNull().ShouldStartWith("browser:pixel: the connection to the worker ended");
    }

    /// <summary>Says what this machine says; its workers end with their first request.</summary>
    private sealed class LostBrowser : IDevice
    {
        private readonly HostDevice _host = new();

        public string Address => "browser:pixel";

        public EngineWorker Keeper => _host.Keeper;

        public Task<DeviceProfile> DescribeAsync(CancellationToken cancellation = default) => _host.DescribeAsync(cancellation);

        public Task<string> PutAsync(string modelPath, CancellationToken cancellation = default) => Task.FromResult("model");

        public EngineWorker OpenWorker(EngineWorkerOptions? limits = null) => new(new EngineWorkerOptions { Connect = ConnectAsync });

        public void Dispose() => _host.Dispose();

        private static async Task<Stream> ConnectAsync(CancellationToken cancellation)
        {
            using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
            listener.Start();
            var client = new TcpClient();
            await client.ConnectAsync((System.Net.IPEndPoint)listener.LocalEndpoint, cancellation);
            (await listener.AcceptSocketAsync(cancellation)).Dispose();
            return client.GetStream();
        }
    }
}
