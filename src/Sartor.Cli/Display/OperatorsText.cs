using System.Globalization;
using System.Numerics;
using Sartor.Cli.Inspection;
using Sartor.Cli.Terminal;

namespace Sartor.Cli.Display;

/// <summary>Shows the operators of a space.</summary>
internal static class OperatorsText
{
    private const int MostCounted = 1_000_000;

    public static void Write(CliContext context, OperatorsDocument document)
    {
        var networks = BigInteger.Parse(document.Networks, CultureInfo.InvariantCulture);
        // Few networks are counted, more are a power of ten.
        var count = networks < MostCounted
            ? networks.ToString(CultureInfo.InvariantCulture)
            : ((double)networks).ToString("0.##e0", CultureInfo.InvariantCulture);
        context.Out.WriteLine(
            $"{document.Operators.Count} operators and {document.Units.Count} blocks and layers make all {count} networks of "
            + $"{document.Space} in {document.Engine}, found in {document.Seconds.ToString("0.0", CultureInfo.InvariantCulture)} s.");
        context.Out.WriteLine();
        var table = new TextTable("Operators", "Kind");
        foreach (var kind in document.Operators.GroupBy(key => key[..key.IndexOf(' ', StringComparison.Ordinal)])
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal))
        {
            table.Row($"{kind.Count()}", kind.Key);
        }
        context.Show(table);
        context.Out.WriteLine("--json lists each with its shapes.");
    }
}
