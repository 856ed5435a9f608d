namespace Sartor.Lab.Trials;

/// <summary>Where the store of a user lies.</summary>
public static class StoreFolder
{
    /// <summary>The environment variable that names another folder, or <see cref="None"/>.</summary>
    public const string Variable = "SARTOR_STORE";

    /// <summary>What stands for no store at all.</summary>
    public const string None = "none";

    /// <summary>
    /// <see cref="Variable"/>; else <c>sartor</c> in the folder for caches: <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>,
    /// <c>~/Library/Caches</c> on macOS, <c>%LOCALAPPDATA%</c> on Windows. Null for none, or where there is no such folder.
    /// </summary>
    /// <param name="variable">The environment.</param>
    public static string? Of(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        if (variable(Variable) is { Length: > 0 } stated) return stated == None ? null : stated;
        return Caches(variable) is { } caches ? Path.Combine(caches, "sartor") : null;
    }

    private static string? Caches(Func<string, string?> variable)
    {
        if (OperatingSystem.IsWindows()) return Rooted(variable("LOCALAPPDATA"));
        var home = Rooted(variable("HOME"));
        if (OperatingSystem.IsMacOS()) return home is null ? null : Path.Combine(home, "Library", "Caches");
        // A relative path is to be ignored: https://specifications.freedesktop.org/basedir-spec/latest/
        return Rooted(variable("XDG_CACHE_HOME")) ?? (home is null ? null : Path.Combine(home, ".cache"));
    }

    private static string? Rooted(string? path) => Path.IsPathRooted(path) ? path : null;
}
