using Sartor.Core;
using Sartor.Workers.Client;

namespace Sartor.Lab.Devices;

/// <summary>
/// A device behind a command that speaks the worker protocol over its standard input and output: <c>exec:COMMAND ARGUMENTS</c>. One of
/// its workers keeps the models that were put; each worker that is opened is a process of its own.
/// </summary>
internal sealed class CommandDevice : IDevice
{
    private readonly EngineWorkerOptions _options;
    private EngineWorker? _keeper;
    private DeviceProfile? _profile;

    /// <param name="address">As the user gave it.</param>
    /// <param name="options">How to start and guard its workers.</param>
    public CommandDevice(string address, EngineWorkerOptions options) => (Address, _options) = (address, options);

    public string Address { get; }

    public EngineWorker Keeper => _keeper ??= OpenWorker();

    /// <summary>From what stands behind <c>exec:</c>.</summary>
    /// <exception cref="OptionException">It names no command, or a quote is not closed.</exception>
    /// <exception cref="DeviceException">There is no such program.</exception>
    public static CommandDevice Open(string address, string command)
    {
        var parts = CommandWords.Split(command);
        var program = ProgramPath.Find(parts[0])
            ?? throw new DeviceException(address, $"there is no program '{parts[0]}' on this machine; give its path");
        return new CommandDevice(address, new EngineWorkerOptions
        {
            Command = new WorkerCommand(program, [.. parts.Skip(1)]),
            MemoryLimitBytes = MemoryLimit.OfThisMachine,
        });
    }

    public async Task<DeviceProfile> DescribeAsync(CancellationToken cancellation = default) =>
        _profile ??= await DeviceProfile.AskAsync(Address, Keeper, cancellation).ConfigureAwait(false);

    public Task<string> PutAsync(string modelPath, CancellationToken cancellation = default) =>
        PutAsync(ModelParts.Of(modelPath), cancellation);

    internal async Task<string> PutAsync(ModelFiles files, CancellationToken cancellation)
    {
        var path = await Keeper.PutAsync(files, cancellation).ConfigureAwait(false);
        return path.IsSuccess ? path.Value : throw DeviceFailure.Of(Address, path.Failure);
    }

    public EngineWorker OpenWorker(EngineWorkerOptions? limits = null) => new(limits is null ? _options : _options with
    {
        MemoryLimitBytes = limits.MemoryLimitBytes ?? _options.MemoryLimitBytes,
        Deadline = limits.Deadline,
    });

    public void Dispose()
    {
        _keeper?.Dispose();
        _keeper = null;
    }
}
