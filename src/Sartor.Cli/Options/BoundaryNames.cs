using System.CommandLine;
using Sartor.Core;

namespace Sartor.Cli.Options;

/// <summary>Types of inputs and outputs of an int8 network as a user names them.</summary>
internal static class BoundaryNames
{
    private static readonly ElementType[] s_types = [ElementType.Float32, ElementType.Int8, ElementType.UInt8, ElementType.Int16];

    public static Option<string?> Option() => new("--io")
    {
        Description = "Type of inputs and outputs: float32, int8 or uint8, or int16 with int16 activations (default: as the target does)",
        HelpName = "type",
        CompletionSources = { s_types.Select(type => type.Label()).ToArray() },
    };

    public static Option<string?> ActivationsOption() => new("--activations")
    {
        Description = "Type of activations: int8 (default), or int16 beside int8 weights, for networks that 8 bits spoil",
        HelpName = "type",
        CompletionSources = { "int8", "int16" },
    };

    /// <summary>The type of activations; null is int8.</summary>
    /// <exception cref="OptionException">It is none of both.</exception>
    public static ElementType ParseActivations(string? name) => name switch
    {
        null or "int8" => ElementType.Int8,
        "int16" => ElementType.Int16,
        _ => throw new OptionException("--activations", $"unknown type '{name}'; choose int8 or int16"),
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
        throw new OptionException("--io", $"unknown type '{name}'; choose float32, int8, uint8 or int16");
    }
}
