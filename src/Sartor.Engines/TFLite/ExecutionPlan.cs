using System.Runtime.InteropServices;

namespace Sartor.Engines.TFLite;

/// <summary>
/// The nodes of an interpreter before and after a delegate took its part, read where TFLite shows them: in the delegate's
/// Prepare. An XNNPACK delegate's Prepare is wrapped; without a delegate, one that takes nothing does the reading.
/// </summary>
internal sealed unsafe class ExecutionPlan
{
    [ThreadStatic]
    private static ExecutionPlan? s_reading;

    private delegate* unmanaged<TfLiteContext*, TfLiteDelegate*, int> _prepare;

    /// <summary>Kernels in order of execution, as the model has them.</summary>
    public List<string> Before { get; } = [];

    /// <summary>Kernels in order of execution after the delegate; what it executes as one is one entry.</summary>
    public List<string> After { get; } = [];

    /// <summary>Nodes of <see cref="Before"/> that the delegate took.</summary>
    public int DelegatedCount { get; private set; }

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

    [UnmanagedCallersOnly]
    private static int PrepareAndRead(TfLiteContext* context, TfLiteDelegate* self)
    {
        if (s_reading is not { } plan) return TfLiteApi.Ok;
        Read(context, plan.Before);
        var status = plan._prepare(context, self);
        var own = Read(context, plan.After);
        plan.DelegatedCount = status == TfLiteApi.Ok ? plan.Before.Count - (plan.After.Count - own) : 0;
        return status;
    }

    // Gives the number of nodes that a delegate executes. Must not throw: native code is below on the stack.
    private static int Read(TfLiteContext* context, List<string> kernels)
    {
        TfLiteArray* plan;
        if (context->GetExecutionPlan(context, &plan) != TfLiteApi.Ok) return 0;
        var delegated = 0;
        foreach (var index in TfLiteArray.Items<int>(plan))
        {
            TfLiteNode* node;
            TfLiteRegistration* registration;
            if (context->GetNode(context, index, &node, &registration) != TfLiteApi.Ok) continue;
            if (node->Delegate is not null) delegated++;
            kernels.Add(Name(registration));
        }
        return delegated;
    }

    private static string Name(TfLiteRegistration* registration) => registration->CustomName is not null
        ? Marshal.PtrToStringUTF8((nint)registration->CustomName) ?? "CUSTOM"
        : BuiltinKernels.Name(registration->BuiltinCode);
}
