using Sartor.Workers.Protocol;

namespace Sartor.Workers.Client;

/// <summary>Sends the files of a model to a worker, each by the SHA-256 of its bytes and only if the worker does not have it.</summary>
/// <param name="ask">Sends one request; a null reply comes with its failure.</param>
internal sealed class FileUpload(Func<Frame, Task<(Frame? Reply, WorkerFailure? Failure)>> ask)
{
    /// <summary>Where the model lies on the worker's machine, or why it does not.</summary>
    /// <exception cref="ModelFormatException">A file is not there or cannot be read.</exception>
    public async Task<(string? Path, WorkerFailure? Failure)> SendAsync(ModelFiles files, CancellationToken cancellation)
    {
        var (hash, path, failure) = await SendAsync(files.Path, put => put, cancellation).ConfigureAwait(false);
        if (path is null) return (null, failure);
        foreach (var companion in files.Companions)
        {
            var (_, place, problem) = await SendAsync(
                companion.Path, put => put.With("model", hash).With("name", companion.Name), cancellation).ConfigureAwait(false);
            if (place is null) return (null, problem);
        }
        return (path, null);
    }

    private async Task<(string Hash, string? Path, WorkerFailure? Failure)> SendAsync(
        string file, Func<Frame, Frame> complete, CancellationToken cancellation)
    {
        // Says what is wrong with a path in the same words as the readers do.
        using (SlicedFile.Open(file))
        {
        }
        try
        {
            var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
            await using (stream.ConfigureAwait(false))
            {
                using var sum = new Sha256();
                await stream.CopyToAsync(sum, cancellation).ConfigureAwait(false);
                var hash = sum.FinishHex();
                var put = complete(new Frame("put").With("sha256", hash).With("bytes", stream.Position));
                var (path, failure) = await SendAsync(stream, put, cancellation).ConfigureAwait(false);
                return (hash, path, failure);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(file, null, $"cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }

    private async Task<(string? Path, WorkerFailure? Failure)> SendAsync(FileStream stream, Frame put, CancellationToken cancellation)
    {
        var length = put.GetNumber("bytes", 0, long.MaxValue);
        if (length > WorkerProtocol.MaxFileBytes)
        {
            return (null, new WorkerFailure(WorkerFailureKind.Refused,
                $"a file of {length} bytes is larger than the {WorkerProtocol.MaxFileBytes} that a worker takes", null, []));
        }
        var (reply, failure) = await ask(put).ConfigureAwait(false);
        var buffer = new byte[Math.Min(length, WorkerProtocol.MaxChunkBytes)];
        stream.Position = 0;
        for (long offset = 0; reply is not null && reply.Find("path") is null;)
        {
            if (offset == length)
            {
                return (null, new WorkerFailure(WorkerFailureKind.Protocol,
                    "the worker has all bytes of a file and does not say where they lie", null, []));
            }
            var got = await stream.ReadAtLeastAsync(
                buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - offset)), 1, false, cancellation).ConfigureAwait(false);
            if (got == 0)
            {
                return (null, new WorkerFailure(WorkerFailureKind.Refused,
                    $"{Path.GetFileName(stream.Name)} was changed while it was sent; try again", null, []));
            }
            var chunk = new Frame("chunk") { Payload = buffer.AsMemory(0, got) }.With("offset", offset);
            (reply, failure) = await ask(chunk).ConfigureAwait(false);
            offset += got;
        }
        return (reply?.Get("path"), failure);
    }
}
