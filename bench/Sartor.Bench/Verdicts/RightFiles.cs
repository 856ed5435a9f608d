using Sartor.Convert;
using Sartor.Core;

namespace Sartor.Bench.Verdicts;

/// <summary>The right file of each precision of a network, and what it gives: what mistaken files are compared with.</summary>
internal sealed class RightFiles
{
    private readonly JudgedNetwork _judged;
    private readonly PooledSessions _sessions;
    private readonly Dictionary<Precision, (IReadOnlyList<float[][]> Outputs, double Rounding)?> _known = [];

    public RightFiles(JudgedNetwork judged, PooledSessions sessions)
    {
        (_judged, _sessions) = (judged, sessions);
        Inputs = OutputChange.Inputs(judged.Network);
        Converter = judged.Converter(judged.Target);
    }

    public IReadOnlyList<Tensor> Inputs { get; }

    public ModelConverter Converter { get; }

    /// <summary>
    /// What the right file of a precision gives, and how far rounding moves that; null where there is no such file.
    /// </summary>
    public (IReadOnlyList<float[][]> Outputs, double Rounding)? Of(Precision precision)
    {
        if (_known.TryGetValue(precision, out var known)) return known;
        if (TryWrite(() => _judged.Write(Converter, precision, name: "right")) is not { } file) return _known[precision] = null;
        var outputs = OutputChange.Run(_sessions, file, Inputs);
        // What is read back has one arithmetic: there the file of the default target has the other.
        var other = JudgedNetwork.Plan.Targets(_judged.Target.Format) is [var first, _, ..]
            ? OutputChange.Run(_sessions, file, Inputs, first)
            : precision == Precision.Float32 ? OfDefault() ?? _judged.Source(Inputs) : outputs;
        var ofKernels = OutputChange.Between(outputs, other, file.Signature.Outputs);
        return _known[precision] = (outputs, VerdictBenchmark.Rounding(ofKernels));
    }

    private IReadOnlyList<float[][]>? OfDefault()
    {
        var target = ConversionTargets.Default;
        return TryWrite(() => _judged.Write(_judged.Converter(target), Precision.Float32, name: "default")) is { } file
            ? OutputChange.Run(_sessions, file, Inputs, JudgedNetwork.Plan.Targets(target.Format)[0])
            : null;
    }

    /// <summary>Writes a file; null where the format has no such network or the precision would change nothing.</summary>
    public static ConvertedModel? TryWrite(Func<ConvertedModel> write)
    {
        try
        {
            return write();
        }
        catch (UnsupportedModelException)
        {
            return null;
        }
    }
}
