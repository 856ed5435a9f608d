using Sartor.Workers.Client;

namespace Sartor.Lab.Devices;

/// <summary>
/// A machine behind a shell. The worker is put there once, when the device is first asked for something; from then on it is a device
/// behind a command.
/// </summary>
/// <param name="shell">The machine; ends with the device.</param>
internal sealed class RemoteDevice(IRemoteShell shell) : IDevice, IAndroidDevice
{
    private CommandDevice? _device;

    public string Address => shell.Address;

    public IRemoteShell? Android => shell is AdbShell or EmulatorShell ? shell : null;

    public EngineWorker Keeper => DeviceAsync(CancellationToken.None).GetAwaiter().GetResult().Keeper;

    public async Task<DeviceProfile> DescribeAsync(CancellationToken cancellation = default) =>
        await (await DeviceAsync(cancellation).ConfigureAwait(false)).DescribeAsync(cancellation).ConfigureAwait(false);

    public async Task<string> PutAsync(string modelPath, CancellationToken cancellation = default) =>
        await (await DeviceAsync(cancellation).ConfigureAwait(false)).PutAsync(modelPath, cancellation).ConfigureAwait(false);

    public Task<bool?> IsScreenOnAsync(CancellationToken cancellation = default) => AndroidScreen.AskAsync(shell, cancellation);

    public EngineWorker OpenWorker(EngineWorkerOptions? limits = null) =>
        DeviceAsync(CancellationToken.None).GetAwaiter().GetResult().OpenWorker(limits);

    public void Dispose()
    {
        _device?.Dispose();
        shell.Dispose();
    }

    private async Task<CommandDevice> DeviceAsync(CancellationToken cancellation)
    {
        if (_device is not null) return _device;
        var program = await new RemoteRunner(shell).InstallAsync(cancellation).ConfigureAwait(false);
        return _device = new CommandDevice(Address, new EngineWorkerOptions { Command = Calmed(shell.CommandFor(program.Start)) });
    }

    // Ctrl-C on a terminal reaches every process of this program's group. The connection has to outlive it, until the worker was told to
    // end and has taken its files with it; it closes with its standard input, however this program ends.
    private static WorkerCommand Calmed(WorkerCommand command) => OperatingSystem.IsWindows()
        ? command
        : new WorkerCommand(
            "/bin/sh", ["-c", "trap '' INT TERM HUP QUIT; exec \"$@\"", "sartor", command.Program, .. command.Arguments]);
}
