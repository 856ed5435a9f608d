using System.Globalization;
using Sartor.Core;

namespace Sartor.Formats.TFLite.Conformance;

/// <summary>Collects what is found at one operator after the other. A tensor is named once for each code.</summary>
internal sealed class Findings
{
    private static readonly string[] s_breaking =
    [
        ConformanceCode.Scale, ConformanceCode.ScaleCount, ConformanceCode.ZeroPointRange, ConformanceCode.NotQuantized,
        ConformanceCode.PerAxisActivation,
    ];

    private readonly List<ConformanceFinding> _all = [];
    private readonly HashSet<(string Code, CheckedTensor Tensor)> _named = [];

    private string _operator = "";
    private string _node = "";

    public IReadOnlyList<ConformanceFinding> All => _all;

    /// <summary>Says which operator is looked at.</summary>
    public void Begin(CheckedOperator op) => (_operator, _node) = (op.Raw.QualifiedType, op.Name);

    /// <summary>Says which part of the file is looked at, beside operators.</summary>
    public void Begin(string part, string place) => (_operator, _node) = (part, place);

    /// <summary>True where the parameters of a tensor are of no use to check others by.</summary>
    public bool IsBroken(CheckedTensor tensor) => Array.Exists(s_breaking, code => _named.Contains((code, tensor)));

    /// <summary>An error at a tensor.</summary>
    public void Add(string code, CheckedTensor tensor, string value, string expected, string advice)
    {
        if (_named.Add((code, tensor)))
            _all.Add(new ConformanceFinding(code, Severity.Error, _operator, _node, tensor.Name, value, expected, advice));
    }

    /// <summary>An error of the operator as a whole.</summary>
    public void Add(string code, string value, string expected, string advice) =>
        _all.Add(new ConformanceFinding(code, Severity.Error, _operator, _node, null, value, expected, advice));

    /// <summary>What is wrong with a damaged file, as part of a sentence.</summary>
    public static string Problem(ModelFormatException damage, string file)
    {
        var text = damage.Message.StartsWith(file + ": ", StringComparison.Ordinal) ? damage.Message[(file.Length + 2)..] : damage.Message;
        return PrintableText.OfLine(text.Split("; ")[0].TrimEnd('.'));
    }

    /// <summary>A number in a finding.</summary>
    public static string Number(double value) => value.ToString("G7", CultureInfo.InvariantCulture);
}
