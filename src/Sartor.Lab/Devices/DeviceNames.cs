using System.Text;
using Sartor.Core;
using Sartor.Data.Configuration;

namespace Sartor.Lab.Devices;

/// <summary>
/// Short names of devices, in a file of the user's configuration with a line <c>name: 'address'</c> for each. Verbs and campaign files take
/// them where they take an address; results have the address.
/// </summary>
internal static class DeviceNames
{
    private const int Longest = 40;

    // A user's folder of settings need not be there yet: it is made with the file.
    /// <summary>The file: <c>sartor/devices.yaml</c> below <c>XDG_CONFIG_HOME</c>, or where the system keeps such files.</summary>
    public static string Location => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { } folder && Path.IsPathRooted(folder)
            ? folder
            : Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "sartor", "devices.yaml");

    /// <summary>Addresses by name.</summary>
    /// <exception cref="DataSetException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> All()
    {
        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(Location)) return names;
        foreach (var (name, entry) in BoundedYamlReader.Read(Location, "pixel: 'adb:SERIAL'"))
        {
            if (entry.Scalar is not { Length: > 0 } address || Problem(name) is not null)
            {
                throw new DataSetException(
                    Location, $"line {entry.Line}: is not a name of letters, digits, hyphens and underscores with the address of a device; "
                    + "correct that line, or delete it");
            }
            names[name] = address;
        }
        return names;
    }

    /// <summary>The names, for completion; none where they cannot be read.</summary>
    public static IEnumerable<string> Known()
    {
        try
        {
            return [HostDevice.Name, .. All().Keys];
        }
        catch (SartorException)
        {
            return [HostDevice.Name];
        }
    }

    /// <summary>The address behind a name; what is not a name stays as it is.</summary>
    /// <exception cref="DataSetException">The names cannot be read.</exception>
    public static string Resolve(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Problem(text) is null && All().TryGetValue(text, out var address) ? address : text;
    }

    /// <summary>The name of an address; null where it has none.</summary>
    public static string? NameOf(IReadOnlyDictionary<string, string> names, string address) =>
        names.Where(pair => pair.Value == address).Select(pair => pair.Key).FirstOrDefault();

    /// <summary>Gives a device a name; an earlier one of this name is replaced.</summary>
    /// <returns>The address that had the name before; null for none.</returns>
    /// <exception cref="OptionException">It is no name, or no device has such an address.</exception>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public static string? Add(string name, string address)
    {
        if (Problem(name) is { } problem) throw new OptionException("name", problem);
        if (address.Any(char.IsControl)) throw new OptionException("address", "has a control character");
        try
        {
            DeviceCatalog.Open(address).Dispose();
        }
        catch (OptionException e)
        {
            throw new OptionException("address", e.Problem);
        }
        catch (DeviceException)
        {
            // It need not be there now.
        }
        using var alone = Alone();
        var names = new SortedDictionary<string, string>(All().ToDictionary(), StringComparer.Ordinal);
        var before = names.GetValueOrDefault(name);
        names[name] = address;
        Write(names);
        return before;
    }

    /// <summary>Takes a name away.</summary>
    /// <returns>The address that had it.</returns>
    /// <exception cref="OptionException">No device has that name.</exception>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public static string Remove(string name)
    {
        using var alone = File.Exists(Location) ? Alone() : null;
        var names = new SortedDictionary<string, string>(All().ToDictionary(), StringComparer.Ordinal);
        if (!names.Remove(name, out var address))
        {
            throw new OptionException("name", names.Count == 0
                ? $"no device is named '{name}', and no other has a name"
                : $"no device is named '{name}'; the names are {string.Join(", ", names.Keys)}");
        }
        Write(names);
        return address;
    }

    private static string? Problem(string name) =>
        DeviceCatalog.IsScheme(name) ? $"'{name}' begins addresses and cannot be a name; choose another"
        : name.Length is > 0 and <= Longest && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? null
        : $"'{name}' is not a name; choose 1 to {Longest} letters, digits, hyphens or underscores";

    // Whoever changes the file has read what the one before wrote: no name is lost.
    private static FileStream Alone()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Location)!);
            return OwnerFile.Open($"{Location}.lock");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(Location, $"cannot be written ({IoReason.Of(e)}), and names of devices lie there", e);
        }
    }

    private static void Write(SortedDictionary<string, string> names)
    {
        if (names.Count == 0)
        {
            File.Delete(Location);
            return;
        }
        var lines = names.Select(pair => $"{pair.Key}: '{pair.Value.Replace("'", "''", StringComparison.Ordinal)}'\n");
        var text = Encoding.UTF8.GetBytes($"# Names of devices; `sartor device add` and `remove` write this file.\n{string.Concat(lines)}");
        AtomicFile.Write(Location, stream => stream.Write(text));
    }
}
