using System.CommandLine;
using Sartor.Convert.Weights;

namespace Sartor.Cli.Options;

/// <summary>Options that remove channels, or reduce weights so that a file compresses better.</summary>
internal sealed class WeightArguments
{
    private readonly Option<double?> _prune =
        NumberOption.Share("--prune", "Share of each layer's weights that become 0, those of smallest magnitude, as 0.5 or 50%");
    private readonly Option<int?> _cluster =
        NumberOption.Whole("--cluster", "Number of values that the weights of a layer take, 2 to 256, as 16");

    private readonly Option<double?> _channels = NumberOption.Share(
        "--prune-channels", "Share of the output channels of layers that are removed, those of smallest weights, as 0.3 or 30%");

    public void AddTo(Command command)
    {
        command.Add(_channels);
        command.Add(_prune);
        command.Add(_cluster);
    }

    /// <summary>The reduction that was asked for; null for none.</summary>
    /// <exception cref="Core.OptionException">A number is out of its range.</exception>
    public WeightReduction? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_prune) == 0)
            throw new Core.OptionException(_prune.Name, "0 leaves all weights as they are; give a share above 0");
        var (channels, prune, cluster) = (parsed.GetValue(_channels), parsed.GetValue(_prune), parsed.GetValue(_cluster));
        return channels is null && prune is null && cluster is null
            ? null
            : new WeightReduction { PruneChannels = channels ?? 0, Prune = prune ?? 0, Clusters = cluster };
    }
}
