using System.CommandLine;
using Sartor.Convert.Quantization;
using Sartor.Core;

namespace Sartor.Cli.Options;

/// <summary>What int8 does to weights and biases so that rounding costs less.</summary>
internal sealed class CorrectionArguments
{
    private readonly Option<string?> _equalization = new("--equalization")
    {
        Description = "Cross-layer equalization: auto (default; where int8 would lose channels), on (wherever layers allow it) or off",
        HelpName = "when",
        CompletionSources = { "auto", "on", "off" },
    };

    private readonly Option<string?> _biasCorrection = new("--bias-correction")
    {
        Description = "Bias correction, which takes back the shift of means by rounded weights: on (default) or off",
        HelpName = "when",
        CompletionSources = { "on", "off" },
    };

    public void AddTo(Command command)
    {
        command.Add(_equalization);
        command.Add(_biasCorrection);
    }

    /// <summary>When channels are equalized.</summary>
    /// <exception cref="OptionException">It is none of the three.</exception>
    public CrossLayerEqualization Equalization(ParseResult parsed) => parsed.GetValue(_equalization) switch
    {
        null or "auto" => CrossLayerEqualization.Auto,
        "on" => CrossLayerEqualization.On,
        "off" => CrossLayerEqualization.Off,
        var other => throw new OptionException("--equalization", $"must be auto, on or off, got '{other}'"),
    };

    /// <summary>Whether biases are corrected.</summary>
    /// <exception cref="OptionException">It is neither on nor off.</exception>
    public bool CorrectsBias(ParseResult parsed) => parsed.GetValue(_biasCorrection) switch
    {
        null or "on" => true,
        "off" => false,
        var other => throw new OptionException("--bias-correction", $"must be on or off, got '{other}'"),
    };
}
