using Sartor.Core;
using Sartor.Data.Samples;

namespace Sartor.Data.Preprocessing;

/// <summary>
/// Makes a model's input from samples. Images are cropped, resized and normalised; numbers are taken as they are. The result is in
/// the input's own type: float, or raw pixels for an integer one. A quantised input is described as float here: its integers come later.
/// </summary>
public sealed class Preprocessor
{
    private readonly PreprocessOptions _options;
    private readonly TensorType _input;
    private readonly InputWriter _writer;
    private readonly InputGeometry _geometry;
    private readonly int? _batch;

    /// <param name="options">What happens to images.</param>
    /// <param name="input">Type and shape of the model's input, e.g. float32 <c>[1,224,224,3]</c>.</param>
    /// <param name="layout">Where the shape leaves the order of the axes open; null: told by the shape.</param>
    /// <param name="batch">Number of samples in one input; null: told by the shape.</param>
    /// <exception cref="OptionException">The options contradict each other, or the input's type or shape cannot be fed.</exception>
    public Preprocessor(PreprocessOptions options, TensorType input, TensorLayout? layout = null, int? batch = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(input);
        if (options.Problem() is { } problem) throw new OptionException("preprocess", problem);
        _batch = batch;
        _geometry = InputGeometry.TryFrom(input, layout)
            ?? (input.Shape is { Rank: 0 } && batch == 1 ? new InputGeometry(1, 0, 0, 0, TensorLayout.Flat) : null)
            ?? throw new OptionException("preprocess", $"an input of {input} has no room for a sample; fix the shape of the "
                + "model's input, e.g. to [1,H,W,C], [1,C,H,W] or [1,K]");
        if (_geometry.Channels == 1 && (options.Mean.Count > 1 || options.Std.Count > 1))
            throw new OptionException("preprocess", $"mean and std have values for 3 channels, but the input {input} has 1");
        if (_geometry.Layout != TensorLayout.Flat && Framing.Problem(options, _geometry.Width, _geometry.Height) is { } steps)
            throw new OptionException("preprocess", steps);
        _writer = new InputWriter(input.Element);
        _options = options;
        _input = input;
    }

    /// <summary>Number of samples in one input.</summary>
    public int Batch => _batch ?? _geometry.Batch;

    /// <summary>How the input's shape is read.</summary>
    public InputGeometry Geometry => _geometry;

    /// <summary>The input for one sample.</summary>
    /// <exception cref="InvalidOperationException">The input takes more than one sample.</exception>
    /// <exception cref="DataSetException">The sample does not fit the input.</exception>
    public Tensor Apply(Sample sample) => Batch == 1
        ? Apply([sample])
        : throw new InvalidOperationException($"the input takes {Batch} samples at a time");

    /// <summary>The input for exactly <see cref="Batch"/> samples.</summary>
    /// <exception cref="DataSetException">A sample does not fit the input; the message names it.</exception>
    public Tensor Apply(IReadOnlyList<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count != Batch)
            throw new ArgumentException($"{samples.Count} samples were given where the input takes {Batch}", nameof(samples));
        var data = new byte[_input.ByteCount!.Value];
        var share = data.Length / Batch;
        for (var i = 0; i < samples.Count; i++) Write(samples[i], data.AsSpan(i * share, share));
        return new Tensor(_input.Element, _input.Shape!, data);
    }

    private void Write(Sample sample, Span<byte> destination)
    {
        var perSample = _input.Shape!.ElementCount / Batch;
        if (sample.Values is { } values)
        {
            if (values.Shape.ElementCount != perSample)
                throw new DataSetException(sample.Place, $"has {values.Shape.ElementCount} values {values.Shape}, but the model takes "
                    + $"{perSample} {_input.Shape}");
            CheckFinite(sample.Place, values);
            _writer.WriteValues(values, sample.Place, destination);
            return;
        }
        var image = sample.Pixels ?? throw new ArgumentException("the sample has a part for each of several inputs", nameof(sample));
        if (_geometry.Layout == TensorLayout.Flat && image.Data.Length != perSample)
            throw new DataSetException(sample.Place, $"is an image of {image}, but the model takes {perSample} values {_input.Shape}; "
                + (_input.Shape.Rank > 2 ? $"give arrays of numbers [N,{string.Join(',', _input.Shape.Extents.Skip(1))}]" : "give rows of "
                    + "numbers"));
        var isFlat = _geometry.Layout == TensorLayout.Flat;
        if (isFlat && _options is not { Resize: null, Crop: null, CropFraction: null })
            throw new OptionException("preprocess", $"the model takes {perSample} values {_input.Shape}, which have no height and width to "
                + "resize or crop to; leave out the resize and the crop");
        if (!isFlat && Framing.Problem(image.Size, _options, _geometry.Width, _geometry.Height) is { } small)
            throw new DataSetException(sample.Place, small);
        var window = isFlat
            ? Framing.For(image.Size, new PreprocessOptions(), image.Width, image.Height)
            : Framing.For(image.Size, _options, _geometry.Width, _geometry.Height);
        var pixels = Resampler.Resize(image, window, _options.Interpolation);
        var channels = _geometry.Layout == TensorLayout.Flat ? image.Channels : _geometry.Channels;
        if (_writer.TakesRawPixels && _input.Element == ElementType.Int8)
            throw new OptionException("preprocess", "the input is int8 without quantization parameters, so nothing says how pixels map "
                + "to it");
        _writer.WritePixels(Arrange(pixels, image.Channels, channels), destination);
    }

    private static void CheckFinite(string place, Tensor values)
    {
        if (values.Element is not (ElementType.Float16 or ElementType.Float32 or ElementType.Float64)) return;
        foreach (var value in values.ToSingles())
        {
            if (!float.IsFinite(value))
                throw new DataSetException(
                    place, $"contains {(float.IsNaN(value) ? "NaN" : "infinity")}; replace values that are not finite "
                    + "numbers, or remove the sample");
        }
    }

    // From [H,W,from] to the input's channels and axis order, normalised unless the input takes pixels.
    private float[] Arrange(float[] pixels, int from, int to)
    {
        var count = pixels.Length / from;
        var isPlanar = _geometry.Layout == TensorLayout.Nchw;
        var result = new float[count * to];
        for (var p = 0; p < count; p++)
        {
            var pixel = pixels.AsSpan(p * from, from);
            for (var c = 0; c < to; c++)
            {
                // A cubic kernel overshoots; an image does not.
                var value = Math.Clamp(Channel(pixel, c, to), 0, 255);
                if (!_writer.TakesRawPixels) value = (value - At(_options.Mean, c)) / At(_options.Std, c);
                result[isPlanar ? (c * count) + p : (p * to) + c] = value;
            }
        }
        return result;
    }

    private static float At(EquatableArray<double> values, int channel) => (float)values[values.Count == 1 ? 0 : channel];

    private float Channel(Span<float> pixel, int channel, int channels)
    {
        if (pixel.Length == 1) return pixel[0];
        if (channels == 1 || _options.Color == ColorOrder.Gray) return (0.299f * pixel[0]) + (0.587f * pixel[1]) + (0.114f * pixel[2]);
        return _options.Color == ColorOrder.Bgr ? pixel[2 - channel] : pixel[channel];
    }
}
