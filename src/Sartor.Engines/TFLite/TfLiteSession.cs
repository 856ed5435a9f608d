namespace Sartor.Engines.TFLite;

/// <summary>A model in TFLite. Other input shapes make a new interpreter: after a delegate is applied, a graph cannot be resized.</summary>
internal sealed unsafe class TfLiteSession : IInferenceSession
{
    // XNNPACK's 8-bit operators, signed and unsigned, then signed alone, then none: the first that TFLite accepts.
    private static readonly uint[] XnnPackFlags = [3, 1, 0];

    private readonly string _path;
    private readonly NativeObject _model;
    private readonly string _delegate;
    private readonly int _threads;
    private readonly bool _profiles;
    private readonly SessionTensor[] _inputs;
    private readonly SessionTensor[] _outputs;
    private readonly Shape[] _shapes;
    private TfLiteInterpreter _interpreter;
    private nint _pointer;
    private bool _bound;
    private bool _hasRun;
    private bool _disposed;

    /// <param name="path">For messages.</param>
    /// <param name="model">Owned by the session from now on, unless this throws.</param>
    /// <param name="delegateName">Of <see cref="TfLiteEngine"/>.</param>
    /// <param name="options">Threads, and whether steps are timed.</param>
    public TfLiteSession(string path, NativeObject model, string delegateName, EngineOptions options)
    {
        (_path, _model, _delegate, _threads, _profiles) = (path, model, delegateName, options.Threads, options.Profiles);
        _interpreter = Build([]);
        _pointer = _interpreter.Pointer;
        _inputs = _interpreter.Inputs();
        _outputs = _interpreter.Outputs();
        _shapes = Array.ConvertAll(_inputs, input => input.Type.Shape!);
    }

    public IReadOnlyList<SessionTensor> Inputs => _inputs;

    public IReadOnlyList<SessionTensor> Outputs => _outputs;

    public Delegation Delegation => _interpreter.Delegation;

    public void Bind(IReadOnlyList<Tensor> inputs)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (inputs.Count != _inputs.Length)
            throw new EngineException(
                TfLiteEngine.EngineName,
                $"{_path} takes {_inputs.Length} inputs, not {inputs.Count}; give one tensor for each of "
                + $"{string.Join(", ", _inputs.Select(input => input.Name))}");
        for (var i = 0; i < inputs.Count; i++) _inputs[i].Check(TfLiteEngine.EngineName, inputs[i]);
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Shape == _shapes[i]) continue;
            Rebuild(inputs);
            break;
        }
        for (var i = 0; i < inputs.Count; i++) TfLiteTensors.Write(TfLiteApi.Input(_pointer, i), inputs[i]);
        // What a recurrent network remembers belongs to the sample before.
        _interpreter.Check(TfLiteApi.ResetVariables(_pointer), "its variables cannot be reset");
        _bound = true;
    }

    public void Run()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_bound) throw new InvalidOperationException("no inputs are bound");
        var status = TfLiteApi.Invoke(_pointer);
        if (status != TfLiteApi.Ok) _interpreter.Check(status, "the model cannot be executed");
        _hasRun = true;
    }

    public IReadOnlyList<Tensor> ReadOutputs()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_hasRun) throw new InvalidOperationException("nothing has run");
        var tensors = new Tensor[_outputs.Length];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = TfLiteTensors.Read(TfLiteApi.Output(_pointer, i));
        return tensors;
    }

    public ExecutionProfile Profile(ProfileLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _profiles ? _interpreter.Profile(limits.Checked(), Run) : ExecutionProfile.Missing(EngineOptions.NotProfiling);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _interpreter.Dispose();
        _model.Dispose();
    }

    private void Rebuild(IReadOnlyList<Tensor> inputs)
    {
        var next = Build([.. inputs.Select(input => input.Shape)]);
        _interpreter.Dispose();
        _interpreter = next;
        _pointer = next.Pointer;
        _hasRun = false;
        for (var i = 0; i < inputs.Count; i++) _shapes[i] = inputs[i].Shape;
    }

    private TfLiteInterpreter Build(IReadOnlyList<Shape?> shapes)
    {
        if (_delegate == TfLiteEngine.NoDelegate)
            return TfLiteInterpreter.CreateBuiltin(_path, _model.Pointer, _threads, shapes, _profiles);
        var firstFailure = "";
        foreach (var flags in XnnPackFlags)
        {
            var interpreter = TfLiteInterpreter.CreateXnnPack(
                _path, _model.Pointer, _threads, shapes, _profiles, flags, out var failure);
            if (interpreter is not null)
            {
                if (firstFailure.Length > 0) interpreter.Delegation = TfLiteDelegation.After(firstFailure, interpreter.Delegation);
                return interpreter;
            }
            if (firstFailure.Length == 0) firstFailure = failure;
        }
        throw new EngineException(
            TfLiteEngine.EngineName, $"{_path}: XNNPACK failed on the model ({firstFailure}); use the delegate 'none'");
    }
}
