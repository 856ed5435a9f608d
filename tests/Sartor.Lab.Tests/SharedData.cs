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

    private static string? Beside()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sartor.slnx"))) return Path.Combine(folder.Parent!.FullName, "shared", "data");
        }
        return null;
    }
}
