namespace Sartor.Workers.Host;

/// <summary>A file that is on its way: its bytes go to a temporary place and become a file only if they have the announced hash.</summary>
internal sealed class IncomingFile : IDisposable
{
    private readonly PortableSha256 _sum = new();
    private readonly FileStream _stream;
    private readonly long _length;

    private IncomingFile(FileStream stream, string hash, long length, string? model, string? name) =>
        (_stream, Hash, _length, Model, Name) = (stream, hash, length, model, name);

    /// <summary>The SHA-256 that was announced.</summary>
    public string Hash { get; }

    /// <summary>Hash of the model that the file belongs to; null for a model.</summary>
    public string? Model { get; }

    /// <summary>Its name beside that model; null for a model.</summary>
    public string? Name { get; }

    public long Received { get; private set; }

    public long Missing => _length - Received;

    /// <exception cref="IOException">There is too little space, or the file cannot be made.</exception>
    public static IncomingFile Begin(string folder, string hash, long length, string? model, string? name)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < length) throw new IOException($"it has {length} bytes and only {free} are free in {Path.GetTempPath()}");
        var stream = new FileStream(Path.Combine(folder, "incoming"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        return new IncomingFile(stream, hash, length, model, name);
    }

    /// <summary>Appends bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        _sum.Append(bytes);
        _stream.Write(bytes);
        Received += bytes.Length;
    }

    /// <summary>Gives the file its place.</summary>
    /// <exception cref="EngineException">The bytes do not have the announced hash; nothing is left of them.</exception>
    public void MoveTo(string place)
    {
        if (_sum.FinishHex() != Hash)
            throw new EngineException("worker",
                "the bytes that came do not have the announced SHA-256; the file was changed while it was sent");
        _stream.Dispose();
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.Move(_stream.Name, place, overwrite: true);
    }

    public void Dispose()
    {
        _stream.Dispose();
        File.Delete(_stream.Name);
    }
}
