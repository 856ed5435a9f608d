using System.Runtime.InteropServices;

namespace Sartor.Engines.TFLite;

/// <summary>
/// The nodes of an interpreter before and after a delegate took its part, read where TFLite shows them: in the delegate's
/// Prepare. An XNNPACK delegate's Prepare is wrapped; without a delegate, one that takes nothing does the reading.
/// </summary>
/// <param name="times">Whether the steps of the main graph get timers.</param>
internal sealed unsafe class ExecutionPlan(bool times)
{
    [ThreadStatic]
    private static ExecutionPlan? s_reading;

    private delegate* unmanaged<TfLiteContext*, TfLiteDelegate*, int> _prepare;
    private readonly bool _times = times;
    private bool _isMainRead;

    /// <summary>Kernels in order of execution, as the model has them.</summary>
    public List<string> Before { get; } = [];

    /// <summary>Kernels in order of execution after the delegate; what it executes as one is one entry.</summary>
    public List<string> After { get; } = [];

    /// <summary>Nodes of <see cref="Before"/> that the delegate took.</summary>
    public int DelegatedCount { get; private set; }

    /// <summary>
    /// Timers of the steps of the main graph, in order of execution; empty where none were asked for. The graphs of WHILE and IF run inside
    /// of a step.
    /// </summary>
    public List<StepTimer> Timers { get; } = [];

    /// <summary>Applies a delegate and reads what it did.</summary>
    /// <returns>TfLiteStatus; 0 is success.</returns>
    public int Apply(nint interpreter, TfLiteDelegate* xnnPack)
    {
        _prepare = xnnPack->Prepare;
        xnnPack->Prepare = &PrepareAndRead;
        s_reading = this;
        try
        {
            return TfLiteApi.ApplyDelegate(interpreter, xnnPack);
        }
        finally
        {
            s_reading = null;
            xnnPack->Prepare = _prepare;
        }
    }

    /// <summary>A delegate that takes nothing, for <see cref="Apply"/>; it has to outlive the interpreter.</summary>
    public static NativeBuffer CreateReader()
    {
        var buffer = new NativeBuffer(sizeof(TfLiteDelegate));
        var reader = (TfLiteDelegate*)buffer.Pointer;
        reader->Prepare = &TakeNothing;
        // kTfLiteDelegateFlagsAllowDynamicTensors: without it TFLite would refuse models with dynamic tensors.
        reader->Flags = 1;
        return buffer;
    }

    [UnmanagedCallersOnly]
    private static int TakeNothing(TfLiteContext* context, TfLiteDelegate* self) => TfLiteApi.Ok;

    // TFLite calls it once for each graph of the model, the main one first.
    [UnmanagedCallersOnly]
    private static int PrepareAndRead(TfLiteContext* context, TfLiteDelegate* self)
    {
        if (s_reading is not { } plan) return TfLiteApi.Ok;
        var before = Read(context);
        var status = plan._prepare(context, self);
        var after = Read(context);
        plan.Before.AddRange(before.Select(step => step.Kernel));
        plan.After.AddRange(after.Select(step => step.Kernel));
        if (status != TfLiteApi.Ok) return status;
        plan.DelegatedCount += before.Count - after.Count(step => !step.IsDelegate);
        if (plan._times && !plan._isMainRead) plan.Attach(before, after);
        plan._isMainRead = true;
        return status;
    }

    private void Attach(List<PlanStep> before, List<PlanStep> after)
    {
        var nodes = new Dictionary<int, ExecutedNode>();
        foreach (var step in before) nodes[step.Index] = new ExecutedNode(step.Kernel, null, step.Output);
        foreach (var step in after)
        {
            if (step.Registration->Invoke is null) continue;
            var executed = step.Nodes.Where(nodes.ContainsKey).Select(index => nodes[index]).ToEquatableArray();
            var owner = step.IsDelegate ? TfLiteEngine.XnnPackDelegate : null;
            Timers.Add(StepTimer.Attach(step.Node, step.Registration, new ExecutedStep(step.Kernel, owner, 0, executed)));
        }
    }

    // Must not throw: native code is below on the stack. The pointers are good until the graph changes.
    private static List<PlanStep> Read(TfLiteContext* context)
    {
        var steps = new List<PlanStep>();
        TfLiteArray* plan;
        if (context->GetExecutionPlan(context, &plan) != TfLiteApi.Ok) return steps;
        foreach (var index in TfLiteArray.Items<int>(plan))
        {
            TfLiteNode* node;
            TfLiteRegistration* registration;
            if (context->GetNode(context, index, &node, &registration) != TfLiteApi.Ok) continue;
            steps.Add(new PlanStep(context, index, node, registration));
        }
        return steps;
    }
}
