using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>What a verification covered, and what it did not.</summary>
internal static class Coverage
{
    /// <summary>The domains of a result.</summary>
    public static IReadOnlyList<InputDomainFacts> Describe(ModelGraph source, IReadOnlyList<InputDomain> domains) =>
    [
        .. domains.Select((domain, i) => new InputDomainFacts
        {
            Name = source.Inputs[i].Name,
            Low = domain.Low,
            High = domain.High,
            Origin = domain.Origin.ToString().ToLowerInvariant(),
        }),
    ];

    /// <summary>Notes of inputs whose range nothing states.</summary>
    public static IEnumerable<Diagnostic> Notes(ModelGraph source, IReadOnlyList<InputDomain> domains) =>
        domains.Index().Where(domain => domain.Item.Origin == DomainOrigin.Assumed).Select(domain =>
        {
            var input = source.Inputs[domain.Index];
            var wide = IntegerProducts.Any(source)
                ? ""
                : $", and for float32 up to {domain.Item.High * SourceSession.WidestFactor},";
            return Diagnostic.Note("assumed-range", input.Type.Element.IsFloat()
                ? $"nothing states the range of '{input.Name}': values from {domain.Item.Low} to {domain.Item.High}{wide} were compared; "
                    + "give --range for others"
                : $"nothing states the range of the integers of '{input.Name}': only {domain.Item.Low} and {domain.Item.High} were "
                    + $"compared; give --input {input.Name}=low,high for others");
        });

    /// <summary>Notes of outputs that the inputs left in one place.</summary>
    public static IEnumerable<Diagnostic> Notes(IReadOnlyList<Verdict> verdicts)
    {
        var outputs = verdicts.SelectMany(verdict => verdict.Parity).SelectMany(parity => parity.Outputs).GroupBy(output => output.Name);
        foreach (var output in outputs)
        {
            if (output.All(o => o.NotVaried == 1))
                yield return Diagnostic.Warning(
                    "not-varied", $"the output '{output.Key}' was the same for every input, so nothing is verified of how it varies");
            else if (output.Min(o => o.NotVaried) is > 0 and var share)
                yield return Diagnostic.Note(
                    "not-varied",
                    $"{Quantity.Percent(share)} of the slices of '{output.Key}' were the same for every input, so nothing is verified of "
                    + "how they vary");
            if (output.Max(o => o.Undefined) is > 0 and var undefined)
                yield return Diagnostic.Warning(
                    "source-undefined", $"{Quantity.Percent(undefined)} of '{output.Key}' is NaN in the source and was not compared");
        }
    }
}
