using System.Globalization;
using System.Text;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Accuracy;

/// <summary>
/// Judges networks of a space by held-back samples: the network itself, each single modification, and networks that are drawn. What was
/// judged is kept and not judged again.
/// </summary>
/// <param name="network">The network and its space.</param>
/// <param name="inputs">The samples.</param>
/// <param name="options">Which networks, by how many samples.</param>
internal sealed class AccuracyRun(SuperNet network, EvaluationInputs inputs, AccuracyOptions options)
{
    private const double Deviations = 1.959964;

    // What fewer say is nothing.
    private const int FewestSamples = 30;

    private readonly Dictionary<IReadOnlyList<string>, KeptJudgements> _kept = new(ReferenceEqualityComparer.Instance);
    private (IReadOnlyList<string> Recalibration, IReadOnlyList<string> Judging, IReadOnlyList<string> Final)? _parts;

    /// <param name="time">The clock.</param>
    /// <param name="progress">Is told how many of how many networks were judged.</param>
    /// <param name="cancellation">Ends it; what was judged stays in the folder.</param>
    /// <exception cref="SartorException">There are no labels or too few samples, or a sample tuned the network.</exception>
    public AccuracyProfile Run(TimeProvider time, Action<int, int> progress, CancellationToken cancellation)
    {
        var (recalibration, judging) = (Recalibration, Judging);
        var networks = Networks();
        bool[]? own = null;
        var measured = new List<MeasuredAccuracy>();
        foreach (var (code, kind, decision) in networks)
        {
            cancellation.ThrowIfCancellationRequested();
            progress(measured.Count, networks.Count);
            var right = Right(code, judging, cancellation);
            own ??= right;
            measured.Add(Compared(code, kind, decision, own, right));
        }
        progress(networks.Count, networks.Count);
        return new AccuracyProfile
        {
            SartorVersion = SourceModels.SartorVersion,
            WrittenUtc = time.GetUtcNow(),
            Model = Path.GetFileName(network.Path),
            ModelSha256 = network.Sha256,
            Space = network.Space.Name,
            Fingerprint = network.Space.Fingerprint,
            Data = inputs.Data.Name,
            Samples = judging.Count,
            Recalibration = recalibration.Count,
            SamplesSha256 = Sha256.Hex(string.Join('\n', judging.Select(Hash))),
            Base = networks[0].Code.ToString(),
            Networks = measured,
        };
    }

    private string Hash(string id) => inputs.Data.HashOf(inputs.Data.IndexOf(id));

    /// <summary>The statistics of a network's normalizations, mean and variance in turn.</summary>
    public IReadOnlyList<float[]> Statistics(SubNetCode code, CancellationToken cancellation) =>
        Evaluator.Statistics(code, Recalibration, cancellation);

    /// <summary>The share of samples that a network classifies rightly; null where no sample is left for a last judgement.</summary>
    /// <param name="code">The network.</param>
    /// <param name="isFinal">By the samples that nothing else sees, instead of those that choose.</param>
    /// <param name="cancellation">Ends it.</param>
    public double? Share(SubNetCode code, bool isFinal, CancellationToken cancellation)
    {
        var samples = isFinal ? Final : Judging;
        if (isFinal && samples.Count < FewestSamples) return null;
        return (double)Right(code, samples, cancellation).Count(is_ => is_) / samples.Count;
    }

    /// <summary>Samples that measure statistics; no sample is in two parts, nor another of the same content.</summary>
    public IReadOnlyList<string> Recalibration => Parts.Recalibration;

    /// <summary>Samples that judge.</summary>
    public IReadOnlyList<string> Judging => Parts.Judging;

    /// <summary>Samples for one last judgement; empty unless they were asked for.</summary>
    public IReadOnlyList<string> Final => Parts.Final;

    private (IReadOnlyList<string> Recalibration, IReadOnlyList<string> Judging, IReadOnlyList<string> Final) Parts =>
        _parts ??= Divide();

    private SubNetEvaluator Evaluator => field ??= new SubNetEvaluator(network, inputs, Folder());

    // What was judged is kept, by the samples that judged.
    private bool[] Right(SubNetCode code, IReadOnlyList<string> samples, CancellationToken cancellation)
    {
        if (!inputs.Data.HasLabels)
            throw new DataSetException(inputs.Data.Path, "has no labels, and accuracy is judged by them; give --labels");
        if (samples.Count < FewestSamples)
        {
            throw new DataSetException(
                inputs.Data.Path, $"leaves {Quantity.Of(samples.Count, "sample")} of different content to judge by, and "
                + $"{FewestSamples} are the least; give more, or less for --recalibration");
        }
        if (!_kept.TryGetValue(samples, out var kept))
        {
            var of = Sha256.Hex(string.Join('\n', samples.Select(Hash).Append("-").Concat(Recalibration.Select(Hash))));
            var path = Path.Combine(Folder(), $"judged-{of[..8]}.txt");
            _kept[samples] = kept = new KeptJudgements(path, $"{network.Sha256} {network.Space.Fingerprint} {of}");
        }
        return kept.Find(code, samples.Count)
            ?? kept.Add(code, Evaluator.Correct(Evaluator.Recalibrated(code, Recalibration, cancellation), samples, cancellation));
    }

    private string Folder() => WorkFolder.Create(options.Folder);

    private (IReadOnlyList<string> Recalibration, IReadOnlyList<string> Judging, IReadOnlyList<string> Final) Divide()
    {
        string[] ids = [.. inputs.AllIds];
        if (options.Tuned is { } tuned && ids.FirstOrDefault(id => tuned.Contains(Hash(id))) is { } seen)
        {
            throw new DataSetException(
                inputs.Data.Path, $"the sample '{seen}' tuned the network, and would judge it too kindly; give samples that were "
                + "held back");
        }
        // In an order that the samples' contents and the seed decide, so that equal samples come to one part.
        var order = ids.GroupBy(Hash).OrderBy(group => Sha256.Hex($"{options.Seed} {group.Key}"), StringComparer.Ordinal)
            .Select(group => group.First()).ToArray();
        var count = Math.Min(options.Recalibration, order.Length / 2);
        var rest = order[count..];
        var final = options.KeepsFinal ? rest[(rest.Length / 2)..] : [];
        return (order[..count], [.. rest.Take(rest.Length - final.Length).Take(options.Samples)], [.. final.Take(options.Samples)]);
    }

    private List<(SubNetCode Code, string Kind, string? Decision)> Networks()
    {
        var space = network.Space;
        var networks = new List<(SubNetCode, string, string?)> { (SingleModifications.Base(space), "base", null) };
        networks.AddRange(SingleModifications.Of(space).Select(single =>
            (single.Code, "single", (string?)$"{single.Decision.Name}={Knob.Text(single.Value)}")));
        var known = networks.Select(entry => entry.Item1).ToHashSet();
        if (space.DistinctCount <= options.Networks + known.Count)
            return [.. networks, .. SubNetCode.All(space).Where(known.Add).Select(code => (code, "drawn", (string?)null))];
        var random = new Random(options.Seed);
        // A space may have no others.
        for (var (drawn, tries) = (0, 0); drawn < options.Networks && tries < 100 * options.Networks; tries++)
        {
            var code = SubNetCode.Random(space, random);
            if (!known.Add(code)) continue;
            networks.Add((code, "drawn", null));
            drawn++;
        }
        return networks;
    }

    // Of the pairs: (lost − gained) / n, whose variance is ((lost + gained) − (lost − gained)² / n) / n² (McNemar's table).
    private static MeasuredAccuracy Compared(SubNetCode code, string kind, string? decision, bool[] own, bool[] right)
    {
        var lost = own.Where((is_, i) => is_ && !right[i]).Count();
        var gained = own.Where((is_, i) => !is_ && right[i]).Count();
        double n = own.Length, difference = lost - gained;
        var half = Deviations * Math.Sqrt(Math.Max(0, lost + gained - (difference * difference / n))) / n;
        return new MeasuredAccuracy(
            code.ToString(), kind, decision, right.Count(is_ => is_), lost, gained, difference / n, (difference / n) - half,
            (difference / n) + half);
    }

    // One line for each network: its code, and a digit for each sample.
    private sealed class KeptJudgements
    {
        private readonly string _path;
        private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

        public KeptJudgements(string path, string of)
        {
            _path = path;
            var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
            if (lines.FirstOrDefault() != of) File.WriteAllText(path, $"{of}\n");
            // A line that was cut when the run ended has no digits, or too few.
            else foreach (var line in lines.Skip(1).Select(line => line.Split(' '))) if (line.Length == 2) _known[line[0]] = line[1];
        }

        public bool[]? Find(SubNetCode code, int count) =>
            _known.TryGetValue(code.ToString(), out var digits) && digits.Length == count && digits.All(digit => digit is '0' or '1')
                ? [.. digits.Select(digit => digit == '1')]
                : null;

        public bool[] Add(SubNetCode code, bool[] right)
        {
            var digits = new StringBuilder(right.Length);
            foreach (var is_ in right) digits.Append(is_ ? '1' : '0');
            File.AppendAllText(_path, string.Create(CultureInfo.InvariantCulture, $"{code} {digits}\n"));
            return right;
        }
    }
}
