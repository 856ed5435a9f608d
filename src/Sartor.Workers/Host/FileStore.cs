using System.Globalization;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>
/// Model files that a client has sent, in a private folder that this worker made for itself and deletes at its end. A file is known by
/// the SHA-256 of its bytes. The worker chooses where a model lies; only a file that belongs to a model has a name from the client,
/// because the model's own bytes name it, and that name cannot leave the model's folder.
/// </summary>
internal sealed class FileStore : IDisposable
{
    private readonly Dictionary<string, string> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Model, string Name), string> _companions = [];
    private string? _folder;
    private IncomingFile? _incoming;

    /// <summary>Answers whether a file is there already; if not, its chunks may follow.</summary>
    /// <exception cref="InvalidDataException">A field is wrong.</exception>
    /// <exception cref="EngineException">There is no place for it.</exception>
    public Frame Put(Frame request)
    {
        var hash = Hash(request, "sha256");
        var length = request.GetNumber("bytes", 0, WorkerProtocol.MaxFileBytes);
        var model = request.Find("model") is null ? null : Hash(request, "model");
        if (model is not null && !_models.ContainsKey(model)) throw new InvalidDataException("a file is sent for a model that is not here");
        var name = model is null ? null : CompanionName.Check(request.Get("name"));
        Abandon();
        if (Find(hash, model, name) is { } path) return new Frame(WorkerProtocol.Ok).With("have", 1).With("path", path);
        if (_models.Count + _companions.Count >= WorkerProtocol.MaxFiles)
            throw new EngineException("worker", $"it has {WorkerProtocol.MaxFiles} files already, the most that it takes");
        _incoming = Guarded(() => IncomingFile.Begin(Folder(), hash, length, model, name));
        return length > 0 ? new Frame(WorkerProtocol.Ok).With("have", 0) : Finish(_incoming);
    }

    /// <summary>Takes the next part of the file that was announced; with the last one the file is at its place.</summary>
    /// <exception cref="InvalidDataException">No file was announced, or this is not its next part.</exception>
    /// <exception cref="EngineException">The bytes are not those that were announced, or cannot be written.</exception>
    public Frame Chunk(Frame request)
    {
        if (_incoming is not { } file) throw new InvalidDataException("a chunk came and no file was announced");
        var offset = request.GetNumber("offset", 0, WorkerProtocol.MaxFileBytes);
        if (request.Payload.Length is 0 or > WorkerProtocol.MaxChunkBytes
            || offset != file.Received || request.Payload.Length > file.Missing)
        {
            Abandon();
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"a chunk of {request.Payload.Length} bytes at {offset} is not the next part of the file that was announced"));
        }
        Guarded(() => file.Add(request.Payload.Span));
        return file.Missing > 0 ? new Frame(WorkerProtocol.Ok).With("received", file.Received) : Finish(file);
    }

    /// <summary>Deletes everything that was sent.</summary>
    public void Dispose()
    {
        Abandon();
        if (_folder is null) return;
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody deleted it before, or a system keeps a file that is still mapped.
        }
        _folder = null;
    }

    private string? Find(string hash, string? model, string? name)
    {
        if (model is null || name is null) return _models.GetValueOrDefault(hash);
        return _companions.GetValueOrDefault((model, name)) == hash ? CompanionPath(model, name) : null;
    }

    private string CompanionPath(string model, string name) =>
        Path.Combine(Path.GetDirectoryName(_models[model])!, CompanionName.ToPath(name));

    private Frame Finish(IncomingFile file)
    {
        _incoming = null;
        using (file)
        {
            var place = file is { Model: { } model, Name: { } name }
                ? CompanionPath(model, name)
                : Path.Combine(Folder(), _models.Count.ToString(CultureInfo.InvariantCulture), Random());
            if (_models.ContainsValue(place)) throw new InvalidDataException("a file has the name of its model");
            Guarded(() => file.MoveTo(place));
            if (file is { Model: { } owner, Name: { } own }) _companions[(owner, own)] = file.Hash;
            else _models[file.Hash] = place;
            return new Frame(WorkerProtocol.Ok).With("have", 1).With("received", file.Received).With("path", place);
        }
    }

    // On Unix nobody but this user can read it or look into it (mkdtemp, mode 0700).
    private string Folder() => _folder ??= ScratchFolder.Create("sartor-worker-").FullName;

    private void Abandon()
    {
        _incoming?.Dispose();
        _incoming = null;
    }

    // A full disk is no fault of the worker: the client is told, and the worker lives.
    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Abandon();
            throw new EngineException("worker",
                $"the file cannot be stored: {e.Message.TrimEnd('.')}; free some space there, or give it another TMPDIR", e);
        }
    }

    private void Guarded(Action work) => Guarded(() =>
    {
        work();
        return true;
    });

    private static string Hash(Frame request, string name) =>
        request.Get(name) is { Length: 64 } hash && hash.All(char.IsAsciiHexDigitLower)
        ? hash
        : throw new InvalidDataException(
            $"the field '{name}' of a '{request.Type}' message is not a SHA-256 of 64 lower-case hexadecimal digits");

    // 122 random bits of the system, without the cryptography library that a board may lack.
    private static string Random() => Guid.NewGuid().ToString("N");
}
