using Sartor.Core;
using Sartor.Data.Samples;

namespace Sartor.Data.Preprocessing;

/// <summary>Assumed preprocessing, and the note that says so.</summary>
/// <param name="Options">What is assumed.</param>
/// <param name="Diagnostic">What was assumed, why, and how to state it instead; code <c>assumed-preprocessing</c>.</param>
public sealed record PreprocessGuess(PreprocessOptions Options, Diagnostic Diagnostic)
{
    // The side from which a colour network is taken for one of ImageNet's, whose evaluation crops.
    private const int ImageNetSide = 96;

    /// <summary>
    /// Sensible preprocessing where nothing states it. A quantised input tells its own range; networks by PyTorch take
    /// torchvision's resize 256/224, crop and per-channel mean and standard deviation; CNTK's take raw pixels; other colour
    /// networks [−1, 1] with the central 87.5 % (TensorFlow's ImageNet evaluation); grey ones [0, 1].
    /// </summary>
    /// <param name="input">The model's input.</param>
    /// <param name="facts">What the file tells of it.</param>
    /// <param name="data">The images, which decide whether they are resized at all; null: of any size.</param>
    public static PreprocessGuess For(TensorType input, ModelFacts facts, ISampleSource? data = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(facts);
        var geometry = InputGeometry.TryFrom(input);
        var isImageNet = geometry is { Channels: 3 } && Math.Min(geometry.Height, geometry.Width) >= ImageNetSide;
        var (options, reason) = Normalisation(geometry, facts);
        if (isImageNet)
        {
            var side = (int)(Math.Min(geometry!.Height, geometry.Width) / 0.875);
            // torchvision's crop is a square; another input is not sure to fit into what it is cut out of.
            options = IsPyTorch(facts) && geometry.Height == geometry.Width
                ? options with { Resize = side, Interpolation = Interpolation.Triangle }
                : options with { CropFraction = 0.875 };
        }
        var text = $"nothing states the preprocessing for an input of {input}, so "
            + $"{Describe(options, facts.InputQuantization is null ? input : new TensorType(ElementType.Float32, input.Shape), data)} "
            + $"is assumed ({reason}); "
            + "if the accuracy is low, state it under 'preprocess:' in a dataset.yaml (docs/data.md)";
        return new PreprocessGuess(options, Diagnostic.Note("assumed-preprocessing", text));
    }

    /// <summary>
    /// Other common scalings with the same framing; none where a quantized input tells its own range.
    /// </summary>
    /// <param name="input">The model's input.</param>
    /// <param name="facts">What the file tells of it.</param>
    public IReadOnlyList<PreprocessOptions> Others(TensorType input, ModelFacts facts)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.InputQuantization is not null) return [];
        PreprocessOptions[] common = InputGeometry.TryFrom(input)?.Channels == 3
            ? [Scaled(0, 255), Scaled(127.5, 127.5), TorchVision, Scaled(0, 1), BgrMeans]
            : [Scaled(0, 255), Scaled(127.5, 127.5), Mnist, Scaled(0, 1)];
        return
        [
            .. common.Select(scaling => Options with { Mean = scaling.Mean, Std = scaling.Std, Color = scaling.Color })
                .Where(other => other != Options),
        ];
    }

    /// <summary>
    /// One clause that names what happens to the samples, e.g. <c>central crop 87.5 %, bilinear, (pixel − 127.5) / 127.5, rgb</c>:
    /// the colour order only for three channels, the interpolation only where sizes differ.
    /// </summary>
    /// <param name="options">What is stated or assumed.</param>
    /// <param name="input">The model's input as it is fed: float where it is quantised.</param>
    /// <param name="data">The samples; null: images of any size.</param>
    public static string Describe(PreprocessOptions options, TensorType input, ISampleSource? data)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(input);
        if (data is { HasImages: false }) return "values unchanged";
        var geometry = InputGeometry.TryFrom(input);
        var parts = new List<string>();
        if (geometry?.Layout != TensorLayout.Flat) AddFraming(parts, options, IsOfSize(data, geometry));
        parts.Add(input.Element.IsInteger() ? "raw pixels" : Scaling(options));
        if (geometry?.Channels == 3) parts.Add(options.Color.ToString().ToLowerInvariant());
        return string.Join(", ", parts);
    }

    // All images of an array are of one size.
    private static bool IsOfSize(ISampleSource? data, InputGeometry? geometry) =>
        data is { Kind: "idx" or "npy" } && data.Read(0).Pixels is { } image && image.Height == geometry?.Height
            && image.Width == geometry.Width;

    private static void AddFraming(List<string> parts, PreprocessOptions options, bool fits)
    {
        if (options.CropFraction is { } fraction) parts.Add(FormattableString.Invariant($"central crop {fraction * 100:0.##} %"));
        if (options.Resize is { } resize) parts.Add($"shorter side {resize}");
        if (options.Crop is { } crop) parts.Add($"crop {crop}");
        else if (options.Resize is not null) parts.Add("central crop to the input's size");
        if (!fits || parts.Count > 0) parts.Add(options.Interpolation.ToString().ToLowerInvariant());
    }

    private static string Scaling(PreprocessOptions options)
    {
        var shifted = options.Mean.All(mean => mean == 0) ? "pixel" : $"(pixel − {List(options.Mean)})";
        return options.Std.All(std => std == 1) ? shifted : $"{shifted} / {List(options.Std)}";
    }

    private static string List(EquatableArray<double> values)
    {
        var text = string.Join(", ", values.Select(v => v.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture)));
        return values.Count == 1 ? text : $"[{text}]";
    }

    private static bool IsPyTorch(ModelFacts facts) => facts.Producer?.Contains("pytorch", StringComparison.OrdinalIgnoreCase) ?? false;

    private static (PreprocessOptions Options, string Reason) Normalisation(InputGeometry? geometry, ModelFacts facts)
    {
        if (facts.InputQuantization is { IsPerAxis: false } quantization && FromQuantization(quantization) is { } known) return known;
        if (facts.Producer?.Contains("CNTK", StringComparison.OrdinalIgnoreCase) ?? false)
            return (Scaled(0, 1), "CNTK's networks take raw pixels");
        if (geometry?.Channels != 3) return (Scaled(0, 255), "usual for grey input");
        if (IsPyTorch(facts)) return (TorchVision, "torchvision's evaluation of ImageNet networks");
        return (Scaled(127.5, 127.5), "usual for TensorFlow's colour networks");
    }

    private static PreprocessOptions Scaled(double mean, double std) => new() { Mean = [mean], Std = [std] };

    // https://pytorch.org/vision/stable/models.html: mean [0.485, 0.456, 0.406], std [0.229, 0.224, 0.225] of pixels in 0..1.
    private static PreprocessOptions TorchVision => new() { Mean = [123.675, 116.28, 103.53], Std = [58.395, 57.12, 57.375] };

    // Blue first, without a division: github.com/BVLC/caffe/wiki/Model-Zoo, vgg_ilsvrc_16_layers.
    private static PreprocessOptions BgrMeans => new() { Mean = [103.939, 116.779, 123.68], Std = [1], Color = ColorOrder.Bgr };

    // github.com/pytorch/examples/blob/main/mnist/main.py: mean 0.1307, deviation 0.3081 of pixels in 0..1.
    private static PreprocessOptions Mnist => new() { Mean = [33.3285], Std = [78.5655] };

    // An 8-bit input covers 256 steps of its scale: [−1, 1] is about 2 wide, [0, 1] about 1, raw pixels about 255.
    private static (PreprocessOptions Options, string Reason)? FromQuantization(QuantizationParameters quantization)
    {
        var width = quantization.Scales[0] * 255.0;
        var zeroPoint = quantization.ZeroPoints[0];
        var isCentred = zeroPoint is 127 or 128 or 0 or -1;
        var startsAtZero = zeroPoint is 0 or -128;
        var reason = FormattableString.Invariant($"the input's scale is {quantization.Scales[0]:0.######} and its zero point {zeroPoint}");
        if (startsAtZero && width is > 254 and < 256) return (Scaled(0, 1), reason);
        if (startsAtZero && width is > 0.99 and < 1.01) return (Scaled(0, 255), reason);
        if (isCentred && width is > 1.95 and < 2.05) return (Scaled(127.5, 127.5), reason);
        return null;
    }
}
