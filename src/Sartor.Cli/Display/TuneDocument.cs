using Sartor.Results.Records;
using Sartor.Tailor.Tuning;

namespace Sartor.Cli.Display;

/// <summary>The result of <c>sartor tailor tune</c>.</summary>
internal sealed record TuneDocument : IResultDocument
{
    public static string CurrentSchema => "sartor.tailor-tune-result/1";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The network with tuned weights that was written.</summary>
    public required string File { get; init; }

    /// <summary>Its size.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The path of the network as it was given.</summary>
    public required string Source { get; init; }

    /// <summary>The path of the space file; null where the space was proposed.</summary>
    public required string? SpaceFile { get; init; }

    /// <summary>The name of the space.</summary>
    public required string Space { get; init; }

    /// <summary>Eight hexadecimal digits with which its codes begin.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The folder with the list of SubNets, the hashes of the samples (<c>split.json</c>) and the checkpoint.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>SubNets that were drawn from.</summary>
    public required int SubNets { get; init; }

    /// <summary>Samples that trained.</summary>
    public required int TrainSamples { get; init; }

    /// <summary>Samples that were held back.</summary>
    public required int ChooseSamples { get; init; }

    /// <summary>What happened to images.</summary>
    public required string Preprocess { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Steps of the training.</summary>
    public required long Steps { get; init; }

    /// <summary>Steps that earlier runs did; 0 where this run began.</summary>
    public required long ResumedStep { get; init; }

    /// <summary>Share of held-back samples that the largest SubNet names rightly.</summary>
    public required double? LargestTop1 { get; init; }

    /// <summary>The same of the smallest SubNet, with statistics of its own.</summary>
    public required double? SmallestTop1 { get; init; }

    /// <summary>Time of the training in seconds, earlier runs included.</summary>
    public required double Seconds { get; init; }

    /// <summary>What was assumed, and warnings.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    public static TuneDocument Of(TuningResult result, string? spaceFile) => new()
    {
        File = result.Options.OutputPath,
        SizeBytes = new FileInfo(result.Options.OutputPath).Length,
        Source = result.Options.Input.ModelPath,
        SpaceFile = spaceFile,
        Space = result.Space.Name,
        Fingerprint = result.Space.Fingerprint,
        WorkFolder = result.Folder.Path,
        SubNets = result.Folder.Codes.Count,
        TrainSamples = result.Folder.Split.Train.Count,
        ChooseSamples = result.Folder.Split.Choose.Count,
        Preprocess = result.Preprocessing,
        Seed = result.Options.Seed,
        Steps = result.End.Start.Steps,
        ResumedStep = result.End.Start.Step,
        LargestTop1 = result.End.LargestTop1,
        SmallestTop1 = result.End.SmallestTop1,
        Seconds = Math.Round(result.End.Elapsed.TotalSeconds, 2),
        Notes = [.. result.Diagnostics.Select(diagnostic => diagnostic.Message)],
    };
}
