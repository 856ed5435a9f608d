using System.Globalization;
using Sartor.Cli.Terminal;
using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Cli.Display;

/// <summary>Shows what was measured of a space.</summary>
internal static class LatencyTableText
{
    private const int ShownFailures = 10;

    public static void Write(CliContext context, LatencyProfile profile, string path)
    {
        context.Out.WriteLine(
            $"{Quantity.Of(profile.Units.Count, "block and layer", "blocks and layers")}, "
            + $"{Quantity.Of(profile.Operators.Count, "operator")} and "
            + $"{Quantity.Of(profile.Networks.Count, "network")} on {profile.Device}, {profile.Engine}/{profile.Delegate}.");
        if (profile.Fusions.Count > 0)
        {
            var table = new TextTable("Block", "Compared", "Whole over the sum of its operators", "");
            foreach (var finding in profile.Fusions)
            {
                table.Row(
                    finding.Block, finding.Count.ToString(CultureInfo.InvariantCulture),
                    $"{Ratio(finding.Ratio)} ({Ratio(finding.LowRatio)} to {Ratio(finding.HighRatio)})",
                    finding.IsAdditive ? "the sum would do" : "timed whole");
            }
            context.Show(table);
        }
        foreach (var failure in profile.Failures.Take(ShownFailures))
            context.Out.WriteLine($"Not measured ({failure.Ending}): {failure.Key}: {failure.Reason}");
        if (profile.Failures.Count > ShownFailures)
            context.Out.WriteLine($"… and {profile.Failures.Count - ShownFailures} more, in {path}.");
        context.Out.WriteLine($"Wrote {path}.");
    }

    private static string Ratio(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);
}
