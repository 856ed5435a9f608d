using System.Runtime.InteropServices;

namespace Sartor.Engines.LibTorch;

/// <summary>
/// A model in libtorch. TorchScript says how many tensors <c>forward</c> takes and how they are called, and neither their types nor their
/// shapes: those of the tensors that are bound hold, and what does not fit shows in a run.
/// </summary>
internal sealed unsafe class TorchSession : IInferenceSession
{
    private const int ErrorBytes = 1 << 16;

    private readonly string _path;
    private readonly NativeObject _model;
    private readonly NativeBuffer _error;
    private readonly SessionTensor[] _inputs;
    private readonly TensorType?[] _bound;
    private readonly nint[] _data;
    private SessionTensor[] _outputs;
    private bool _isBound;
    private bool _hasRun;
    private bool _disposed;

    private TorchSession(string path, NativeObject model, NativeBuffer error)
    {
        (_path, _model, _error) = (path, model, error);
        var count = TorchApi.InputCount(model.Pointer);
        _inputs = [.. Enumerable.Range(0, count).Select(i => Untyped(TorchApi.InputName(model.Pointer, i)))];
        (_bound, _data) = (new TensorType?[count], new nint[count]);
        _outputs = Named(Math.Max(0, TorchApi.ReturnCount(model.Pointer)));
        var interpreter = TorchApi.IsLite(model.Pointer) != 0 ? "lite interpreter" : "TorchScript interpreter";
        Delegation = new Delegation(
            TorchEngine.CpuDelegate, TorchEngine.CpuDelegate, 1, 1, [new KernelCount(interpreter, 1)],
            "libtorch runs the whole file in one interpreter: the lite one where the file has bytecode", []);
    }

    public IReadOnlyList<SessionTensor> Inputs => _inputs;

    /// <summary>Named by their places; empty until a run where <c>forward</c> does not say how many there are.</summary>
    public IReadOnlyList<SessionTensor> Outputs => _outputs;

    public Delegation Delegation { get; }

    /// <exception cref="EngineException">libtorch refuses the file.</exception>
    public static TorchSession Load(string path, int threads)
    {
        var error = new NativeBuffer(ErrorBytes);
        try
        {
            nint model;
            if (TorchApi.Load(path, threads, &model, error.Pointer, ErrorBytes) != 0)
                throw new EngineException(TorchEngine.EngineName, $"{path}: {Text(error)}");
            return new TorchSession(path, new NativeObject(model, TorchApi.Free), error);
        }
        catch
        {
            error.Dispose();
            throw;
        }
    }

    public void Bind(IReadOnlyList<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (inputs.Count != _inputs.Length)
            throw new EngineException(
                TorchEngine.EngineName,
                $"{_path} takes {_inputs.Length} inputs, not {inputs.Count}; give one tensor for each of "
                + $"{string.Join(", ", _inputs.Select(input => input.Name))}");
        for (var i = 0; i < inputs.Count; i++)
        {
            if (TorchElementTypes.ToNumber(inputs[i].Element) < 0)
                throw new EngineException(
                    TorchEngine.EngineName, $"input '{_inputs[i].Name}' cannot be {inputs[i].Type}: PyTorch has no such element type");
        }
        for (var i = 0; i < inputs.Count; i++)
        {
            if (_bound[i] != inputs[i].Type) Allocate(i, inputs[i].Type);
            inputs[i].Data.Span.CopyTo(new Span<byte>((void*)_data[i], inputs[i].Data.Length));
        }
        _isBound = true;
    }

    public void Run()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_isBound) throw new InvalidOperationException("no inputs are bound");
        if (TorchApi.Run(_model.Pointer, _error.Pointer, ErrorBytes) != 0) throw Failed();
        if (_hasRun) return;
        _hasRun = true;
        var count = TorchApi.OutputCount(_model.Pointer);
        if (count != _outputs.Length) _outputs = Named(count);
    }

    public IReadOnlyList<Tensor> ReadOutputs()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_hasRun) throw new InvalidOperationException("nothing has run");
        var tensors = new Tensor[TorchApi.OutputCount(_model.Pointer)];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = Read(i);
        return tensors;
    }

    public ExecutionProfile Profile(ProfileLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ObjectDisposedException.ThrowIf(_disposed, this);
        limits.Checked();
        return ExecutionProfile.Missing("libtorch's interpreter is timed as a whole");
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _model.Dispose();
        _error.Dispose();
    }

    private void Allocate(int index, TensorType type)
    {
        (_isBound, _bound[index]) = (false, null);
        void* data;
        fixed (long* extents = type.Shape!.Extents.AsSpan())
        {
            var number = TorchElementTypes.ToNumber(type.Element);
            if (TorchApi.Input(_model.Pointer, index, number, extents, type.Shape.Rank, &data, _error.Pointer, ErrorBytes) != 0)
                throw new EngineException(TorchEngine.EngineName, $"input '{_inputs[index].Name}': {Text(_error)}");
        }
        (_data[index], _bound[index]) = ((nint)data, type);
    }

    private Tensor Read(int index)
    {
        int number, rank;
        long* extents;
        void* data;
        if (TorchApi.Output(_model.Pointer, index, &number, &rank, &extents, &data, _error.Pointer, ErrorBytes) != 0)
            throw new EngineException(TorchEngine.EngineName, $"output {index}: {Text(_error)}");
        var element = TorchElementTypes.FromNumber(number);
        if (element.Bits() == 0)
            throw new EngineException(
                TorchEngine.EngineName, $"output {index} has elements of a type that is not read (number {number}); only tensors of "
                + "numbers can be read");
        var shape = new Shape(new ReadOnlySpan<long>(extents, rank));
        return new Tensor(element, shape, new ReadOnlySpan<byte>(data, checked((int)element.ByteCount(shape.ElementCount))).ToArray());
    }

    private EngineException Failed()
    {
        var fed = string.Join(", ", _inputs.Select((input, i) => $"'{input.Name}' as {_bound[i]}"));
        return new EngineException(
            TorchEngine.EngineName, $"{_path} does not run with {fed}: {Text(_error)}; give the shapes and types that it takes");
    }

    private static SessionTensor Untyped(string name) => new(name, TensorType.Unknown, null, []);

    private static SessionTensor[] Named(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Untyped(count == 1 ? "output" : $"output_{i}"))];

    private static string Text(NativeBuffer error) => TorchProblem.Of(Marshal.PtrToStringUTF8((nint)error.Pointer) ?? "");
}
