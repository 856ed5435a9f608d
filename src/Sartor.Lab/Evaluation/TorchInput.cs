using System.Globalization;
using System.Text.RegularExpressions;
using Sartor.Core;

namespace Sartor.Lab.Evaluation;

/// <summary>What one input of a PyTorch model takes.</summary>
/// <param name="Name">The parameter of <c>forward</c>; null for the next one that no other input names.</param>
/// <param name="Shape">Its shape, with its batch.</param>
/// <param name="Element">Its element type.</param>
public sealed partial record TorchInput(string? Name, Shape Shape, ElementType Element = ElementType.Float32)
{
    private static readonly IReadOnlyDictionary<string, ElementType> s_types = new[]
    {
        ElementType.Float32, ElementType.Float16, ElementType.Float64, ElementType.Int64, ElementType.Int32, ElementType.Int16,
        ElementType.Int8, ElementType.UInt8, ElementType.Bool,
    }.ToDictionary(type => type.Label());

    /// <summary>Reads <c>1,3,224,224</c>, <c>name=1,3,224,224</c> or <c>ids=1,128:int64</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="option">What an error calls the option.</param>
    /// <exception cref="OptionException">It is not of that form.</exception>
    public static TorchInput Parse(string text, string option)
    {
        ArgumentNullException.ThrowIfNull(text);
        var match = Form().Match(text);
        if (!match.Success || !TryShape(match.Groups["shape"].Value, out var shape))
        {
            throw new OptionException(
                option, $"'{text}' is not of the form 1,3,224,224, name=1,3,224,224 or name=1,128:int64 with dimensions of at least 1");
        }
        var (name, type) = (match.Groups["name"], match.Groups["type"]);
        if (!type.Success) return new TorchInput(name.Success ? name.Value : null, shape);
        return s_types.TryGetValue(type.Value, out var element)
            ? new TorchInput(name.Success ? name.Value : null, shape, element)
            : throw new OptionException(option, $"unknown element type '{type.Value}'; choose {string.Join(", ", s_types.Keys)}");
    }

    private static bool TryShape(string text, out Shape shape)
    {
        shape = Shape.Scalar;
        var extents = text.Split(',').Select(part =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var extent) ? extent : 0L).ToArray();
        if (extents.Any(extent => extent < 1)) return false;
        try
        {
            shape = new Shape(extents);
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^(?:(?<name>[^=:]+)=)?(?<shape>[0-9,]+)(?::(?<type>[a-z0-9]+))?$")]
    private static partial Regex Form();
}
