using Sartor.Core;
using Sartor.Formats.TFLite.Kernels;
using Sartor.Graph.Ir;

namespace Sartor.Formats.TFLite.Conformance;

/// <summary>An operator with its tensors as the file has them.</summary>
/// <param name="Raw">Name, version and options.</param>
/// <param name="Number">Its place in the subgraph.</param>
/// <param name="Inputs">Null for one left out.</param>
/// <param name="Outputs">Its outputs.</param>
internal sealed record CheckedOperator(
    RawNode Raw, int Number, IReadOnlyList<CheckedTensor?> Inputs, IReadOnlyList<CheckedTensor> Outputs)
{
    /// <summary>What messages call it: its first output, as a node of the graph is named.</summary>
    public string Name => Outputs.Count > 0 ? Outputs[0].Name : $"{Raw.Type}_{Number}";

    /// <summary>All tensors.</summary>
    public IEnumerable<CheckedTensor> Tensors => Inputs.OfType<CheckedTensor>().Concat(Outputs);

    /// <summary>What tables of kernels call it.</summary>
    public string KernelName => Kernels.KernelName.Of(
        Raw.Type, [.. Inputs.Take(2).Select(t => t is null ? null : new Shape([.. t.Extents.Select(e => (long)Math.Max(e, 1))]))]);

    /// <summary>Its types, as kernels are chosen by them.</summary>
    public string Form => KernelForm.Of(Inputs.Select(t => t?.Operand), Outputs.Select(t => (KernelOperand?)t.Operand));
}
