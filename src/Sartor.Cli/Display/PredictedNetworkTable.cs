using System.Globalization;
using Sartor.Cli.Inspection;
using Sartor.Cli.Terminal;
using Sartor.Core;

namespace Sartor.Cli.Display;

/// <summary>Shows what is predicted of networks.</summary>
internal static class PredictedNetworkTable
{
    public static void Write(CliContext context, IReadOnlyList<PredictedNetwork> networks)
    {
        var table = new TextTable("Network", "Accuracy", "Latency", "95 % interval", "MACs", "Weights", "Peak activations");
        foreach (var network in networks)
        {
            table.Row(
                network.Code, network.Accuracy is { } share ? share.ToString("0.0 %", CultureInfo.InvariantCulture) : "–",
                network.LatencyMs is { } ms ? Ms(ms) : network.Missing.Count > 0 ? "not covered" : "–",
                network.LowMs is { } low && network.HighMs is { } high ? $"{Ms(low)} to {Ms(high)}" : "–",
                Quantity.Count(network.Macs), Quantity.Bytes(network.WeightBytes), Quantity.Bytes(network.PeakActivationBytes));
        }
        context.Show(table);
    }

    /// <summary>Milliseconds as people read them.</summary>
    public static string Ms(double milliseconds) => Quantity.Duration(milliseconds * 1e6);
}
