using System.Text;

namespace Sartor.Engines.OnnxRuntime;

/// <summary>
/// A model in ONNX Runtime. Inputs lie in buffers of our own that are bound once; outputs are allocated by the first run after a
/// change of shapes and written again by every later one.
/// </summary>
internal sealed unsafe class OrtSession : IInferenceSession
{
    private readonly delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> _run = OrtApi.Run;
    private readonly string _path;
    private readonly EngineOptions _options;
    private readonly NativeObject _memory;
    private readonly SessionTensor[] _inputs;
    private readonly SessionTensor[] _outputs;
    private readonly NativeBuffer _names;
    private readonly NativeBuffer _values;
    private readonly NativeBuffer[] _data;
    private readonly Shape?[] _boundShapes;
    // A model whose outputs change their size from run to run cannot write into the outputs of the last one.
    private bool _keepsOutputs;
    private NativeObject _session;
    private bool _hasRun;
    private bool _disposed;

    public OrtSession(string path, NativeObject session, EngineOptions options)
    {
        (_path, _session, _options) = (path, session, options);
        try
        {
            _inputs = OrtDescription.Inputs(session.Pointer, path);
            _outputs = OrtDescription.Outputs(session.Pointer, path);
            Delegation = OrtDescription.DelegationOf(session.Pointer, path);
            nint memory;
            OrtApi.Check(OrtApi.CreateCpuMemoryInfo(&memory), path);
            _memory = new NativeObject(memory, OrtApi.ReleaseMemoryInfo);
        }
        catch
        {
            session.Dispose();
            throw;
        }
        _keepsOutputs = Array.TrueForAll(_outputs, output => output.Type.Element.Bits() > 0);
        _names = StoreNames([.. _inputs.Select(input => input.Name), .. _outputs.Select(output => output.Name)]);
        _values = new NativeBuffer((long)(_inputs.Length + _outputs.Length) * sizeof(nint));
        _data = new NativeBuffer[_inputs.Length];
        _boundShapes = new Shape?[_inputs.Length];
    }

    public IReadOnlyList<SessionTensor> Inputs => _inputs;

    public IReadOnlyList<SessionTensor> Outputs => _outputs;

    public Delegation Delegation { get; }

    private nint* InputValues => (nint*)_values.Pointer;

    private nint* OutputValues => (nint*)_values.Pointer + _inputs.Length;

    public void Bind(IReadOnlyList<Tensor> inputs)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (inputs.Count != _inputs.Length)
            throw new EngineException(
                OrtEngine.EngineName,
                $"{_path} takes {_inputs.Length} inputs, not {inputs.Count}; give one tensor for each of "
                + $"{string.Join(", ", _inputs.Select(input => input.Name))}");
        for (var i = 0; i < inputs.Count; i++) _inputs[i].Check(OrtEngine.EngineName, inputs[i]);
        for (var i = 0; i < inputs.Count; i++)
        {
            if (_boundShapes[i] != inputs[i].Shape) Allocate(i, inputs[i]);
            _data[i].Write(inputs[i].Data.Span);
        }
    }

    public void Run()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_hasRun && !_keepsOutputs) ReleaseOutputs();
        var status = Invoke();
        if (status != 0 && _hasRun && _keepsOutputs)
        {
            OrtApi.ReleaseStatus(status);
            _keepsOutputs = false;
            ReleaseOutputs();
            status = Invoke();
        }
        if (status != 0) throw Fail(status);
        _hasRun = true;
    }

    public IReadOnlyList<Tensor> ReadOutputs()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_hasRun) throw new InvalidOperationException("nothing has run");
        var tensors = new Tensor[_outputs.Length];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = Read(_outputs[i].Name, OutputValues[i]);
        return tensors;
    }

    public ExecutionProfile Profile(ProfileLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var checkedLimits = limits.Checked();
        if (!_options.Profiles) return ExecutionProfile.Missing(EngineOptions.NotProfiling);
        if (_inputs.Length > 0 && InputValues[0] == 0) throw new InvalidOperationException("no inputs are bound");
        using var profiler = OrtProfiler.Load(_path, _options);
        ReleaseOutputs();
        _session.Dispose();
        _session = profiler.Session;
        var mostRuns = Math.Max(1, OrtProfiler.MaxEvents / Math.Max(1, Delegation.NodeCount));
        var runs = ProfiledRuns.Time(
            checkedLimits with { MaxRuns = Math.Min(checkedLimits.MaxRuns, mostRuns) }, Run, () => { });
        if (profiler.Finish(runs.Count, out var problem) is not { } trace) return ExecutionProfile.Missing(problem!);
        return trace.Steps is { Count: > 0 } steps
            ? new ExecutionProfile(runs.Count, ProfiledRuns.Median(runs), steps,
                "the profiler of ONNX Runtime: nodes after all of its rewriting, in whole microseconds", null)
            : ExecutionProfile.Missing("ONNX Runtime has no node to execute: the model's outputs are constants");
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        ReleaseOutputs();
        for (var i = 0; i < _inputs.Length; i++) Release(ref InputValues[i]);
        foreach (var buffer in _data) buffer?.Dispose();
        _session.Dispose();
        _memory.Dispose();
        _values.Dispose();
        _names.Dispose();
    }

    private nint Invoke()
    {
        if (_inputs.Length > 0 && InputValues[0] == 0) throw new InvalidOperationException("no inputs are bound");
        var names = (byte**)_names.Pointer;
        return _run(
            _session.Pointer, 0, names, InputValues, (nuint)_inputs.Length, names + _inputs.Length, (nuint)_outputs.Length, OutputValues);
    }

    private EngineException Fail(nint status)
    {
        ReleaseOutputs();
        return OrtApi.Failure(status, _path);
    }

    private void Allocate(int index, Tensor input)
    {
        ReleaseOutputs();
        Release(ref InputValues[index]);
        _boundShapes[index] = null;
        _data[index]?.Dispose();
        _data[index] = new NativeBuffer(input.Data.Length);
        nint value;
        fixed (long* extents = input.Shape.Extents.AsSpan())
        {
            OrtApi.Check(
                OrtApi.CreateTensor(_memory.Pointer, _data[index].Pointer, (nuint)input.Data.Length, extents, (nuint)input.Shape.Rank,
                OrtElementTypes.ToNumber(input.Element), &value), _inputs[index].Name);
        }
        InputValues[index] = value;
        _boundShapes[index] = input.Shape;
    }

    private static Tensor Read(string name, nint value)
    {
        int isTensor;
        OrtApi.Check(OrtApi.IsTensor(value, &isTensor), name);
        if (isTensor == 0)
            throw new EngineException(OrtEngine.EngineName, $"output '{name}' is a sequence or map; only tensors can be read");
        nint info;
        OrtApi.Check(OrtApi.GetTensorInfo(value, &info), name);
        using var handle = new NativeObject(info, OrtApi.ReleaseTensorInfo);
        var (element, extents) = OrtDescription.Read(info, name);
        if (element.Bits() == 0)
            throw new EngineException(
                OrtEngine.EngineName, $"output '{name}' holds {element.Label()}s; only tensors of numbers can be read");
        void* data;
        OrtApi.Check(OrtApi.GetTensorData(value, &data), name);
        var shape = new Shape(extents);
        return new Tensor(element, shape, new ReadOnlySpan<byte>(data, checked((int)element.ByteCount(shape.ElementCount))).ToArray());
    }

    private void ReleaseOutputs()
    {
        _hasRun = false;
        for (var i = 0; i < _outputs.Length; i++) Release(ref OutputValues[i]);
    }

    private static void Release(ref nint value)
    {
        if (value != 0) OrtApi.ReleaseValue(value);
        value = 0;
    }

    // One block: pointers first, then the zero-terminated names that they point to.
    private static NativeBuffer StoreNames(string[] names)
    {
        var encoded = Array.ConvertAll(names, name => Encoding.UTF8.GetBytes(name + '\0'));
        var table = (long)names.Length * sizeof(nint);
        var block = new NativeBuffer(table + encoded.Sum(name => (long)name.Length));
        var next = (byte*)block.Pointer + table;
        for (var i = 0; i < names.Length; i++)
        {
            ((byte**)block.Pointer)[i] = next;
            encoded[i].CopyTo(new Span<byte>(next, encoded[i].Length));
            next += encoded[i].Length;
        }
        return block;
    }
}
