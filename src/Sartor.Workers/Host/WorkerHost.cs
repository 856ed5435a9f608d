using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>The worker's side of the protocol: answers one request after the other until it is told to end, or its client is gone.</summary>
public sealed class WorkerHost : IDisposable
{
    private readonly FrameStream _frames;
    private readonly LoadedSession _loaded = new();
    private int _unanswered;

    private WorkerHost(Stream input, Stream output) => _frames = new FrameStream(input, output);

    /// <summary>Serves until <c>bye</c> or the end of <paramref name="input"/>.</summary>
    /// <param name="input">Requests; its end, also in the middle of native code, ends the process.</param>
    /// <param name="output">Replies; nothing else may write to it.</param>
    /// <returns>The process's exit code: 0, or 2 after bytes that are no frame.</returns>
    public static int Run(Stream input, Stream output)
    {
        using var host = new WorkerHost(input, output);
        return host.Serve();
    }

    public void Dispose() => _loaded.Dispose();

    private int Serve()
    {
        var requests = Channel.CreateUnbounded<Frame>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        // Requests are read beside the native code, so that the client's end is noticed while that code runs.
        var reader = new Thread(() => ReadRequests(requests.Writer)) { IsBackground = true, Name = "requests" };
        reader.Start();
        try
        {
            while (requests.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult() && requests.Reader.TryRead(out var request))
            {
                var reply = Answer(request);
                _frames.WriteAsync(reply).AsTask().GetAwaiter().GetResult();
                if (request.Type == "bye") break;
                Interlocked.Decrement(ref _unanswered);
            }
            return 0;
        }
        catch (InvalidDataException e)
        {
            _frames.WriteAsync(Failure(WorkerProtocol.Malformed, e.Message)).AsTask().GetAwaiter().GetResult();
            return 2;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private void ReadRequests(ChannelWriter<Frame> requests)
    {
        Exception? problem = null;
        try
        {
            while (_frames.ReadAsync().AsTask().GetAwaiter().GetResult() is { } request)
            {
                if (request.Type != "bye") Interlocked.Increment(ref _unanswered);
                requests.TryWrite(request);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            problem = e;
        }
        // Native code cannot be interrupted from outside; without a client nobody needs its result.
        if (Volatile.Read(ref _unanswered) > 0 && problem is not InvalidDataException) Process.GetCurrentProcess().Kill();
        requests.Complete(problem is EndOfStreamException ? null : problem);
    }

    private Frame Answer(Frame request)
    {
        try
        {
            return request.Type switch
            {
                "hello" => Hello(request),
                "probe" => Probe(request),
                "load" => _loaded.Load(request),
                "infer" => _loaded.Infer(request),
                "measure" => _loaded.Measure(request),
                "memory" => Memory(request),
                "fault" => WorkerFaults.Answer(request),
                "bye" => new Frame(WorkerProtocol.Ok),
                _ => Failure(WorkerProtocol.Malformed, $"there is no request '{request.Type}'"),
            };
        }
        catch (EngineException e) when (IsOutOfMemory(e.Message))
        {
            return Failure(WorkerProtocol.OutOfMemory, e.Message);
        }
        catch (SartorException e)
        {
            return Failure(WorkerProtocol.Refused, e.Message);
        }
        catch (InvalidDataException e)
        {
            return Failure(WorkerProtocol.Malformed, e.Message);
        }
        catch (OutOfMemoryException e)
        {
            return Failure(WorkerProtocol.OutOfMemory, e.Message);
        }
#pragma warning disable CA1031 // Whatever is wrong in here has to reach the client as a reply.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Failure(WorkerProtocol.Crash, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private static Frame Hello(Frame request)
    {
        var version = request.GetNumber("protocol", 0, int.MaxValue);
        if (version != WorkerProtocol.Version)
            return Failure(WorkerProtocol.Malformed, $"this worker speaks protocol {WorkerProtocol.Version}, not {version}; use the worker that came with the client");
        return new Frame(WorkerProtocol.Ok)
            .With("protocol", WorkerProtocol.Version)
            .With("worker", $"sartor-worker {typeof(WorkerHost).Assembly.GetName().Version?.ToString(3)}")
            .With("pid", Environment.ProcessId)
            .With("os", OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "macos" : OperatingSystem.IsWindows() ? "windows" : "other")
            .With("arch", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant())
            .With("clock_hz", Stopwatch.Frequency)
            .With("engines", string.Join(',', InferenceEngines.Catalog.All.Select(engine => engine.Name)));
    }

    private static Frame Probe(Frame request)
    {
        var availability = InferenceEngines.Get(request.Get("engine")).Probe();
        return new Frame(WorkerProtocol.Ok).With("version", availability.Version).With("problem", availability.Problem);
    }

    private static Frame Memory(Frame request)
    {
        var peak = ProcessMemory.Peak();
        if (request.Find("reset") == "1") ProcessMemory.TryResetPeak();
        return new Frame(WorkerProtocol.Ok).With("rss_bytes", ProcessMemory.Rss()).With("peak_rss_bytes", peak);
    }

    private static Frame Failure(string kind, string message) => new Frame(WorkerProtocol.Error).With("kind", kind).With("message", message);

    // What the engines say when an allocation of theirs fails.
    private static bool IsOutOfMemory(string message) =>
        message.Contains("bad alloc", StringComparison.OrdinalIgnoreCase) || message.Contains("bad_alloc", StringComparison.Ordinal)
        || message.Contains("Failed to allocate memory", StringComparison.OrdinalIgnoreCase);
}
