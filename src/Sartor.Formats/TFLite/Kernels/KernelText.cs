namespace Sartor.Formats.TFLite.Kernels;

/// <summary>Makes the sentences about rows of a kernel table; nothing else does.</summary>
internal static class KernelText
{
    /// <summary>Why an operator is not written, and what to do; without a full stop.</summary>
    public static string Refusal(KernelTable table, KernelRow row, string form) =>
        $"{Problem(table, row, form)}; {Remedy(row, form)}";

    /// <summary>What the runtime does with the operator.</summary>
    public static string Problem(KernelTable table, KernelRow row, string form)
    {
        var name = KernelName.Words(row.Operator);
        var what = row.Form == KernelForm.Any ? $"{Versions(row)} of {name}" : $"{name} of {Words(form)}";
        var where = KernelRow.IsUsable(row.Builtin) ? " with XNNPACK" : "";
        return row.Worst switch
        {
            KernelOutcome.Wrong => $"runtime {table.Runtime} computes {what} wrongly{where}",
            KernelOutcome.Aborts => $"runtime {table.Runtime} ends the process in {what}{where}",
            KernelOutcome.RefusedAtInvoke => $"runtime {table.Runtime} loads {what} and does not execute it{where}",
            _ => $"runtime {table.Runtime} does not load {what}{where}",
        };
    }

    private static string Versions(KernelRow row) =>
        row.First == row.Last ? $"version {row.First}" : $"versions {row.First} to {row.Last}";

    /// <summary>What to do about it.</summary>
    public static string Remedy(KernelRow row, string form) => form switch
    {
        _ when row.Operator == KernelName.GroupedConvolution =>
            "split it into one convolution for each group, between SPLIT and CONCATENATION",
        _ when row.Form == KernelForm.Any => "convert the model for an older runtime",
        _ when form.Contains(KernelOperand.PerAxis, StringComparison.Ordinal) =>
            $"quantize the weights of {row.Operator} with one scale for the tensor, or leave the operator in float32",
        _ when form.Contains(KernelOperand.PerTensor, StringComparison.Ordinal) =>
            $"leave {row.Operator} in float32, between DEQUANTIZE and QUANTIZE",
        _ when form.Contains("int64", StringComparison.Ordinal) =>
            "compute it in int32 or float32 in the source, with a Cast before it and one after it",
        _ => "compute it in float32 in the source, with a Cast before it and one after it",
    };

    /// <summary>A form in words: <c>int8 (one scale), int8 (a scale per channel), int32 to int8 (one scale)</c>.</summary>
    internal static string Words(string form) => string.Join(
        " to ",
        form.Split('>').Select(side => string.Join(
            ", ",
            side.Split(',').Select(word => word
                .Replace(KernelOperand.PerTensor, " (one scale)", StringComparison.Ordinal)
                .Replace(KernelOperand.PerAxis, " (a scale per channel)", StringComparison.Ordinal)))));
}
