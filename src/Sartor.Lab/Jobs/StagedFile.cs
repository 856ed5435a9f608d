using Sartor.Core;

namespace Sartor.Lab.Jobs;

/// <summary>A file that is made beside its place and gets there only when someone says that it is good.</summary>
internal sealed class StagedFile : IDisposable
{
    private StagedFile(string location)
    {
        Location = location;
        var full = Path.GetFullPath(location);
        Staging = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Environment.ProcessId}.unverified");
    }

    /// <summary>Where the file is to be, as it was given.</summary>
    public string Location { get; }

    /// <summary>Where it is made.</summary>
    public string Staging { get; }

    /// <param name="location">The file to make.</param>
    /// <param name="inputs">Files that are read meanwhile and must not be replaced.</param>
    /// <exception cref="OutputException">The location is a folder, a pipe, socket or device, or one of the inputs, or cannot be written.</exception>
    public static StagedFile Begin(string location, params ReadOnlySpan<string> inputs)
    {
        AtomicFile.Check(location);
        foreach (var input in inputs)
        {
            if (Final(input) == Final(location)) throw new OutputException(location, "is the model that is read; choose another name with --out");
        }
        var file = new StagedFile(location);
        file.Create();
        return file;
    }

    // What cannot be written is said before an hour of calibration, not after it.
    private void Create()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Staging)!);
            File.WriteAllBytes(Staging, []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(Location, $"cannot be written ({IoReason.Of(e)}); choose another file with --out", e);
        }
    }

    /// <summary>Does what writes to <see cref="Staging"/> or beside it.</summary>
    /// <exception cref="OutputException">It cannot be written; the message names <see cref="Location"/>, which the user knows.</exception>
    public T Make<T>(Func<string, T> make)
    {
        try
        {
            return make(Staging);
        }
        catch (OutputException e) when (e.File.StartsWith(Staging, StringComparison.Ordinal))
        {
            throw new OutputException(Location, e.Problem, e);
        }
    }

    /// <summary>Puts the file in its place; what was there before is replaced.</summary>
    /// <exception cref="OutputException">It cannot be renamed; what was there before is still there.</exception>
    public void Publish()
    {
        AtomicFile.Check(Location);
        try
        {
            File.Move(Staging, Location, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(Location, $"cannot be written ({IoReason.Of(e)}); choose another file with --out", e);
        }
    }

    /// <summary>Deletes what was made unless it was published.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(Staging);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A hidden file stays behind; the place itself is as it should be.
        }
    }

    private static string Final(string path)
    {
        var full = Path.GetFullPath(path);
        return File.Exists(full) && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target ? Path.GetFullPath(target.FullName) : full;
    }
}
