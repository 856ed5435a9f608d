namespace Sartor.Contracts;

/// <summary>Files that tests read: those of the repository, and the larger ones that lie beside it on some machines.</summary>
public static class TestFiles
{
    /// <summary>The folder that has Sartor.slnx, found upwards from the test's assembly.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file under <c>tests/data/</c>, which is part of the repository.</summary>
    public static string Data(params string[] parts) => Path.Combine([Root, "tests", "data", .. parts]);

    /// <summary>The full path of a file under <c>tests/devices/</c>, which has what test devices are made of.</summary>
    public static string Devices(params string[] parts) => Path.Combine([Root, "tests", "devices", .. parts]);

    /// <summary>
    /// The full path of a file of the shared data folder: <c>SARTOR_SHARED_DATA</c>, or <c>../shared/data</c> from the root. Skips
    /// the test where it is not there.
    /// </summary>
    public static string Shared(params string[] parts)
    {
        var folder = Environment.GetEnvironmentVariable("SARTOR_SHARED_DATA") ?? FindShared();
        var path = folder is null ? null : Path.Combine([folder, .. parts]);
        if (path is null || !Path.Exists(path))
            Assert.Skip($"{string.Join('/', parts)} of the shared data is not on this machine; let SARTOR_SHARED_DATA name its folder");
        return path;
    }

    // A work tree may lie deeper than the repository itself, so every folder above is asked.
    private static string? FindShared()
    {
        for (var folder = Directory.GetParent(Root); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate)) return candidate;
        }
        return null;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sartor.slnx"))) return folder.FullName;
        }
        throw new InvalidOperationException("Sartor.slnx is in no folder above the test's assembly");
    }
}
