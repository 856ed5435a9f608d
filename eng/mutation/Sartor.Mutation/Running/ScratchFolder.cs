namespace Sartor.Mutation.Running;

/// <summary>A folder for what a test program writes; gone with all its files when the run is over.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public ScratchFolder(string parent, string name)
    {
        Path = System.IO.Path.Combine(parent, "t", name);
        Dispose();
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
