namespace Sartor.Engines.TFLite;

/// <summary>States what an execution plan shows.</summary>
internal static class TfLiteDelegation
{
    private const string Evidence = "the interpreter's execution plan before and after the delegate, read through TfLiteContext";

    public static Delegation Builtin(ExecutionPlan plan)
    {
        // Nothing was asked for, so a delegate in the plan could only have come from the library itself.
        var own = plan.Before.Any(kernel => kernel.EndsWith("Delegate", StringComparison.Ordinal));
        EquatableArray<Diagnostic> diagnostics = own
            ? [Diagnostic.Error(
                "delegate-unasked",
                "the library applied a delegate of its own although the built-in kernels were requested; the numbers are not those of the "
                + "built-in kernels")]
            : [];
        return new Delegation(TfLiteEngine.NoDelegate, own ? "unknown" : TfLiteEngine.NoDelegate, plan.Before.Count, plan.Before.Count,
            KernelCount.Of(plan.Before), Evidence, diagnostics);
    }

    public static Delegation XnnPack(ExecutionPlan plan)
    {
        var (total, taken) = (plan.Before.Count, plan.DelegatedCount);
        EquatableArray<Diagnostic> diagnostics = taken switch
        {
            0 => [Diagnostic.Warning(
                "delegate-unused", $"XNNPACK took none of the {total} nodes; TFLite's built-in kernels execute the model")],
            _ when taken < total =>
            [
                Diagnostic.Note(
                    "delegate-partial", $"XNNPACK executes {taken} of {total} nodes, and TFLite's built-in kernels execute the rest"),
            ],
            _ => [],
        };
        return new Delegation(TfLiteEngine.XnnPackDelegate, taken > 0 ? TfLiteEngine.XnnPackDelegate : TfLiteEngine.NoDelegate, total,
            taken > 0 ? taken : total, KernelCount.Of(plan.After), Evidence, diagnostics);
    }

    /// <summary>The same with a note that a first attempt failed.</summary>
    public static Delegation After(string failure, Delegation delegation) => delegation with
    {
        Diagnostics =
        [
            Diagnostic.Warning("delegate-failed", $"XNNPACK failed on 8-bit operators and was applied again without them ({failure})"),
            .. delegation.Diagnostics,
        ],
    };
}
