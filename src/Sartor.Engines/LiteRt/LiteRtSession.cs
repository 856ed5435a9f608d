using System.Buffers;
using System.Text.Json;

namespace Sartor.Engines.LiteRt;

/// <summary>
/// A model in LiteRT, in a process of its own. It runs with the extents that the file stores: this build resizes no input.
/// </summary>
internal sealed class LiteRtSession : IInferenceSession
{
    private const string Unprepared = "Failed to allocate tensors";

    private static readonly byte[] s_run = Request("run", _ => { });

    private readonly LiteRtProcess _process;
    private readonly string _path;
    private readonly SessionTensor[] _inputs;
    private readonly SessionTensor[] _outputs;
    private bool _bound;
    private bool _hasRun;
    private bool _isSound = true;
    private bool _disposed;

    private LiteRtSession(LiteRtProcess process, string path, JsonElement model)
    {
        (_process, _path) = (process, path);
        _inputs = LiteRtTensors.Describe(model.GetProperty("inputs"));
        _outputs = LiteRtTensors.Describe(model.GetProperty("outputs"));
        Delegation = DelegationOf(model.GetProperty("nodes").GetInt32(), model.GetProperty("isAccelerated").GetBoolean());
    }

    public IReadOnlyList<SessionTensor> Inputs => _inputs;

    public IReadOnlyList<SessionTensor> Outputs => _outputs;

    public Delegation Delegation { get; }

    /// <exception cref="EngineException">LiteRT refuses the file, or ends on it.</exception>
    public static LiteRtSession Load(LiteRtPackage package, string path)
    {
        var process = LiteRtProcess.Take(package);
        try
        {
            var header = Request("load", json => json.WriteString("path", path));
            return new LiteRtSession(process, path, process.Ask(header, []).Header);
        }
        catch (EngineException e)
        {
            if (e.Problem.StartsWith(LiteRtEngine.Ended, StringComparison.Ordinal)) process.Dispose();
            else process.GiveBack();
            throw new EngineException(LiteRtEngine.EngineName, $"{path}: the model is refused: {e.Problem}", e);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    public void Bind(IReadOnlyList<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (inputs.Count != _inputs.Length)
            throw new EngineException(
                LiteRtEngine.EngineName,
                $"{_path} takes {_inputs.Length} inputs, not {inputs.Count}; give one tensor for each of "
                + $"{string.Join(", ", _inputs.Select(input => input.Name))}");
        for (var i = 0; i < inputs.Count; i++) _inputs[i].Check(LiteRtEngine.EngineName, inputs[i]);
        var header = Request("bind", json =>
        {
            json.WriteStartArray("lengths");
            foreach (var input in inputs) json.WriteNumberValue(input.Data.Length);
            json.WriteEndArray();
        });
        _process.Ask(header, [.. inputs.Select(input => input.Data)]);
        _bound = true;
    }

    public void Run()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_bound) throw new InvalidOperationException("no inputs are bound");
        try
        {
            _isSound = false;
            _process.Ask(s_run, []);
            (_hasRun, _isSound) = (true, true);
        }
        catch (EngineException e) when (e.Problem.Contains(Unprepared, StringComparison.Ordinal))
        {
            // The first run prepares the kernels; where one of them refuses, nothing has run.
            _isSound = true;
            throw;
        }
    }

    public IReadOnlyList<Tensor> ReadOutputs()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_hasRun) throw new InvalidOperationException("nothing has run");
        var (header, payload) = _process.Ask(Request("read", _ => { }), []);
        return LiteRtTensors.Read(_outputs, header, payload);
    }

    public ExecutionProfile Profile(ProfileLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ObjectDisposedException.ThrowIf(_disposed, this);
        limits.Checked();
        return ExecutionProfile.Missing("LiteRT's build for WebAssembly does not tell how long its steps take");
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        // Nobody knows what a run that failed left in the memory of the runtime.
        if (_isSound) _process.GiveBack();
        else _process.Dispose();
    }

    private static byte[] Request(string op, Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("op", op);
            fields(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static Delegation DelegationOf(int nodes, bool isAccelerated) => new(
        LiteRtEngine.WasmDelegate, LiteRtEngine.WasmDelegate, nodes, nodes,
        [new KernelCount(isAccelerated ? "XNNPACK" : "XNNPACK and built-in kernels", nodes)],
        "LiteRT says whether XNNPACK executes every node, and not which",
        [Diagnostic.Warning(
            "times-of-wasm",
            "its times are those of WebAssembly and a pipe, and its memory is not that of the process of Node.js that holds the model; "
            + "they say nothing about a device")]);
}
