using System.CommandLine;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Data.Sources;
using Sartor.Lab.Evaluation;

namespace Sartor.Cli.Options;

/// <summary>The options that say which values the inputs of a network take.</summary>
internal sealed class DomainArguments
{
    private readonly Option<string?> _range = new("--range")
    {
        Description = "Range of the values that float inputs take, as 0,255",
        HelpName = "low,high",
    };
    private readonly Option<string[]> _inputs = new("--input")
    {
        Description = "What one input takes: a range, as name=0,255, a value for all its elements, as name=16000, or an array file, as "
            + "name=ids.npy; repeat it for several inputs",
        HelpName = "name=values",
    };

    public void AddTo(Command command)
    {
        command.Add(_range);
        command.Add(_inputs);
    }

    /// <exception cref="OptionException">A value is invalid.</exception>
    /// <exception cref="DataSetException">A file cannot be read.</exception>
    public DomainOptions Read(ParseResult parsed) => Read(parsed.GetValue(_range), parsed.GetValue(_inputs));

    /// <summary>The same of the values of both options.</summary>
    public static DomainOptions Read(string? values, string[]? stated)
    {
        var inputs = new Dictionary<string, InputDomain>();
        foreach (var text in stated ?? [])
        {
            var separator = text.IndexOf('=', StringComparison.Ordinal);
            if (separator < 1 || separator == text.Length - 1)
                throw new OptionException(
                    "--input",
                    $"'{text}' is not of the form name=low,high, name=value or name=file.npy; a shape is given by --input-shape");
            if (!inputs.TryAdd(text[..separator], Domain(text[(separator + 1)..])))
                throw new OptionException("--input", $"'{text[..separator]}' is given twice");
        }
        var range = values is { } given
            ? Numbers(given) is [var low, var high] && low <= high ? (low, high)
                : throw new OptionException(
                    "--range", $"'{given}' is not of the form low,high with two finite numbers, the smaller one first")
            : ((float, float)?)null;
        return new DomainOptions { Range = range, Inputs = inputs };
    }

    private static InputDomain Domain(string text) => Numbers(text) switch
    {
        [var value] => new InputDomain(value, value, DomainOrigin.Stated)
        {
            Value = Tensor.Create(new Shape(1), [value]),
        },
        [var low, var high] when low <= high => new InputDomain(low, high, DomainOrigin.Stated),
        [_, _] => throw new OptionException("--input", $"'{text}' has its larger number first"),
        _ => Of(InputFile.Read(text)),
    };

    private static InputDomain Of(Tensor value)
    {
        var values = value.ToSingles();
        return new InputDomain(values.DefaultIfEmpty(0).Min(), values.DefaultIfEmpty(0).Max(), DomainOrigin.Stated) { Value = value };
    }

    // Empty where a part is no finite number: the text names a file then.
    private static float[] Numbers(string text)
    {
        var numbers = text.Split(',').Select(part =>
            NumberText.TryReal(part, null, out var number, out _) ? (float)number : float.NaN).ToArray();
        return Array.TrueForAll(numbers, float.IsFinite) ? numbers : [];
    }
}
