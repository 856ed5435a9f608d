using System.CommandLine;
using Sartor.Core;

namespace Sartor.Cli.Options;

/// <summary>Types of inputs and outputs of an int8 network as a user names them.</summary>
internal static class BoundaryNames
{
    private static readonly ElementType[] s_types = [ElementType.Float32, ElementType.Int8, ElementType.UInt8];

    public static Option<string?> Option() => new("--io")
    {
        Description = "Type of inputs and outputs: float32, int8 or uint8 (default: what the target usually has)",
        HelpName = "type",
        CompletionSources = { s_types.Select(type => type.Label()).ToArray() },
    };

    /// <summary>The type of a name; null is the default.</summary>
    /// <exception cref="OptionException">There is none; the message lists those that there are.</exception>
    public static ElementType? Parse(string? name)
    {
        if (name is null) return null;
        foreach (var type in s_types)
        {
            if (type.Label() == name) return type;
        }
        throw new OptionException("--io", $"unknown type '{name}'; choose float32, int8 or uint8");
    }
}
