using Sartor.Core;

namespace Sartor.Cli.Inspection;

/// <summary>Checks for people.</summary>
internal static class CheckText
{
    public static void Write(CliContext context, ModelCheck check)
    {
        foreach (var finding in check.Findings)
        {
            var place = finding.Tensor is { } tensor ? $"'{finding.Node}', tensor '{tensor}'" : $"'{finding.Node}'";
            context.Out.WriteLine(
                $"{finding.Severity} {finding.Code}: {finding.Operator} {place}: {finding.Value}; "
                + $"expected {finding.Expected}. To do: {finding.Advice}.");
        }
        if (check.Placement is { } placement) Write(context, placement);
        context.Out.WriteLine(check.Passed is null
            ? $"{check.File}: {Quantity.Of(check.Operators, "operator")}; there are no conformance rules for {check.Format}, so nothing "
                + "else was checked."
            : $"{check.File}: {Quantity.Of(check.Operators, "operator")}, {check.QuantizedOperators} of them quantized, "
                + $"{Quantity.Of(check.Findings.Count, "finding")}.");
    }

    private static void Write(CliContext context, CheckPlacement placement)
    {
        foreach (var fallback in placement.Fallbacks)
            context.Out.WriteLine($"on the processor: {fallback.Operator} '{fallback.Node}': {fallback.Reason}. To do: {fallback.Advice}.");
        context.Out.WriteLine(
            $"{placement.Target} executes {placement.Taken} of {Quantity.Of(placement.Operators, "operator")} in "
            + $"{Quantity.Of(placement.Partitions, "partition")}, by its documentation ({placement.Source}).");
    }
}
