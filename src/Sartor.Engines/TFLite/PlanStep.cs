using System.Runtime.InteropServices;

namespace Sartor.Engines.TFLite;

/// <summary>A step of an interpreter's execution plan, read while a delegate is prepared.</summary>
internal readonly unsafe struct PlanStep
{
    public PlanStep(TfLiteContext* context, int index, TfLiteNode* node, TfLiteRegistration* registration)
    {
        Index = index;
        Node = node;
        Registration = registration;
        Kernel = registration->CustomName is not null
            ? Marshal.PtrToStringUTF8((nint)registration->CustomName) ?? "CUSTOM"
            : BuiltinKernels.Name(registration->BuiltinCode);
        foreach (var tensor in TfLiteArray.Items<int>(node->Outputs))
        {
            // -1 stands for an output that is left out.
            if (tensor < 0 || (nuint)tensor >= context->TensorCount) continue;
            Output = Marshal.PtrToStringUTF8((nint)context->Tensors[tensor].Name);
            break;
        }
    }

    /// <summary>Number of the node in its graph.</summary>
    public int Index { get; }

    /// <summary>Where the interpreter keeps the node, until its graph changes.</summary>
    public TfLiteNode* Node { get; }

    /// <summary>Where the interpreter keeps what executes the node, until its graph changes.</summary>
    public TfLiteRegistration* Registration { get; }

    public string Kernel { get; }

    /// <summary>Name of the first output; null where there is none.</summary>
    public string? Output { get; }

    /// <summary>Whether a delegate executes it.</summary>
    public bool IsDelegate => Node->Delegate is not null;

    /// <summary>The numbers of the nodes that it executes: its own, or those that the delegate took.</summary>
    public int[] Nodes => IsDelegate && Node->BuiltinData is not null
        ? TfLiteArray.Items<int>(((TfLiteDelegateParams*)Node->BuiltinData)->NodesToReplace).ToArray()
        : [Index];
}
