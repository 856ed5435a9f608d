using System.Globalization;

namespace Sartor.Tailor.Spaces;

/// <summary>The names of what may vary, as space files write them.</summary>
internal static class Knob
{
    /// <summary>Height and width of the input, in pixels.</summary>
    public const string Resolution = "resolution";

    /// <summary>Output channels of a stage, as a share of the network's own.</summary>
    public const string Width = "width_mult";

    /// <summary>How many blocks of a stage are left out, as a number ≤ 0.</summary>
    public const string Depth = "reduce_depth";

    /// <summary>Inner channels of a block, as a multiple of its input's or output's (its template says which).</summary>
    public const string Expansion = "expand_ratio";

    /// <summary>Height and width of a block's kernel.</summary>
    public const string Kernel = "kernel_size";

    /// <summary>Heads of attention.</summary>
    public const string Heads = "num_heads";

    /// <summary>Channels of a head's values, as a multiple of those of its keys.</summary>
    public const string ValueScale = "v_scale";

    /// <summary>Those that a block has, in the order in which they are decided.</summary>
    public static readonly IReadOnlyList<string> OfBlocks = [Kernel, Heads, ValueScale, Expansion];

    /// <summary>A value as codes and files have it: the shortest text that is read back exactly.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
