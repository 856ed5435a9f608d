namespace Sartor.Lab.Devices;

/// <summary>
/// Finds a program as a user names it: by its path, or by its name on the PATH; never in the current folder by its name alone.
/// </summary>
internal static class ProgramPath
{
    /// <summary>The full path; null where there is no such file.</summary>
    public static string? Find(string program)
    {
        if (program.AsSpan().ContainsAny('/', Path.DirectorySeparatorChar)) return File.Exists(program) ? Path.GetFullPath(program) : null;
        var endings = OperatingSystem.IsWindows() ? new[] { "", ".exe", ".com" } : [""];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Where(Path.IsPathRooted).SelectMany(folder => endings.Select(ending => Path.Combine(folder, program + ending)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Finds a program of Android's SDK: on the PATH, or below the folder that the environment names; null for none.</summary>
    /// <param name="folder">Its folder in the SDK.</param>
    /// <param name="name">Its name, without an ending.</param>
    public static string? FindOfAndroid(string folder, string name) => Find(name) ?? new[] { "ANDROID_HOME", "ANDROID_SDK_ROOT" }
        .Select(Environment.GetEnvironmentVariable)
        .Where(sdk => sdk is { Length: > 0 })
        .Select(sdk => Find(Path.Combine(sdk!, folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name)))
        .FirstOrDefault(path => path is not null);
}
