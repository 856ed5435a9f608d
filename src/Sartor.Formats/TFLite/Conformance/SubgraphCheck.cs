using Sartor.Formats.TFLite.Kernels;

namespace Sartor.Formats.TFLite.Conformance;

/// <summary>Checks the operators of one subgraph in order.</summary>
/// <param name="subgraph">The operators.</param>
/// <param name="findings">Takes what is found.</param>
/// <param name="kernels">What the runtime computes.</param>
internal sealed class SubgraphCheck(CheckedSubgraph subgraph, Findings findings, KernelTable kernels)
{
    /// <summary>Operators so far.</summary>
    public int Operators { get; private set; }

    /// <summary>Those of them with a quantised tensor.</summary>
    public int Quantized { get; private set; }

    public void Run()
    {
        foreach (var op in subgraph.Operators())
        {
            Operators++;
            findings.Begin(op);
            if (op.Raw.Domain.Length == 0) CheckKernel(op);
            if (op.Tensors.Any(t => t.IsQuantized)) Quantized++;
            if (!op.Tensors.Any(t => t.IsQuantized || t.IsNarrow)) continue;
            foreach (var tensor in op.Tensors) TensorCheck.Run(tensor, findings);
            if (op.Raw.Domain.Length == 0 && ConformanceRule.Find(op.Raw.Type) is { } rule)
                new OperatorCheck(rule, op.Inputs, op.Outputs, findings).Run();
        }
    }

    private void CheckKernel(CheckedOperator op)
    {
        var form = op.Form;
        if (kernels.Find(op.KernelName, op.Raw.Version, form) is not { } row || KernelRow.IsUsable(row.Worst)) return;
        findings.Add(
            KernelReport.Code(row.Worst), KernelText.Problem(kernels, row, form), $"types that runtime {kernels.Runtime} computes",
            KernelText.Remedy(row, form));
    }
}
