using Sartor.Core;

namespace Sartor.Lab.Devices;

/// <summary>Where programs of this user on this machine find each other: locks and sockets, gone when the machine starts again.</summary>
internal static class RuntimeFolder
{
    /// <summary>A folder of that name, which is there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    public static string Of(string name)
    {
        var place = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Directory.Exists(runtime)
            ? runtime
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var folder = Path.Combine(place.Length > 0 ? place : ScratchFolder.Location, "sartor", name);
        Directory.CreateDirectory(folder);
        return folder;
    }
}
