using Sartor.Core;

namespace Sartor.Formats;

/// <summary>A place where a file departs from the specification of its format, or from what its runtime computes.</summary>
/// <param name="Code">What is wrong, in kebab-case (docs/checking.md).</param>
/// <param name="Severity">An error is computed wrongly or not at all somewhere; a warning is a doubt.</param>
/// <param name="Operator">Name of the operator in the format.</param>
/// <param name="Node">Name of the operator's first output.</param>
/// <param name="Tensor">The tensor; null where it is the operator as a whole.</param>
/// <param name="Value">What the file has.</param>
/// <param name="Expected">What it should have.</param>
/// <param name="Advice">What to do; without a full stop.</param>
public sealed record ConformanceFinding(
    string Code, Severity Severity, string Operator, string Node, string? Tensor, string Value, string Expected, string Advice);
