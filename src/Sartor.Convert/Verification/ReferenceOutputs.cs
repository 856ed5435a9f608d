using Sartor.Core;

namespace Sartor.Convert.Verification;

/// <summary>What the source gave for a sample, kept so that every variant is compared with the same run.</summary>
/// <param name="Id">Identifier of the sample.</param>
/// <param name="Inputs">Inputs as the source takes them, as float values.</param>
/// <param name="Outputs">Outputs as float values.</param>
/// <param name="Label">Index of the right class; null where there is none.</param>
public sealed record ReferenceOutputs(string Id, IReadOnlyList<Tensor> Inputs, IReadOnlyList<float[]> Outputs, int? Label);
