using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>
/// The worker's side of the protocol: answers one request after the other until it is told to end, or its client is gone.
/// </summary>
public sealed class WorkerHost : IDisposable
{
    private readonly FrameStream _frames;
    private readonly KeepAlive _alive;
    // Another root is for tests, and for containers that have their host's files elsewhere.
    private readonly string _root = Environment.GetEnvironmentVariable(WorkerProtocol.RootVariable) ?? "/";
    private readonly LoadedSession _loaded;
    private readonly FileStore _files = new();
    private int _unanswered;

    private WorkerHost(Stream input, Stream output, TimeProvider time)
    {
        _frames = new FrameStream(input, output);
        _alive = new KeepAlive(_frames, time);
        _loaded = new LoadedSession(_root);
    }

    /// <summary>Serves until <c>bye</c> or the end of <paramref name="input"/>.</summary>
    /// <param name="input">Requests; its end, also in the middle of native code, ends the process.</param>
    /// <param name="output">Replies; nothing else may write to it.</param>
    /// <returns>The process's exit code: 0, or 2 after bytes that are no frame.</returns>
    public static int Run(Stream input, Stream output)
    {
        using var host = new WorkerHost(input, output, TimeProvider.System);
        return host.Serve();
    }

    public void Dispose()
    {
        _alive.Dispose();
        _loaded.Dispose();
        _files.Dispose();
    }

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
                _alive.Begin();
                var reply = Answer(request).With("id", request.Find("id"));
                _alive.End();
                // Before the reply: a client that has it may go at once.
                if (request.Type != "bye") Interlocked.Decrement(ref _unanswered);
                _frames.WriteAsync(reply).AsTask().GetAwaiter().GetResult();
                if (request.Type == "bye") break;
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
        if (Volatile.Read(ref _unanswered) > 0 && problem is not InvalidDataException)
        {
            _files.Dispose();
            Process.GetCurrentProcess().Kill();
        }
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
                "pin" => new Frame(WorkerProtocol.Ok).With("cpus", CoreAffinity.Pin(request.Get("cpus"))),
                "load" => _loaded.Load(request),
                "infer" => _loaded.Infer(request),
                "measure" => _loaded.Measure(request),
                "profile" => _loaded.Profile(request),
                "memory" => _loaded.Memory(request),
                "device" => new Frame(WorkerProtocol.Ok).WithDevice(DeviceReader.Read(_root)),
                "state" => new Frame(WorkerProtocol.Ok).WithState(StateReader.Read(_root)),
                "put" => _files.Put(request),
                "chunk" => _files.Chunk(request),
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

    private Frame Hello(Frame request)
    {
        var version = request.GetNumber("protocol", 0, int.MaxValue);
        if (version != WorkerProtocol.Version)
        {
            return Failure(WorkerProtocol.Malformed,
                $"this worker speaks protocol {WorkerProtocol.Version}, not {version}; use the worker that came with the client");
        }
        RuntimeMemory.Read();
        var alive = request.FindNumber("alive_ms", WorkerProtocol.MinAliveMs, WorkerProtocol.MaxAliveMs);
        _alive.Every(alive is { } ms ? TimeSpan.FromMilliseconds(ms) : null);
        var probes = request.Find("probe") == "1";
        return WorkerGreeting.Write(
            new Frame(WorkerProtocol.Ok)
                .With("protocol", WorkerProtocol.Version)
                .With("minor", WorkerProtocol.Minor)
                .With("worker", $"sartor-worker {typeof(WorkerHost).Assembly.GetName().Version?.ToString(3)}")
                .With("build", WorkerBuild.Id)
                .With("pid", Environment.ProcessId)
                .With("os", Os())
                .With("arch", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant())
                .With("clock_hz", Stopwatch.Frequency)
                .With("clock_step_ns", ClockTicks.StepNs()),
            [.. InferenceEngines.Catalog.All.Select(engine => Describe(engine, probes))]);
    }

    // To probe an engine is to load its library, which a worker that measures another one has no memory for.
    private static EngineDescription Describe(IInferenceEngine engine, bool probes)
    {
        var availability = probes ? engine.Probe() : null;
        return new EngineDescription(engine.Name, [engine.Format], [.. engine.Delegates], availability?.Version, availability?.Problem);
    }

    private static string Os() =>
        OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "macos" : OperatingSystem.IsWindows() ? "windows" : "other";

    private static Frame Probe(Frame request)
    {
        var availability = InferenceEngines.Get(request.Get("engine")).Probe();
        return new Frame(WorkerProtocol.Ok).With("version", availability.Version).With("problem", availability.Problem);
    }

    private static Frame Failure(string kind, string message) =>
        new Frame(WorkerProtocol.Error).With("kind", kind).With("message", message);

    // What the engines say when an allocation of theirs fails.
    private static bool IsOutOfMemory(string message) =>
        message.Contains("bad alloc", StringComparison.OrdinalIgnoreCase) || message.Contains("bad_alloc", StringComparison.Ordinal)
        || message.Contains("Failed to allocate memory", StringComparison.OrdinalIgnoreCase);
}
