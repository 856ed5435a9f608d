namespace Sartor.Tailor.Spaces;

/// <summary>What a space file asks for, before it is known whether a network can do it.</summary>
/// <param name="Path">The file; for messages.</param>
/// <param name="Title">The name of the space; null for that of the network.</param>
internal sealed record SpaceFile(string Path, string? Title)
{
    public const int UsualDivisor = 8;

    /// <summary>The templates to look for; null for all.</summary>
    public IReadOnlyList<string>? Blocks { get; init; }

    /// <summary>Channels are rounded to multiples of it.</summary>
    public int Divisor { get; init; } = UsualDivisor;

    public AskedValues? Resolution { get; init; }

    public AskedValues? Width { get; init; }

    public AskedValues? Depth { get; init; }

    /// <summary>What blocks of a template vary.</summary>
    public IReadOnlyList<AskedBlockValues> OfBlocks { get; init; } = [];
}

/// <summary>A list of values of a file.</summary>
/// <param name="Line">Where it stands, from 1; 0 where no file does.</param>
/// <param name="Values">At least one, each once.</param>
internal sealed record AskedValues(long Line, IReadOnlyList<double> Values)
{
    /// <summary>The stages that are meant; null for all that can.</summary>
    public IReadOnlyList<string>? Stages { get; init; }

    /// <summary>Where the stages stand.</summary>
    public long StagesLine { get; init; }
}

/// <summary>A list of values for the blocks of a template.</summary>
internal sealed record AskedBlockValues(long Line, string Template, string Knob, IReadOnlyList<double> Values);
