namespace Sartor.Formats.TFLite.Schema;

/// <summary>A builtin operator of the schema.</summary>
/// <param name="Code">Number in the enum BuiltinOperator.</param>
/// <param name="Name">Name in the enum: <c>CONV_2D</c>.</param>
/// <param name="Options">The table of its options; null where it has none.</param>
/// <param name="Runtimes">For each version of the operator, from 1 on, the first runtime that has it; null where that is not known.</param>
internal sealed record TFLiteOperator(int Code, string Name, OptionsTable? Options, IReadOnlyList<Version?> Runtimes)
{
    /// <summary>Code of custom operators.</summary>
    public const int Custom = 32;

    /// <summary>The largest code that fits the field of old runtimes; larger ones put this there.</summary>
    public const int PlaceholderForGreater = 127;

    /// <summary>The first runtime that has a version of the operator; null where that is not known.</summary>
    public Version? Runtime(long version) => version >= 1 && version <= Runtimes.Count ? Runtimes[(int)version - 1] : null;
}
