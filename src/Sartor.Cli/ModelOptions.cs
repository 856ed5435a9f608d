using System.CommandLine;
using System.Globalization;
using Sartor.Core;
using Sartor.Formats;

namespace Sartor.Cli;

/// <summary>Options that say how to read a model.</summary>
internal static class ModelOptions
{
    /// <summary>The formats that are read, for descriptions.</summary>
    public static string Formats => string.Join(" or ", ModelFormats.Catalog.All.Select(format => format.Name));

    /// <summary>Description of the argument that names a source.</summary>
    public static string Trained => $"The trained model, {Formats}";

    /// <summary><c>--input-shape name=1,3,224,224</c>, as often as there are inputs.</summary>
    public static Option<string[]> InputShapes() => new("--input-shape")
    {
        Description = "Shape for an input with dynamic dimensions, as name=1,3,224,224; repeat it for several inputs",
        HelpName = "name=shape",
    };

    /// <exception cref="OptionException">A value is not of that form.</exception>
    public static IReadOnlyDictionary<string, Shape> ParseShapes(string[]? values)
    {
        var shapes = new Dictionary<string, Shape>();
        foreach (var value in values ?? [])
        {
            var separator = value.LastIndexOf('=');
            var extents = separator < 1 ? [] : value[(separator + 1)..].Split(',').Select(Extent).ToArray();
            if (extents.Length == 0 || extents.Contains(-1))
            {
                throw new OptionException(
                    "--input-shape", $"'{value}' is not of the form name=1,3,224,224 with dimensions from 1 to 2147483647");
            }
            if (!shapes.TryAdd(value[..separator], ShapeOf(value, extents)))
                throw new OptionException("--input-shape", $"'{value[..separator]}' is given twice");
        }
        return shapes;
    }

    private static Shape ShapeOf(string value, long[] extents)
    {
        try
        {
            return new Shape(extents);
        }
        catch (OverflowException)
        {
            throw new OptionException("--input-shape", $"'{value}' has too many elements");
        }
    }

    private static long Extent(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var extent) && extent > 0 ? extent : -1;
}
