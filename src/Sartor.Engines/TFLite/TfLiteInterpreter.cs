using System.Runtime.InteropServices;

namespace Sartor.Engines.TFLite;

/// <summary>An interpreter for one set of input shapes, with its delegate applied and its tensors allocated.</summary>
internal sealed unsafe class TfLiteInterpreter : IDisposable
{
    private readonly string _path;
    private readonly MessageLog _log = new();
    private readonly NativeObject? _interpreter;
    private SafeHandle? _delegate;
    private List<StepTimer> _timers = [];

    private TfLiteInterpreter(string path, nint model, int threads, IReadOnlyList<Shape?> shapes)
    {
        _path = path;
        try
        {
            _interpreter = new NativeObject(Create(model, threads), TfLiteApi.InterpreterDelete);
            for (var i = 0; i < shapes.Count; i++)
            {
                if (shapes[i] is { } shape) Resize(i, shape);
            }
            Check(TfLiteApi.Allocate(Pointer), "its tensors cannot be allocated");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public nint Pointer => _interpreter!.Pointer;

    public Delegation Delegation { get; set; } = null!;

    /// <summary>The builtin kernels and nothing else.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="model">Has to outlive the interpreter.</param>
    /// <param name="threads">1 or more.</param>
    /// <param name="shapes">For each input the shape to resize it to, or null to leave it.</param>
    /// <param name="times">Whether its steps get timers.</param>
    /// <exception cref="EngineException">TFLite refuses the model; the message has its reason.</exception>
    public static TfLiteInterpreter CreateBuiltin(string path, nint model, int threads, IReadOnlyList<Shape?> shapes, bool times)
    {
        var interpreter = new TfLiteInterpreter(path, model, threads, shapes);
        try
        {
            var reader = ExecutionPlan.CreateReader();
            interpreter._delegate = reader;
            var plan = new ExecutionPlan(times);
            interpreter._timers = plan.Timers;
            interpreter.Check(plan.Apply(interpreter.Pointer, (TfLiteDelegate*)reader.Pointer), "its execution plan cannot be read");
            interpreter.Delegation = TfLiteDelegation.Builtin(plan);
            return interpreter;
        }
        catch
        {
            interpreter.Dispose();
            throw;
        }
    }

    /// <summary>XNNPACK, or null where it fails on the model with these flags.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="model">Has to outlive the interpreter.</param>
    /// <param name="threads">1 or more.</param>
    /// <param name="shapes">For each input the shape to resize it to, or null to leave it.</param>
    /// <param name="times">Whether its steps get timers.</param>
    /// <param name="flags">Of <see cref="XnnPackOptions"/>.</param>
    /// <param name="failure">What TFLite says, never empty, where the result is null.</param>
    /// <exception cref="EngineException">TFLite refuses the model; the message has its reason.</exception>
    public static TfLiteInterpreter? CreateXnnPack(
        string path, nint model, int threads, IReadOnlyList<Shape?> shapes, bool times, uint flags, out string failure)
    {
        failure = "";
        var interpreter = new TfLiteInterpreter(path, model, threads, shapes);
        try
        {
            var options = new XnnPackOptions(threads, flags);
            var xnnPack = TfLiteApi.XnnPackCreate(&options);
            if (xnnPack is null)
                throw new EngineException(TfLiteEngine.EngineName, "XNNPACK does not run on this processor; use the delegate 'none'");
            interpreter._delegate = new NativeObject((nint)xnnPack, pointer => TfLiteApi.XnnPackDelete((TfLiteDelegate*)pointer));
            var plan = new ExecutionPlan(times);
            interpreter._timers = plan.Timers;
            if (plan.Apply(interpreter.Pointer, xnnPack) == TfLiteApi.Ok)
            {
                interpreter.Delegation = TfLiteDelegation.XnnPack(plan);
                return interpreter;
            }
            failure = interpreter.WhatFailed();
            interpreter.Dispose();
            return null;
        }
        catch
        {
            interpreter.Dispose();
            throw;
        }
    }

    public SessionTensor[] Inputs()
    {
        var tensors = new SessionTensor[TfLiteApi.InputCount(Pointer)];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = TfLiteTensors.Describe(TfLiteApi.Input(Pointer, i));
        return tensors;
    }

    public SessionTensor[] Outputs()
    {
        var tensors = new SessionTensor[TfLiteApi.OutputCount(Pointer)];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = TfLiteTensors.Describe(TfLiteApi.Output(Pointer, i));
        return tensors;
    }

    /// <exception cref="EngineException">The status is not success; the message has what TFLite reported.</exception>
    public void Check(int status, string problem)
    {
        if (status != TfLiteApi.Ok) throw Failure(problem);
    }

    /// <summary>Times each step over some runs.</summary>
    /// <param name="limits">When to stop.</param>
    /// <param name="run">One run of this interpreter.</param>
    public ExecutionProfile Profile(ProfileLimits limits, Action run)
    {
        foreach (var timer in _timers) timer.DurationsNs.Clear();
        var runs = ProfiledRuns.Time(limits, run, () => _timers.ForEach(timer => timer.Keep()));
        if (_timers.Count == 0) return ExecutionProfile.Missing("the model has no step that TFLite would call");
        if (_timers.Exists(timer => timer.DurationsNs.Count < runs.Count))
            return ExecutionProfile.Missing("this build of TFLite does not call its steps through their registrations");
        return new ExecutionProfile(runs.Count, ProfiledRuns.Median(runs),
            _timers.Select(timer => timer.Step with { MedianNs = ProfiledRuns.Median(timer.DurationsNs) }).ToEquatableArray(),
            "each step of the interpreter's execution plan, timed around its invoke function", null);
    }

    // The order matters: an interpreter uses its delegate and its log until it is gone, and another may get the addresses of its nodes.
    public void Dispose()
    {
        foreach (var timer in _timers) timer.Detach();
        _interpreter?.Dispose();
        _delegate?.Dispose();
        _log.Dispose();
    }

    private nint Create(nint model, int threads)
    {
        var options = TfLiteApi.OptionsCreate();
        try
        {
            TfLiteApi.OptionsSetThreads(options, threads);
            TfLiteApi.OptionsSetReporter(options, MessageLog.Reporter, _log.UserData);
            var interpreter = TfLiteApi.InterpreterCreate(model, options);
            return interpreter != 0 ? interpreter : throw Failure("the model is refused");
        }
        finally
        {
            TfLiteApi.OptionsDelete(options);
        }
    }

    private void Resize(int input, Shape shape)
    {
        var extents = shape.Extents.Select(extent => checked((int)extent)).ToArray();
        fixed (int* pointer = extents)
            Check(TfLiteApi.Resize(Pointer, input, pointer, extents.Length), $"input {input} cannot be resized to {shape}");
    }

    private EngineException Failure(string problem)
    {
        var message = $"{_path}: {problem}: {WhatFailed()}";
        _log.Clear();
        return new EngineException(TfLiteEngine.EngineName, message);
    }

    // XNNPACK 2.9, for one, fails without a word on a RESHAPE to a scalar.
    private string WhatFailed() => _log.Text.Length > 0 ? _log.Text : "TFLite gives no reason";
}
