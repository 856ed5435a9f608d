using System.CommandLine;
using Sartor.Core;

namespace Sartor.Cli.Options;

/// <summary>Which layers of an int8 network stay float32, and what int8 costs them.</summary>
internal sealed class LayerArguments
{
    private readonly Option<bool> _sensitivity = new("--sensitivity")
    {
        Description = "Measure what int8 costs: the noise of each tensor, and of the outputs for each layer that alone is int8",
    };
    private readonly Option<double?> _maxDrop = NumberOption.Real(
        "--max-drop", "Keep the fewest layers in float32 so that the score on the held-out data drops at most this much, as 0.01 or 1%",
        "amount", "%");
    private readonly Option<double?> _minSqnr = NumberOption.Real(
        "--min-sqnr", "Keep the fewest layers in float32 so that the outputs on the held-out data have at least this signal-to-noise "
            + "ratio, in dB; needs no labels", "dB");
    private readonly Option<string[]> _floatLayers = new("--float-layers")
    {
        Description = "Layers to keep in float32, by the name of the node or of the tensor that it gives",
        HelpName = "names",
        AllowMultipleArgumentsPerToken = true,
    };

    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[_sensitivity, _maxDrop, _minSqnr, _floatLayers]) command.Add(option);
    }

    public bool Sensitivity(ParseResult parsed) => parsed.GetValue(_sensitivity);

    /// <exception cref="OptionException">It is below 0.</exception>
    public double? MaxDrop(ParseResult parsed) => parsed.GetValue(_maxDrop) is not < 0
        ? parsed.GetValue(_maxDrop)
        : throw new OptionException(
            _maxDrop.Name, FormattableString.Invariant($"must not be below 0, got {parsed.GetValue(_maxDrop)}"));

    public double? MinSqnrDb(ParseResult parsed) => parsed.GetValue(_minSqnr);

    /// <exception cref="OptionException">There is no name.</exception>
    public IReadOnlyList<string> FloatLayers(ParseResult parsed) => FitArguments.Names(_floatLayers.Name, parsed.GetValue(_floatLayers));
}
