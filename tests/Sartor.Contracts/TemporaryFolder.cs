namespace Sartor.Contracts;

/// <summary>A folder in the temporary folder that goes away with the object, with everything in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sartor-test-").FullName;

    /// <summary>A path inside that does not exist yet.</summary>
    public string Result => System.IO.Path.Combine(Path, "result");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
