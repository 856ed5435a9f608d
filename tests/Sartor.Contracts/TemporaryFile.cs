namespace Sartor.Contracts;

/// <summary>A file in the temporary folder that goes away with the object.</summary>
public sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(ReadOnlySpan<byte> content, string suffix = "")
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"sartor-test-{Guid.NewGuid():N}{suffix}");
        File.WriteAllBytes(Path, content);
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
