using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Tuning;

/// <summary>What is tuned, on what, and how.</summary>
internal sealed record TuningOptions
{
    /// <summary>How images may be changed while they train.</summary>
    public static readonly IReadOnlyList<string> Augmentations = ["none", "flip", "flip-shift"];

    /// <summary>SubNets of a step, with the largest and the smallest (CompOFA).</summary>
    public const int SubNetsOfStep = 4;

    private const int MostSubNets = 100_000, MostImages = 1 << 20, MostProcesses = 256;

    /// <summary>The network, the data with their labels, and the preprocessing.</summary>
    public required InputOptions Input { get; init; }

    /// <summary>The space; null proposes one.</summary>
    public SpaceFile? Space { get; init; }

    /// <summary>The file to write: the network with tuned weights.</summary>
    public required string OutputPath { get; init; }

    /// <summary>Where everything lies that the tuning needs, also to go on; null: beside the output.</summary>
    public string? WorkFolder { get; init; }

    /// <summary>Times that each image trains; above 0, also less than 1.</summary>
    public double Epochs { get; init; } = 10;

    /// <summary>Images of a step, over all processes.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Its maximum, after the warm-up.</summary>
    public double LearningRate { get; init; } = 0.03;

    /// <summary>SubNets to draw from beside the largest and the smallest; all of a space that has fewer.</summary>
    public int SubNets { get; init; } = 800;

    /// <summary>Processes that share each step.</summary>
    public int Processes { get; init; } = 2;

    /// <summary>Share of the samples that does not train, above 0 and below 1.</summary>
    public double HoldOut { get; init; } = 0.2;

    /// <summary>One of <see cref="Augmentations"/>.</summary>
    public string Augmentation { get; init; } = Augmentations[0];

    /// <summary>Whether SubNets learn what the largest one says, too.</summary>
    public bool Distills { get; init; } = true;

    /// <summary>Of the division of the samples, the SubNets and the order of the images.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The Python that has PyTorch; null: the first that has it.</summary>
    public string? Python { get; init; }

    /// <summary>Whether what an earlier run left in the work folder is thrown away.</summary>
    public bool IsFresh { get; init; }

    /// <summary>The work folder.</summary>
    public string Work => WorkFolder ?? Path.ChangeExtension(OutputPath, ".tuning");

    /// <exception cref="OptionException">A value is out of range.</exception>
    public void Check()
    {
        Require(Epochs is > 0 and <= 1e6, "epochs", "must be above 0 and at most 1,000,000");
        Require(Batch is >= 2 and <= MostImages, "batch", $"must be between 2 and {MostImages}");
        Require(LearningRate is > 0 and <= 1e3, "learning-rate", "must be above 0 and at most 1000");
        Require(SubNets is >= 1 and <= MostSubNets, "subnets", $"must be between 1 and {MostSubNets}");
        Require(Processes is >= 1 and <= MostProcesses, "processes", $"must be between 1 and {MostProcesses}");
        Require(HoldOut is > 0 and < 1, "hold-out", "must be above 0 and below 1");
        Require(Augmentations.Contains(Augmentation), "augment", $"must be one of {string.Join(", ", Augmentations)}");
        Require(Batch % Processes == 0, "batch", $"is {Batch}, which {Processes} processes cannot share equally; choose a multiple");
    }

    private static void Require(bool isRight, string option, string problem)
    {
        if (!isRight) throw new OptionException(option, problem);
    }
}
