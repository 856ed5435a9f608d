using Sartor.Contracts;
using Sartor.Tailor.Accuracy;
using Sartor.Tailor.Codes;
using Sartor.Tailor.Operators;
using Sartor.Tailor.Operators.Fusions;
using Sartor.Tailor.Predictors;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Spaces.Templates;
using Sartor.Tailor.SubNets;

namespace Sartor.Bench.Tailoring;

/// <summary>
/// How well accuracies of the sample SuperNet's networks are ranked, judged by the test images, from accuracies on other images of other
/// networks: by single modifications, by a fit, and by MACs alone. Groups of 200 as in AutoTailor's test.
/// </summary>
internal sealed class RankBenchmark(TextWriter text)
{
    private const int Groups = 100;
    private const int GroupSize = 200;
    private const int Best = 5;

    public void Run()
    {
        var folder = Path.Combine(TestFiles.Root, "samples", "supernet");
        var space = SpaceFileReader.Read(Path.Combine(TestFiles.Root, "samples", "spaces", "fashion_mnist.toml"), BlockTemplates.All);
        using var network = SuperNet.Open(Path.Combine(folder, "model.onnx"), space);
        var chosen = AccuracyProfileReader.Read(Path.Combine(folder, "accuracy.json"), network);
        var truth = AccuracyProfileReader.Read(Path.Combine(folder, "truth.json"), network);
        var codes = truth.Networks.Where(one => one.Kind == "drawn").Select(one => (Code: SubNetCode.Parse(network.Space, one.Code),
            Right: (double)one.Correct / truth.Samples)).ToArray();
        var sizes = new SizeCosts(network, new UnitForms(network, FusionRules.Default));
        var singles = AccuracyModel.Fit(network.Space, chosen with { Networks = [.. chosen.Networks.Where(one => one.Kind != "drawn")] });
        var fitted = AccuracyModel.Fit(network.Space, chosen);

        var table = new MarkdownTable(
            text, "ranked by", "networks judged for it", "Kendall's τ", "root mean square error",
            $"best of {GroupSize} among the first {Best}", "lost by taking the first", "lost by checking the first five");
        Row(table, "MACs", 0, codes, code => CodeWalk.Sum(code, sizes)[0], isAccuracy: false);
        Row(table, "single modifications", chosen.Networks.Count(one => one.Kind != "drawn"), codes, code => 1 - singles.Wrong(code), true);
        Row(table, $"chosen by left-out networks ({fitted.Kind})", chosen.Networks.Count, codes, code => 1 - fitted.Wrong(code), true);
    }

    private static void Row(
        MarkdownTable table, string name, int judged, (SubNetCode Code, double Right)[] codes, Func<SubNetCode, double> predict,
        bool isAccuracy)
    {
        double[] predicted = [.. codes.Select(code => predict(code.Code))];
        double[] truth = [.. codes.Select(code => code.Right)];
        var random = new Random(1);
        int found = 0;
        double lost = 0, lostChecked = 0;
        for (var group = 0; group < Groups; group++)
        {
            int[] members = [.. Enumerable.Range(0, codes.Length).OrderBy(_ => random.Next()).Take(GroupSize)];
            var first = members.OrderByDescending(i => predicted[i]).Take(Best).ToArray();
            var best = members.Max(i => truth[i]);
            if (first.Any(i => truth[i].Equals(best))) found++;
            lost += (best - truth[first[0]]) / Groups;
            lostChecked += (best - first.Max(i => truth[i])) / Groups;
        }
        var error = Math.Sqrt(predicted.Zip(truth, (one, other) => (one - other) * (one - other)).Average());
        table.Row(
            name, $"{judged}", FormattableString.Invariant($"{RankCorrelation.Tau(predicted, truth):0.00}"),
            isAccuracy ? FormattableString.Invariant($"{100 * error:0.00} points") : "–", MarkdownTable.Percent((double)found / Groups),
            FormattableString.Invariant($"{100 * lost:0.00} points"), FormattableString.Invariant($"{100 * lostChecked:0.00} points"));
    }
}
