using Sartor.Core;
using Sartor.Formats.TFLite.Kernels;

namespace Sartor.Kernels;

/// <summary>An operator on tensors of given types, in every version that the schema has.</summary>
/// <param name="Operator">Name in the schema.</param>
/// <param name="Inputs">Its inputs; null for one left out.</param>
/// <param name="Outputs">Its outputs.</param>
/// <param name="Attributes">Its options.</param>
internal sealed record KernelCase(
    string Operator, IReadOnlyList<KernelInput?> Inputs, IReadOnlyList<KernelOutput> Outputs,
    IReadOnlyDictionary<string, object> Attributes)
{
    private static readonly QuantizationParameters One = QuantizationParameters.PerTensor(1, 0);
    private static readonly QuantizationParameters Two = new([1f, 1f], [0L, 0L]);

    /// <summary>All inputs that are quantised have the parameters of their common range.</summary>
    public bool SharesScale { get; init; }

    /// <summary>Float activations that the kernel quantises itself: its result is only about right.</summary>
    public bool IsHybrid { get; init; }

    /// <summary>What the table calls the operator.</summary>
    public string Name => KernelName.Of(Operator, [.. Inputs.Take(2).Select(i => i?.Shape)]);

    /// <summary>The types as the table has them.</summary>
    public string Form => KernelForm.Of(
        Inputs.Select(i => i is null ? (KernelOperand?)null : new KernelOperand(i.Element, Parameters(i.Marking))),
        Outputs.Select(o => (KernelOperand?)new KernelOperand(o.Element, !o.IsQuantized ? null : o.IsPerAxis ? Two : One)));

    private static QuantizationParameters? Parameters(Marking marking) => marking switch
    {
        Marking.None => null,
        Marking.PerAxis => Two,
        _ => One,
    };

    public override string ToString() => $"{Name} {Form}";
}
