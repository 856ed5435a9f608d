using Sartor.Results.Records;
using Sartor.Tailor.Accuracy;
using Sartor.Tailor.Latency;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.SubNets;

namespace Sartor.Cli.Inspection;

/// <summary>The result of <c>sartor tailor predict</c>.</summary>
internal sealed record PredictionDocument : IResultDocument
{
    public static string CurrentSchema => "sartor.tailor-prediction/1";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The name of the space.</summary>
    public required string Space { get; init; }

    /// <summary>What latencies are of; null without a table.</summary>
    public required string? Latency { get; init; }

    /// <summary>How latencies are predicted from the table: sum, line or stages; null without a table.</summary>
    public required string? Kind { get; init; }

    /// <summary>The networks that calibrate it.</summary>
    public required int Samples { get; init; }

    /// <summary>The mean error on networks that were left out, as a share; null where too few were measured.</summary>
    public required double? Error { get; init; }

    /// <summary>The networks, in the order of the command.</summary>
    public required IReadOnlyList<PredictedNetwork> Networks { get; init; }

    /// <summary>Predicts.</summary>
    public static PredictionDocument Of(SuperNet network, LatencyProfile? profile, AccuracyProfile? judged, IReadOnlyList<SubNetCode> codes)
    {
        var model = profile is null ? null : LatencyModel.Fit(network, profile);
        var accuracy = judged is null ? null : AccuracyModel.Fit(network.Space, judged);
        return new PredictionDocument
        {
            Space = network.Space.Name,
            Latency = profile is null ? null : $"{profile.Device}, {profile.Engine}/{profile.Delegate}, {profile.Precision}",
            Kind = model?.Kind,
            Samples = model?.Samples ?? 0,
            Error = model is null || double.IsNaN(model.Error) ? null : model.Error,
            Networks = [.. codes.Select(code => PredictedNetwork.Of(network, model, accuracy, code))],
        };
    }
}
