using Sartor.Results.Records;
using Sartor.Tailor.Spaces;

namespace Sartor.Cli.Inspection;

/// <summary>The result of <c>sartor tailor space</c>.</summary>
internal sealed record SpaceDocument : IResultDocument
{
    public static string CurrentSchema => "sartor.tailor-space/1";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The path of the network as it was given.</summary>
    public required string File { get; init; }

    /// <summary>The path of the space file; null where the space was proposed.</summary>
    public required string? SpaceFile { get; init; }

    /// <summary>The name of the space.</summary>
    public required string Name { get; init; }

    /// <summary>Eight hexadecimal digits with which its codes begin.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Values of all decisions, counted.</summary>
    public required int Modifications { get; init; }

    /// <summary>The product over all decisions, also of blocks that are left out; decimal digits.</summary>
    public required string Variants { get; init; }

    /// <summary>Networks that differ; decimal digits.</summary>
    public required string Distinct { get; init; }

    /// <summary>Height and width of the input.</summary>
    public required SpaceKnob Resolution { get; init; }

    /// <summary>In the order of the graph.</summary>
    public required IReadOnlyList<ShownStage> Stages { get; init; }

    /// <summary>Describes a space.</summary>
    public static SpaceDocument Of(string file, string? spaceFile, SpaceBinding binding)
    {
        var space = binding.Space;
        var resolution = binding.Structure.Resolution;
        return new SpaceDocument
        {
            File = file,
            SpaceFile = spaceFile,
            Name = space.Name,
            Fingerprint = space.Fingerprint,
            Modifications = space.ModificationCount,
            Variants = space.ListedCount.ToString(),
            Distinct = space.DistinctCount.ToString(),
            Resolution = SpaceKnob.Of(binding, resolution, space.Resolution.Name, resolution.Own > 0 ? space.Resolution : null),
            Stages = [.. space.Stages.Zip(binding.Structure.Stages).Select(pair => ShownStage.Of(binding, pair.Second, pair.First))],
        };
    }
}

/// <summary>A stage of a network, and what of it may vary.</summary>
internal sealed record ShownStage
{
    /// <summary>As space files and codes name it.</summary>
    public required string Name { get; init; }

    /// <summary>The shape of what it gives.</summary>
    public required IReadOnlyList<long> Output { get; init; }

    /// <summary>Its output channels, as a share of the network's own.</summary>
    public required SpaceKnob Width { get; init; }

    /// <summary>How many blocks are left out, as a number ≤ 0; its own value is how many may be.</summary>
    public required SpaceKnob Depth { get; init; }

    /// <summary>Its blocks; none for a stage of layers.</summary>
    public required IReadOnlyList<ShownBlock> Blocks { get; init; }

    internal static ShownStage Of(SpaceBinding binding, FoundStage found, SpaceStage stage) => new()
    {
        Name = found.Name,
        Output = found.Output.Extents,
        Width = SpaceKnob.Of(binding, found.Width, $"{found.Name}.{Knob.Width}", stage.Width),
        Depth = SpaceKnob.Of(binding, found.Depth, $"{found.Name}.{Knob.Depth}", stage.Depth),
        Blocks = [.. found.Blocks.Zip(stage.Blocks).Select(pair => ShownBlock.Of(binding, pair.First, pair.Second))],
    };
}

/// <summary>A block of a stage, and what of it may vary.</summary>
internal sealed record ShownBlock
{
    /// <summary>As codes name it.</summary>
    public required string Name { get; init; }

    /// <summary>The template that found it.</summary>
    public required string Template { get; init; }

    /// <summary>Why the network needs it; null where it may be left out.</summary>
    public required string? Need { get; init; }

    /// <summary>What of it may vary, and what not.</summary>
    public required IReadOnlyList<SpaceKnob> Knobs { get; init; }

    internal static ShownBlock Of(SpaceBinding binding, FoundBlock found, SpaceBlock block) => new()
    {
        Name = found.Name,
        Template = found.Template,
        Need = found.Need,
        Knobs =
        [
            .. found.Variations.Select(variation => SpaceKnob.Of(
                binding, variation, $"{found.Name}.{variation.Knob}",
                block.Decisions.FirstOrDefault(decision => decision.Knob == variation.Knob))),
        ],
    };
}

/// <summary>Something that may vary, or not.</summary>
internal sealed record SpaceKnob
{
    /// <summary>As space files name it.</summary>
    public required string Name { get; init; }

    /// <summary>The network's own value.</summary>
    public required double Own { get; init; }

    /// <summary>What may be chosen; none where it does not vary.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>The stage whose width decides this one too; null for one of its own.</summary>
    public required string? TiedTo { get; init; }

    /// <summary>Why it does not vary; null where it does.</summary>
    public required string? Reason { get; init; }

    internal static SpaceKnob Of(SpaceBinding binding, Variation variation, string name, Decision? decision) => new()
    {
        Name = variation.Knob,
        Own = Math.Round(variation.Own, 4),
        Values = decision?.Values ?? [],
        TiedTo = decision?.TiedTo ?? (decision is null ? variation.TiedTo : null),
        Reason = decision is not null ? null
            : binding.Reasons.GetValueOrDefault(name) ?? variation.Obstacle ?? "the space does not list it",
    };
}
