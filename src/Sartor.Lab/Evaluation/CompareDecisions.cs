using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>Adds to comparisons of outputs those of the values that outputs are decided by.</summary>
/// <param name="comparisons">One for each set.</param>
/// <param name="sets">The inputs.</param>
/// <param name="path">The variant's file.</param>
/// <param name="target">What runs it.</param>
/// <param name="signature">How its inputs and outputs relate to the source's.</param>
internal delegate IReadOnlyList<Comparison> CompareDecisions(
    IReadOnlyList<Comparison> comparisons, IReadOnlyList<ReferenceSet> sets, string path, EngineTarget target, ModelSignature signature);
