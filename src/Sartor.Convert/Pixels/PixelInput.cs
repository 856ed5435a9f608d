using System.Globalization;
using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Pixels;

/// <summary>
/// An input of a source that a variant takes as raw pixels: uint8 <c>[N,H,W,3]</c> in the order red, green, blue, or <c>[N,H,W,1]</c>.
/// What was done to pixels before, <c>(pixel − mean) / std</c> and the order of the channels, is a part of the variant.
/// </summary>
public sealed record PixelInput
{
    private readonly float[] _mean;
    private readonly float[] _std;
    private readonly InputGeometry _geometry;

    private PixelInput(int index, PreprocessOptions options, Value input, InputGeometry geometry, PictureFrame? frame)
    {
        (Index, Options, _geometry, SourceShape, Frame) = (index, options, geometry, input.Type.Shape!, frame);
        _mean = PerChannel(options.Mean, geometry.Channels);
        _std = PerChannel(options.Std, geometry.Channels);
    }

    /// <summary>Which input of the source.</summary>
    public int Index { get; }

    /// <summary>
    /// What is done to an image; of it, mean, standard deviation and order of channels are part of the variant, and all else where there is
    /// a <see cref="Frame"/>.
    /// </summary>
    public PreprocessOptions Options { get; }

    /// <summary>How a picture is resized and cropped inside; null where a variant takes pictures of the source's size.</summary>
    internal PictureFrame? Frame { get; }

    /// <summary>Whether a variant takes pictures of a size of its own, and resizes and crops them.</summary>
    public bool TakesPictures => Frame is not null;

    /// <summary>
    /// What stands for this input where samples are fed: pictures <c>[N,H,W,C]</c> of pixels 0..255, red first, where resize and crop are
    /// inside; else the source's own.
    /// </summary>
    public Shape FedShape => Frame is null ? SourceShape : Frame.ShapeOf(_geometry);

    /// <summary>The input's shape in the source.</summary>
    internal Shape SourceShape { get; }

    /// <summary>1 or 3.</summary>
    public int Channels => _mean.Length;

    /// <summary>Subtracted from pixels 0..255, one value for each channel as the source takes them.</summary>
    public IReadOnlyList<float> Mean => _mean;

    /// <summary>Divided by, &gt; 0, one value for each channel as the source takes them.</summary>
    public IReadOnlyList<float> Std => _std;

    /// <summary>Whether the source takes blue first.</summary>
    public bool IsReversed => Channels == 3 && Options.Color == ColorOrder.Bgr;

    /// <summary>From the axes of the source to <c>[N,H,W,C]</c>.</summary>
    public Permutation ToPicture => _geometry.Layout == TensorLayout.Nchw ? Permutation.ToChannelsLast : Permutation.Identity(4);

    /// <summary>The smallest value that the source is fed.</summary>
    public float Low => Enumerable.Range(0, Channels).Min(c => Real(0, c));

    /// <summary>The largest value that the source is fed.</summary>
    public float High => Enumerable.Range(0, Channels).Max(c => Real(byte.MaxValue, c));

    /// <summary>The input of a source that takes images, as raw pixels.</summary>
    /// <param name="source">The source.</param>
    /// <param name="options">What is done to images before they are fed to the source.</param>
    /// <param name="index">Which input; null: the only one of 4 axes with 1 or 3 channels.</param>
    /// <param name="size">Of the pictures that a variant resizes and crops itself; null: they have the source's size.</param>
    /// <exception cref="OptionException">There is no such input, or pixels cannot take its place; the message says why.</exception>
    public static PixelInput Of(ModelGraph source, PreprocessOptions options, int? index = null, PictureSize? size = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problem() is { } problem) throw Refuse(problem);
        var found = index ?? Only(source);
        var input = source.Inputs[found];
        if (Geometry(input) is not { } geometry)
            throw Refuse($"the input '{input.Name}' {input.Type} does not take images of 1 or 3 channels");
        if (!input.Type.Element.IsFloat())
            throw Refuse($"the input '{input.Name}' {input.Type} holds integers already; leave the option out");
        if (geometry.Channels == 3 && options.Color == ColorOrder.Gray)
            throw Refuse($"the input '{input.Name}' has 3 channels, and gray is made of colours before; use --color rgb or bgr");
        if (geometry.Channels == 1 && (options.Mean.Count > 1 || options.Std.Count > 1))
            throw Refuse($"mean and std have values for 3 channels, but the input '{input.Name}' {input.Type} has 1");
        return new PixelInput(found, options, input, geometry, size is { } of ? PictureFrame.Of(options, of, geometry) : null);
    }

    /// <summary>What the source is fed of pictures, by the preprocessing of data sets.</summary>
    /// <param name="pictures">Of <see cref="FedShape"/>, where there is a <see cref="Frame"/>.</param>
    internal Tensor ToSource(Tensor pictures)
    {
        var (bytes, size) = (ToBytes(pictures), Frame!.Size);
        var share = bytes.Data.Length / _geometry.Batch;
        var preprocessor = new Preprocessor(Options, new TensorType(ElementType.Float32, SourceShape), _geometry.Layout, _geometry.Batch);
        return preprocessor.Apply([.. Enumerable.Range(0, _geometry.Batch).Select(i => new Sample(
            $"picture {i}", null, new PixelImage(size.Width, size.Height, Channels, bytes.Data.Slice(i * share, share))))]);
    }

    /// <summary>Inputs that samples stand for, resized and cropped as inside; the same where nothing is.</summary>
    /// <param name="fed">One tensor an input, as samples are fed.</param>
    public IReadOnlyList<Tensor> Resized(IReadOnlyList<Tensor> fed) =>
        Frame is null ? fed : [.. fed.Select((tensor, i) => i == Index ? ToSource(tensor) : tensor)];

    /// <summary>
    /// By how much rounding in float32 changes a pixel 0..255 that is resized inside, about: places in a picture are rounded, so that a
    /// value moves between its neighbours. On average a place lies in the middle, and neighbours are half of 255 apart at most.
    /// </summary>
    internal double Rounding =>
        Frame is { Resizes: true, Size: var size } ? (size.Width + size.Height) / 4.0 * byte.MaxValue / (1 << 24) : 0;

    /// <summary>What the source is fed of pixels that are moved.</summary>
    /// <param name="source">Float values of the source's shape.</param>
    /// <param name="pixels">Added to each pixel, 0..255.</param>
    internal Tensor Moved(Tensor source, float[] pixels)
    {
        var (values, inner) = (source.ToSingles(), Inner(source.Shape));
        for (var i = 0; i < values.Length; i++) values[i] += pixels[i] / _std[i / inner % Channels];
        return Tensor.Create(source.Shape, values).ConvertTo(source.Element);
    }

    /// <summary>The nearest whole pixels of pictures, as a variant takes them.</summary>
    /// <param name="pictures">As in <see cref="ToSource"/>.</param>
    internal static Tensor ToBytes(Tensor pictures) => Tensor.Create(pictures.Shape, Array.ConvertAll(
        pictures.ToSingles(), value => (byte)Math.Clamp(MathF.Round(value, MidpointRounding.AwayFromZero), 0, byte.MaxValue)));

    /// <summary>The nearest whole pixels of what a source is fed, as a variant takes them, in the axes of the source.</summary>
    /// <param name="source">Float values of the source's shape.</param>
    internal Tensor ToPixels(Tensor source)
    {
        var (values, inner) = (source.ToSingles(), Inner(source.Shape));
        var pixels = new byte[values.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var channel = i / inner % Channels;
            // Red, green, blue: the channel of the source lies at the other end of the pixel.
            var place = IsReversed ? i + ((Channels - 1 - (2 * channel)) * inner) : i;
            pixels[place] = Pixel(values[i], channel);
        }
        return Tensor.Create(source.Shape, pixels);
    }

    /// <summary>What the source is fed of those whole pixels: a variant on pixels and its source see the same picture.</summary>
    /// <param name="source">Float values of the source's shape.</param>
    internal Tensor ToWhole(Tensor source)
    {
        var (values, inner) = (source.ToSingles(), Inner(source.Shape));
        var whole = new float[values.Length];
        for (var i = 0; i < whole.Length; i++)
        {
            var channel = i / inner % Channels;
            whole[i] = Real(Pixel(values[i], channel), channel);
        }
        return Tensor.Create(source.Shape, whole).ConvertTo(source.Element);
    }

    /// <summary>What is done inside, and what is left to the caller, as a sentence for a note.</summary>
    public override string ToString()
    {
        var order = Channels == 1 ? "gray" : "red, green, blue";
        var inside = $"(pixel − {List(_mean)}) / {List(_std)}" + (IsReversed ? " with blue first" : "");
        return $"the file takes raw pixels as uint8 [N,H,W,{Channels}] ({order}); {inside} is computed inside. "
            + (Frame is null
                ? $"Pictures are brought to the size of the input before ({Steps()})"
                : $"Pictures of {Frame.Size} pixels (height × width) are brought to {_geometry.Height} × {_geometry.Width} inside "
                    + $"({Steps()}, bilinear); those of the data that have another size are resized to it before");
    }

    private string Steps() => Options switch
    {
        { CropFraction: { } fraction } => FormattableString.Invariant($"central crop {fraction * 100:0.##} %, then resize"),
        { Resize: { } side, Crop: { } crop } => FormattableString.Invariant($"shorter side {side}, crop {crop}"),
        { Resize: { } side } => FormattableString.Invariant($"shorter side {side}, central crop"),
        { Crop: { } crop } => FormattableString.Invariant($"central crop {crop}"),
        _ => "resize",
    };

    private byte Pixel(float value, int channel) =>
        (byte)Math.Clamp(Math.Round(((double)value * _std[channel]) + _mean[channel], MidpointRounding.AwayFromZero), 0, byte.MaxValue);

    private float Real(byte pixel, int channel) => (pixel - _mean[channel]) / _std[channel];

    private int Inner(Shape shape) => (int)shape.Strides()[_geometry.Layout == TensorLayout.Nchw ? 1 : 3];

    private static string List(float[] values) => Array.TrueForAll(values, v => v == values[0])
        ? values[0].ToString("0.###", CultureInfo.InvariantCulture)
        : $"[{string.Join(", ", values.Select(v => v.ToString("0.###", CultureInfo.InvariantCulture)))}]";

    private static int Only(ModelGraph source)
    {
        int[] images = [.. Enumerable.Range(0, source.Inputs.Count).Where(i => Geometry(source.Inputs[i]) is not null)];
        return images.Length == 1
            ? images[0]
            : throw Refuse($"{(images.Length == 0 ? "no input takes" : "several inputs take")} images of 1 or 3 channels: "
                + string.Join(", ", source.Inputs.Select(input => $"'{input.Name}' {input.Type}")));
    }

    private static InputGeometry? Geometry(Value input) => input.Type.Shape is { Rank: 4 }
        && InputGeometry.TryFrom(input.Type) is { Layout: not TensorLayout.Flat } geometry ? geometry : null;

    private static float[] PerChannel(EquatableArray<double> values, int channels) =>
        [.. Enumerable.Range(0, channels).Select(c => (float)values[values.Count == 1 ? 0 : c])];

    private static OptionException Refuse(string reason) => new("bake-preprocessing", reason);
}
