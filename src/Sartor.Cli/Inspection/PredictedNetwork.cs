using Sartor.Graph.Analysis;
using Sartor.Tailor.Accuracy;
using Sartor.Tailor.Latency;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.SubNets;

namespace Sartor.Cli.Inspection;

/// <summary>What is predicted of a network.</summary>
internal sealed record PredictedNetwork
{
    /// <summary>Its code.</summary>
    public required string Code { get; init; }

    /// <summary>Its latency in milliseconds; null without a table, or where the table lacks a part.</summary>
    public required double? LatencyMs { get; init; }

    /// <summary>Lower end of the latency's interval of 95 %; null where there is none.</summary>
    public required double? LowMs { get; init; }

    /// <summary>Upper end of that interval.</summary>
    public required double? HighMs { get; init; }

    /// <summary>The share of held-back samples that it is predicted to classify rightly; null without a table of accuracies.</summary>
    public required double? Accuracy { get; init; }

    /// <summary>Parts that the table lacks: with any, the network is not covered.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Multiply-accumulate operations.</summary>
    public required long Macs { get; init; }

    /// <summary>Parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>Bytes of its weights in float32.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>The most bytes of activations that are alive at once.</summary>
    public required long? PeakActivationBytes { get; init; }

    internal static PredictedNetwork Of(SuperNet network, LatencyModel? model, AccuracyModel? accuracy, SubNetCode code)
    {
        var analysis = GraphAnalysis.Of(network.SubNet(code).Graph);
        var latency = model?.Predict(code);
        return new PredictedNetwork
        {
            Code = code.ToString(),
            LatencyMs = latency is { IsCovered: true } ? latency.Milliseconds : null,
            LowMs = latency is { IsCovered: true } && double.IsFinite(latency.LowMs) ? latency.LowMs : null,
            HighMs = latency is { IsCovered: true } && double.IsFinite(latency.HighMs) ? latency.HighMs : null,
            Accuracy = accuracy is null ? null : 1 - accuracy.Wrong(code),
            Missing = latency?.Missing.Items ?? [],
            Macs = analysis.Macs,
            Parameters = analysis.Parameters,
            WeightBytes = analysis.WeightBytes,
            PeakActivationBytes = analysis.PeakActivationBytes,
        };
    }
}
