namespace Sartor.Convert.Verification;

/// <summary>Differences between one output of a variant and of its source over a stream of samples, whole and slice by slice.</summary>
/// <param name="traits">What the source's graph says about the output.</param>
public sealed class OutputAccumulator(OutputTraits traits)
{
    // Above, the variance over the samples is not kept for each element; that within the samples stands for it.
    private const long MostKept = 1L << 21;

    private readonly AxisSlices[] _axes = AxisSlices.Of(traits.Shape);
    private readonly bool _keeps = traits.Shape.ElementCount is > 0 and <= MostKept;
    private float[] _first = [];
    private float[] _firstVariant = [];
    private double[] _sums = [];
    private double[] _squares = [];
    private bool[] _varies = [];
    private double _cosines;
    private double _maxAbs;
    private double _maxRel;
    private double _minCosine = 1;
    private readonly List<float> _differentOfSample = [];
    private long _different;
    private long _broken;
    private long _undefined;
    private long _elements;
    private int _ofSource;

    /// <summary>Samples compared.</summary>
    public int Samples { get; private set; }

    /// <summary>Compares one output of one sample.</summary>
    /// <param name="source">What the source gave, as float values.</param>
    /// <param name="variant">What the variant gave, in the same order.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Add(ReadOnlySpan<float> source, ReadOnlySpan<float> variant)
    {
        if (source.Length != variant.Length)
            throw new ArgumentException($"{source.Length} elements were compared with {variant.Length}", nameof(variant));
        AddWhole(source, variant);
        if (source.Length == traits.Shape.ElementCount)
        {
            if (_keeps) AddVariant(variant);
            if (_keeps) AddElements(source);
            foreach (var axis in _axes) axis.Add(source, variant);
        }
        Samples++;
        _ofSource++;
    }

    /// <summary>Adds to the spread one output of a sample that the variant was not run on.</summary>
    /// <param name="source">What the source gave, as float values.</param>
    public void AddSource(ReadOnlySpan<float> source)
    {
        if (source.Length == traits.Shape.ElementCount)
        {
            if (_keeps) AddElements(source);
            foreach (var axis in _axes) axis.AddSource(source);
        }
        _ofSource++;
    }

    /// <summary>What was found.</summary>
    public OutputComparison Result() => new()
    {
        Name = traits.Name,
        Elements = traits.Shape.ElementCount,
        Kind = traits.Kind,
        Rounding = traits.Rounding,
        LastSum = traits.LastSum,
        Parts = traits.Parts,
        MaxAbsError = _maxAbs,
        MaxRelError = _maxRel,
        MinCosine = _minCosine,
        MeanCosine = _cosines / Samples,
        Different = Share(_different),
        DifferentOfSample = [.. _differentOfSample],
        IsWhole = traits.IsWhole,
        IsStepped = traits.IsStepped,
        Broken = Share(_broken),
        Undefined = Share(_undefined),
        Slices = Samples == 0 || _elements == 0 ? [] : [.. _axes.SelectMany(Slices)],
    };

    private double Share(long count) => _elements == 0 ? 0 : (double)count / _elements;

    private IEnumerable<SliceComparison> Slices(AxisSlices axis)
    {
        // Variance of each element over the samples; null where a single sample has none or there is no room.
        var variances = _keeps && _ofSource > 1 ? axis.Means(i => Variance(_squares[i], _sums[i], _ofSource)) : null;
        var moved = _keeps && Samples > 1 ? axis.Any(i => _varies[i]) : null;
        for (var i = 0; i < axis.Extent; i++)
        {
            yield return new SliceComparison(axis.Axis, i)
            {
                MaxError = axis.MaxErrors[i],
                RmsError = Math.Sqrt(axis.ErrorSquares[i] / Math.Max(1, axis.ErrorCounts[i])),
                Magnitude = axis.Magnitudes[i],
                Spread = Math.Sqrt(variances?[i] ?? Variance(axis.Squares[i], axis.Sums[i], axis.Counts[i])),
                IsVariantConstant = moved is not null && !moved[i],
                Scale = traits.Scale.At(axis.Axis, i),
            };
        }
    }

    private static double Variance(double squares, double sum, long count) =>
        count == 0 ? 0 : Math.Max(0, (squares - (sum * sum / count)) / count);

    private void AddWhole(ReadOnlySpan<float> source, ReadOnlySpan<float> variant)
    {
        double error = 0, magnitude = 0, dot = 0, aa = 0, bb = 0;
        var before = _different;
        for (var i = 0; i < source.Length; i++)
        {
            double a = source[i], b = variant[i];
            _elements++;
            // The source says nothing there.
            if (double.IsNaN(a))
            {
                _undefined++;
                continue;
            }
            // A mask of −∞ that both apply is no difference, and tells nothing of the direction of the rest.
            if (double.IsInfinity(a) && a.Equals(b)) continue;
            if (a != b) _different++;
            if (double.IsInteger(a) && !double.IsInteger(b)) _broken++;
            error = Worse(error, Math.Abs(a - b));
            if (double.IsFinite(a)) magnitude = Math.Max(magnitude, Math.Abs(a));
            dot += a * b;
            aa += a * a;
            bb += b * b;
        }
        _differentOfSample.Add((float)(_different - before) / Math.Max(1, source.Length));
        var cosine = aa == 0 || bb == 0 ? aa == bb ? 1 : 0 : dot / Math.Sqrt(aa * bb);
        _maxAbs = Worse(_maxAbs, error);
        _maxRel = Math.Max(_maxRel, error == 0 ? 0 : error / magnitude);
        _minCosine = double.IsNaN(cosine) ? double.NaN : Math.Min(_minCosine, cosine);
        _cosines += cosine;
    }

    private void AddVariant(ReadOnlySpan<float> variant)
    {
        if (Samples == 0) (_firstVariant, _varies) = (variant.ToArray(), new bool[variant.Length]);
        for (var i = 0; i < variant.Length; i++) _varies[i] |= !variant[i].Equals(_firstVariant[i]);
    }

    // Distances from the first sample, so that a large constant does not cancel in the variance.
    private void AddElements(ReadOnlySpan<float> source)
    {
        if (_ofSource == 0) (_first, _sums, _squares) = (source.ToArray(), new double[source.Length], new double[source.Length]);
        for (var i = 0; i < source.Length; i++)
        {
            var d = (double)source[i] - _first[i];
            if (!double.IsFinite(d)) continue;
            _sums[i] += d;
            _squares[i] += d * d;
        }
    }

    // Math.Max propagates NaN: one element that is not finite spoils the maximum for good.
    private static double Worse(double current, double value) => Math.Max(current, double.IsFinite(value) ? value : double.NaN);
}
