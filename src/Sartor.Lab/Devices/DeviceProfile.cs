using Sartor.Core;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Devices;

/// <summary>What a device says of itself.</summary>
/// <param name="Description">The machine.</param>
/// <param name="Worker">What its worker says of itself and of its clock.</param>
public sealed record DeviceProfile(DeviceDescription Description, WorkerGreeting Worker)
{
    /// <summary>The engines that its worker knows, by name, whether or not they are available.</summary>
    public EquatableArray<EngineDescription> Engines => Worker.Engines;

    /// <summary>The engine of that name.</summary>
    /// <exception cref="OptionException">There is none; the message lists those that there are.</exception>
    public EngineDescription Engine(string name) => Engines.FirstOrDefault(engine => engine.Name == name)
        ?? throw new OptionException(
            "engine", $"unknown engine '{name}'; choose from {string.Join(", ", Engines.Select(engine => engine.Name))}");

    /// <summary>Asks a worker of the device.</summary>
    /// <exception cref="DeviceException">It does not answer, or not as the protocol says.</exception>
    internal static async Task<DeviceProfile> AskAsync(string address, Workers.Client.EngineWorker worker, CancellationToken cancellation)
    {
        var greeting = await worker.GreetAsync(cancellation).ConfigureAwait(false);
        if (!greeting.IsSuccess) throw DeviceFailure.Of(address, greeting.Failure);
        var description = await worker.DescribeAsync(cancellation).ConfigureAwait(false);
        return description.IsSuccess
            ? new DeviceProfile(description.Value, greeting.Value)
            : throw DeviceFailure.Of(address, description.Failure);
    }
}
