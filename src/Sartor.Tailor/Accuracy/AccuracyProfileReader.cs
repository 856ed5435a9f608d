using Sartor.Core;
using Sartor.Results;
using Sartor.Results.Records;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Accuracy;

/// <summary>Reads the table that <c>sartor tailor accuracy</c> writes.</summary>
internal sealed class AccuracyProfileReader
{
    private const string Command = "sartor tailor accuracy";

    private readonly string _path;
    private readonly SearchSpace _space;
    private readonly AccuracyProfile _profile;

    private AccuracyProfileReader(string path, SearchSpace space)
    {
        (_path, _space) = (path, space);
        _profile = ResultJson.ReadDocument<AccuracyProfile>(path, Command);
    }

    /// <summary>Reads the table of a network's space.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network that it has to be of.</param>
    /// <exception cref="ResultFormatException">
    /// There is no such file, it is no such table, it is of another space or of other weights, it lacks a modification, or it has counts
    /// that
    /// are none; the message names the first of them.
    /// </exception>
    public static AccuracyProfile Read(string path, SuperNet network)
    {
        var reader = new AccuracyProfileReader(path, network.Space);
        reader.Check(network);
        return reader._profile;
    }

    private void Check(SuperNet network)
    {
        if (_profile.Fingerprint != _space.Fingerprint)
            throw Bad($"is of the space {_profile.Space} ({_profile.Fingerprint}), and this is {_space.Name} ({_space.Fingerprint})");
        if (_profile.ModelSha256 != network.Sha256) throw Bad($"was judged with other weights than those of {network.Path}");
        if (_profile.Samples < 1) throw Bad($"'samples' is at least 1, not {_profile.Samples}");
        var lacking = SingleModifications.Of(_space)
            .ToDictionary(single => $"{single.Decision.Name}={Knob.Text(single.Value)}", single => single.Code, StringComparer.Ordinal);
        var codes = new HashSet<SubNetCode>();
        for (var i = 0; i < _profile.Networks.Count; i++)
        {
            if (Problem(_profile.Networks[i], i, codes, lacking) is { } problem) throw Bad($"networks[{i}]: {problem}");
        }
        if (_profile.Networks.Count == 0) throw Bad("has no networks");
        if (lacking.Count > 0) throw Bad($"lacks the modification {lacking.Keys.First()}");
    }

    private string? Problem(MeasuredAccuracy? judged, int index, HashSet<SubNetCode> codes, Dictionary<string, SubNetCode> lacking)
    {
        if (judged is null or { Code: null } || CodeOf(judged.Code) is not { } code) return $"'{judged?.Code}' is no code of the space";
        if (!codes.Add(code)) return $"{code} is there twice";
        if (judged.Correct < 0 || judged.Correct > _profile.Samples) return $"'correct' is between 0 and {_profile.Samples}";
        var loss = (double)(_profile.Networks[0].Correct - judged.Correct) / _profile.Samples;
        if (!(Math.Abs(judged.Loss - loss) < 1e-9)) return $"'loss' is {loss} by the counts, not {judged.Loss}";
        return judged.Kind switch
        {
            "base" => index == 0 && code.Equals(SingleModifications.Base(_space))
                ? null
                : "the first network alone is the base, the largest one",
            "single" => judged.Decision is { } decision && lacking.Remove(decision, out var own) && own.Equals(code)
                ? null
                : $"'{judged.Decision}' is not what {code} changes",
            "drawn" => index > 0 ? null : "the first network is the base",
            _ => $"'kind' is base, single or drawn, not '{judged.Kind}'",
        };
    }

    private SubNetCode? CodeOf(string text)
    {
        try
        {
            return SubNetCode.Parse(_space, text);
        }
        catch (OptionException)
        {
            return null;
        }
    }

    private ResultFormatException Bad(string problem) => new(_path, $"{problem}; run `{Command}` again");
}
