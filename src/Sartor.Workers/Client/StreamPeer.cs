using System.Diagnostics;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Client;

/// <summary>A worker elsewhere, behind one stream for both ways. The other side ends the worker when the stream ends.</summary>
internal sealed class StreamPeer : IWorkerPeer
{
    private readonly Stream _stream;
    private long _moved;

    public StreamPeer(Stream stream)
    {
        _stream = stream;
        Frames = new FrameStream(stream, stream, BeginSilence);
        BeginSilence();
    }

    public FrameStream Frames { get; }

    public TimeSpan Silence => Stopwatch.GetElapsedTime(Volatile.Read(ref _moved));

    public int? Id => null;

    public long? Rss() => null;

    public void BeginSilence() => Volatile.Write(ref _moved, Stopwatch.GetTimestamp());

    public void Kill() => _stream.Dispose();

    public void Close(TimeSpan patience) => _stream.Dispose();

    public Task<WorkerFailure> EndingAsync(Func<bool> memoryRanOut) => Task.FromResult(new WorkerFailure(WorkerFailureKind.Crash,
        "the connection to the worker ended during a request; the model, the engine or the machine behind it is at fault", null, []));

    public Task<string[]> TailAsync() => Task.FromResult<string[]>([]);

    public void Dispose() => _stream.Dispose();
}
