namespace Sartor.Lab.Tests;

/// <summary>The shared data folder, which is not part of the repository.</summary>
internal static class SharedData
{
    /// <summary>The path of a file in it; skips the test where the folder is absent.</summary>
    public static string Find(string name)
    {
        var root = Environment.GetEnvironmentVariable("SARTOR_SHARED_DATA") ?? Beside();
        if (root is null || !Directory.Exists(root)) Assert.Skip("needs the shared data folder; set SARTOR_SHARED_DATA or put it at ../shared/data beside the repository");
        return Path.Combine(root, name);
    }

    /// <summary>The root of the repository that the tests were built in.</summary>
    public static string Repository => FindRepository() ?? throw new InvalidOperationException("the tests do not lie in the repository");

    private static string? Beside() => FindRepository() is { } root ? Path.Combine(Path.GetDirectoryName(root)!, "shared", "data") : null;

    private static string? FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sartor.slnx"))) return folder.FullName;
        }
        return null;
    }
}
