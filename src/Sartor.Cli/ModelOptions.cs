using System.CommandLine;
using System.Globalization;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;

namespace Sartor.Cli;

/// <summary>Options that say how to read a model.</summary>
internal static class ModelOptions
{
    /// <summary>The formats that are read, for descriptions.</summary>
    public static string Formats => List(ModelFormats.Catalog.All.Select(format => format.Name));

    /// <summary>Those of them that an engine runs, for descriptions.</summary>
    public static string RunFormats =>
        List(ModelFormats.Catalog.All.Select(format => format.Name).Where(name => InferenceEngines.Catalog.All.Any(e => e.Format == name)));

    private static string List(IEnumerable<string> names) => names.ToArray() is [.. var first, var last] && first.Length > 0
        ? $"{string.Join(", ", first)} or {last}"
        : names.FirstOrDefault() ?? "";

    /// <summary>Description of the argument that names a source.</summary>
    public static string Trained => $"The trained model, {Formats}";

    /// <summary><c>--input-shape name=1,3,224,224</c>, as often as there are inputs.</summary>
    public static Option<string[]> InputShapes() => new("--input-shape")
    {
        Description = "Shape for an input with dynamic dimensions, as name=1,3,224,224; repeat it for several inputs",
        HelpName = "name=shape",
    };

    /// <summary>The same for the variant beside a source.</summary>
    public static Option<string[]> VariantInputShapes() => new(VariantShapes)
    {
        Description = "The same for an input of the variant; shapes of --input-shape hold for its inputs of the same name",
        HelpName = "name=shape",
    };

    private const string VariantShapes = "--variant-input-shape";

    /// <exception cref="OptionException">A value is not of that form.</exception>
    public static IReadOnlyDictionary<string, Shape> ParseVariantShapes(string[]? values) => ParseShapes(values, VariantShapes);

    /// <exception cref="OptionException">A value is not of that form.</exception>
    public static IReadOnlyDictionary<string, Shape> ParseShapes(string[]? values) => ParseShapes(values, "--input-shape");

    private static Dictionary<string, Shape> ParseShapes(string[]? values, string option)
    {
        var shapes = new Dictionary<string, Shape>();
        foreach (var value in values ?? [])
        {
            var separator = value.LastIndexOf('=');
            var extents = separator < 1 ? [] : value[(separator + 1)..].Split(',').Select(Extent).ToArray();
            if (extents.Length == 0 || extents.Contains(-1))
            {
                throw new OptionException(
                    option, $"'{value}' is not of the form name=1,3,224,224 with dimensions from 1 to 2147483647");
            }
            if (!shapes.TryAdd(value[..separator], ShapeOf(value, extents, option)))
                throw new OptionException(option, $"'{value[..separator]}' is given twice");
        }
        return shapes;
    }

    private static Shape ShapeOf(string value, long[] extents, string option)
    {
        try
        {
            return new Shape(extents);
        }
        catch (OverflowException)
        {
            throw new OptionException(option, $"'{value}' has too many elements");
        }
    }

    private static long Extent(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var extent) && extent > 0 ? extent : -1;
}
