using Sartor.Convert;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>A variant on its way through a fit.</summary>
/// <param name="Result">What is known of it so far.</param>
/// <param name="Precision">Its arithmetic; null for the source.</param>
/// <param name="Path">Its file; null where it was not made.</param>
/// <param name="Signature">How its inputs and outputs relate to the source's; null where it was not made.</param>
internal sealed record FitVariant(VariantResult Result, Precision? Precision, string? Path, ModelSignature? Signature);
