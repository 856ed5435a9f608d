using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sartor.Engines.TFLite;

/// <summary>
/// Times one step of an interpreter's execution plan. TFLite's C API has no profiler; but the interpreter calls each step through the
/// function in the step's own registration, and another function can take its place there.
/// </summary>
internal sealed unsafe class StepTimer
{
    private const int Failed = 1;

    // A step is called with its node and nothing else that tells it from others.
    private static readonly ConcurrentDictionary<nint, StepTimer> s_timers = new();

    private readonly delegate* unmanaged<TfLiteContext*, TfLiteNode*, int> _invoke;
    private readonly nint _node;
    private long _ticks = -1;

    private StepTimer(TfLiteNode* node, TfLiteRegistration* registration, ExecutedStep step)
    {
        (_node, Step) = ((nint)node, step);
        _invoke = registration->Invoke;
        // The node of an interpreter that is gone may have had the same address.
        s_timers[_node] = this;
        registration->Invoke = &Invoke;
    }

    /// <summary>What it times, without a duration.</summary>
    public ExecutedStep Step { get; }

    /// <summary>Durations that <see cref="Keep"/> kept, in nanoseconds.</summary>
    public List<double> DurationsNs { get; } = [];

    /// <summary>
    /// Takes the place of a step's function. Node and registration have to be where the interpreter keeps them, and to stay there.
    /// </summary>
    public static StepTimer Attach(TfLiteNode* node, TfLiteRegistration* registration, ExecutedStep step) => new(node, registration, step);

    /// <summary>Keeps the duration in the last run; none where the step was not called.</summary>
    public void Keep()
    {
        if (_ticks >= 0) DurationsNs.Add(ProfiledRuns.ToNs(_ticks));
        _ticks = -1;
    }

    /// <summary>Forgets the step; before its interpreter goes, after its last run.</summary>
    public void Detach() => s_timers.TryRemove(_node, out _);

    // Must not throw: native code is below on the stack.
    [UnmanagedCallersOnly]
    private static int Invoke(TfLiteContext* context, TfLiteNode* node)
    {
        if (!s_timers.TryGetValue((nint)node, out var timer)) return Failed;
        var before = Stopwatch.GetTimestamp();
        var status = timer._invoke(context, node);
        timer._ticks = Stopwatch.GetTimestamp() - before;
        return status;
    }
}
