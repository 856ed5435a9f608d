namespace Sartor.Workers.Tests.Host;

/// <summary>A made-up machine: files of /sys and /proc in a folder of their own.</summary>
internal sealed class SystemTree : IDisposable
{
    /// <summary>The folder that stands for <c>/</c>.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("sartor-tree-").FullName;

    /// <summary>Writes a file in place, as a kernel's file changes.</summary>
    public SystemTree With(string name, string text)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Never empty in between, since a sampler may be reading.
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, 0);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.SetLength(file.Position);
        return this;
    }

    /// <summary>Makes a symbolic link.</summary>
    public SystemTree WithLink(string name, string target)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(path, target);
        return this;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
