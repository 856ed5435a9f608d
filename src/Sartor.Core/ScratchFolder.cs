namespace Sartor.Core;

/// <summary>The folder for temporary files: what <c>TMPDIR</c> (on Windows <c>TMP</c>) names, else the system's.</summary>
public static class ScratchFolder
{
    private static string Variable => OperatingSystem.IsWindows() ? "TMP" : "TMPDIR";

    /// <summary>Its path.</summary>
    /// <exception cref="OutputException">It is not there.</exception>
    public static string Location
    {
        get
        {
            var path = Path.GetTempPath();
            return Directory.Exists(path) ? path : throw Unusable(path, "is not there");
        }
    }

    /// <summary>Makes a folder in it that nobody else can read; the caller's to delete.</summary>
    /// <param name="prefix">What its name begins with.</param>
    /// <exception cref="OutputException">It is not there, or cannot be written.</exception>
    public static DirectoryInfo Create(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        var path = Location;
        try
        {
            return Directory.CreateTempSubdirectory(prefix);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, $"cannot be written ({IoReason.Of(e)})");
        }
    }

    private static OutputException Unusable(string path, string problem) => new(
        Path.TrimEndingDirectorySeparator(path),
        $"the folder for temporary files {problem}; let {Variable} name a folder that can be written");
}
