using Sartor.Core;

namespace Sartor.Lab.Devices;

/// <summary>
/// One program at a time measures on a device: two on one machine spoil each other's numbers. The lock is an open file of the user's,
/// which the system gives up when the process ends in whatever way; it holds for all programs of this user on this machine.
/// </summary>
internal sealed class DeviceLock : IDisposable
{
    private readonly FileStream _held;

    private DeviceLock(FileStream held) => _held = held;

    /// <summary>Takes the lock of a device.</summary>
    /// <param name="address">The device.</param>
    /// <param name="owner">Who takes it, for the message of whoever comes second.</param>
    /// <exception cref="DeviceException">Somebody else has it; the message says who.</exception>
    public static DeviceLock Take(string address, string owner)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(owner);
        var name = Path.Combine(Folder(), Sha256.Hex(address));
        var told = $"{name}.owner";
        try
        {
            var held = OwnerFile.Open($"{name}.lock");
            OwnerFile.Write(told, owner);
            return new DeviceLock(held);
        }
        catch (IOException) when (OwnerFile.IsHeld($"{name}.lock"))
        {
            throw new DeviceException(address, $"is in use by {OwnerFile.Read(told)}; wait for it, or name another device");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(Folder(), $"cannot be written ({IoReason.Of(e)}), and locks of devices lie there", e);
        }
    }

    public void Dispose() => _held.Dispose();

    /// <summary>Who has a device; null where nobody does.</summary>
    public static string? OwnerOf(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        string name;
        try
        {
            name = Path.Combine(Folder(), Sha256.Hex(address));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Where locks cannot lie there are none.
            return null;
        }
        return OwnerFile.IsHeld($"{name}.lock") ? OwnerFile.Read($"{name}.owner") : null;
    }

    private static string Folder() => RuntimeFolder.Of("devices");
}
