using System.CommandLine;
using Sartor.Core;
using Sartor.Data.Preprocessing;

namespace Sartor.Cli.Options;

/// <summary>Options that change the preprocessing which the data states or Sartor assumes.</summary>
internal sealed class PreprocessArguments
{
    private readonly Option<string?> _mean = new("--mean")
    {
        Description = "Mean to subtract, in pixel units 0..255: one value, or one per channel as 123.7,116.3,103.5",
        HelpName = "values",
    };
    private readonly Option<string?> _std = new("--std")
    {
        Description = "Standard deviation to divide by, in pixel units: one value, or one per channel",
        HelpName = "values",
    };
    private readonly Option<int?> _resize = NumberOption.Whole("--resize", "Length of the shorter side before the crop", "pixels");
    private readonly Option<int?> _crop = NumberOption.Whole("--crop", "Side of the centred square crop", "pixels");
    private readonly Option<double?> _cropFraction =
        NumberOption.Share("--crop-fraction", "Share of height and width that a centred crop keeps");
    private readonly Option<string?> _interpolation = new("--interpolation")
    {
        Description = "How images are resized: bilinear, triangle, bicubic or area",
        HelpName = "name",
    };
    private readonly Option<string?> _color = new("--color") { Description = "Channel order: rgb, bgr or gray", HelpName = "order" };

    private Option[] All => [_mean, _std, _resize, _crop, _cropFraction, _interpolation, _color];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
    }

    /// <summary>The first of them that was given; null for none.</summary>
    public string? Given(ParseResult parsed) => All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>The change that was asked for; null for none.</summary>
    /// <exception cref="OptionException">A value is no number, or there is no such order.</exception>
    public Func<PreprocessOptions, PreprocessOptions>? Read(ParseResult parsed)
    {
        var mean = Numbers("--mean", parsed.GetValue(_mean));
        var std = Numbers("--std", parsed.GetValue(_std));
        var (resize, crop, fraction) = (parsed.GetValue(_resize), parsed.GetValue(_crop), parsed.GetValue(_cropFraction));
        var color = Order(parsed.GetValue(_color));
        var interpolation = Kernel(parsed.GetValue(_interpolation));
        if (Given(parsed) is null) return null;
        return options =>
        {
            var changed = options with { Mean = mean ?? options.Mean, Std = std ?? options.Std, Color = color ?? options.Color };
            if (interpolation is { } kernel) changed = changed with { Interpolation = kernel };
            // The two ways to crop exclude each other: what was asked for replaces what was assumed.
            if (fraction is not null) changed = changed with { CropFraction = fraction, Resize = resize, Crop = crop };
            else if (resize is not null || crop is not null)
                changed = changed with { CropFraction = null, Resize = resize ?? options.Resize, Crop = crop ?? options.Crop };
            return changed.Problem() is { } problem ? throw Refused(problem) : changed;
        };
    }

    // It begins with the name of what is wrong.
    private static OptionException Refused(string problem)
    {
        var end = problem.IndexOf(' ', StringComparison.Ordinal);
        return new OptionException($"--{problem[..end].Replace('_', '-')}", problem[(end + 1)..]);
    }

    private static EquatableArray<double>? Numbers(string option, string? text)
    {
        if (text is null) return null;
        var values = new List<double>();
        foreach (var part in text.Split(','))
        {
            values.Add(NumberText.TryReal(part, null, out var value, out var problem)
                ? value
                : throw new OptionException(option, $"{problem}; write for example 127.5 or 123.7,116.3,103.5"));
        }
        return values.ToEquatableArray();
    }

    private static Interpolation? Kernel(string? name) => name switch
    {
        null => null,
        "bilinear" => Interpolation.Bilinear,
        "triangle" => Interpolation.Triangle,
        "bicubic" => Interpolation.Bicubic,
        "area" => Interpolation.Area,
        _ => throw new OptionException("--interpolation", $"unknown interpolation '{name}'; choose bilinear, triangle, bicubic or area"),
    };

    private static ColorOrder? Order(string? name) => name switch
    {
        null => null,
        "rgb" => ColorOrder.Rgb,
        "bgr" => ColorOrder.Bgr,
        "gray" => ColorOrder.Gray,
        _ => throw new OptionException("--color", $"unknown order '{name}'; choose rgb, bgr or gray"),
    };
}
