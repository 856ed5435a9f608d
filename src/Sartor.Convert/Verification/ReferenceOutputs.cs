using Sartor.Core;
using Sartor.Data.Samples;

namespace Sartor.Convert.Verification;

/// <summary>What the source gave for a sample, kept so that every variant is compared with the same run.</summary>
/// <param name="Id">Identifier of the sample.</param>
/// <param name="Inputs">Inputs as the source takes them, in reals.</param>
/// <param name="Outputs">Outputs in reals.</param>
/// <param name="Truth">What is right; null where nothing is known.</param>
public sealed record ReferenceOutputs(string Id, IReadOnlyList<Tensor> Inputs, IReadOnlyList<float[]> Outputs, SampleTruth? Truth = null);
