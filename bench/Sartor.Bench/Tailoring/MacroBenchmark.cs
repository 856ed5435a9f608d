using System.Globalization;
using Sartor.Core;
using Sartor.Tailor.Predictors;
using Sartor.Tailor.Search;

namespace Sartor.Bench.Tailoring;

/// <summary>
/// How far the network that a search picks lies behind the best one there is, on NAS-Bench-Macro (6,561 networks, each trained three
/// times), where the best under every budget is known.
/// </summary>
internal sealed class MacroBenchmark(string file, TextWriter text)
{
    private const int Positions = 8;
    private const int Budgets = 50;
    private const int Draws = 20;
    private static readonly int[] s_choices = [.. Enumerable.Repeat(3, Positions)];

    private Row[] _rows = [];
    private double[] _budgets = [];
    private ChoiceModel _operations = null!;

    public void Run()
    {
        _rows = [.. File.ReadLines(file).Skip(1).Select(Row.Parse)];
        var (smallest, largest) = (_rows.Min(row => row.Operations), _rows.Max(row => row.Operations));
        _budgets = [.. Enumerable.Range(0, Budgets).Select(i => smallest + (i * (largest - smallest) / Budgets))];
        // What an operation count is made of is known for every network: from all of them.
        _operations = ChoiceModel.Fit(s_choices, [.. _rows.Select(row => row.Sample(row.Operations))], [false], [ValueScale.Plain], [1e-9]);
        text.WriteLine(Invariant($"Operations are sums of the choices to {WorstOperations():0.0e0} of a count."));
        Truth();

        var table = new MarkdownTable(
            text, "predictor", "networks trained", "checked", "mean regret", "worst budget, mean of draws", "worst of all",
            "rank correlation");
        var largestFirst = OneAtATime();
        // As many networks as coefficients: next to no penalty, so that each has its difference.
        Regret(table, "one change of the largest", "17", [ChoiceModel.Fit(s_choices, largestFirst, [false], [ValueScale.Plain], [1e-9])]);
        foreach (var count in (int[])[50, 100, 300])
        {
            var samples = Enumerable.Range(1, Draws).Select(draw => Drawn(draw, count)).ToArray();
            Regret(table, "sum", $"{count}", [.. samples.Select(s => Model(s, false, ValueScale.Plain))]);
            Regret(table, "sum and neighbours", $"{count}", [.. samples.Select(s => Model(s, true, ValueScale.Plain))]);
            Regret(table, "chosen by cross-validation", $"{count}", [.. samples.Select(s => ChoiceModel.Fit(s_choices, s))]);
        }
        Operations(table);
    }

    // With what each network reaches known, the best of a budget is the first in the order of that; the exact search has to agree with it.
    private void Truth()
    {
        var graph = ChoiceGraph.Of(["operations"], _operations);
        var byName = _rows.ToDictionary(row => row.Choices);
        var wrong = 0;
        foreach (var budget in _budgets)
        {
            var best = BruteForce.All(graph).Select(path => byName[path.Labels]).Where(row => row.Operations <= budget)
                .MaxBy(row => row.Truth)!;
            if (best.Truth < _rows.Where(row => row.Operations <= budget).Max(row => row.Truth)) wrong++;
        }
        text.WriteLine($"With the true accuracies, {Budgets - wrong} of {Budgets} budgets have their best network found.");
    }

    private double WorstOperations() => _rows.Max(row => Math.Abs(_operations.Predict(row.Choices) - row.Operations) / row.Operations);

    private void Regret(MarkdownTable table, string name, string trained, IReadOnlyList<ChoiceModel> models)
    {
        foreach (var kept in (int[])[1, 5, 10])
        {
            var regrets = models.Select(model => Regrets(model, kept)).ToArray();
            var byBudget = Enumerable.Range(0, Budgets).Select(b => regrets.Average(draw => draw[b]));
            table.Row(name, trained, kept == 1 ? "none" : $"the {kept} best",
                Invariant($"{regrets.Average(draw => draw.Average()):0.00}"), Invariant($"{byBudget.Max():0.00}"),
                Invariant($"{regrets.Max(draw => draw.Max()):0.00}"),
                Invariant($"{models.Average(model => Spearman(_rows.Select(row => (-model.Predict(row.Choices), row.Truth)))):0.000}"));
        }
    }

    // How many points the pick lies behind the best; of several, the one whose single training was best is picked, as on held-back data.
    private double[] Regrets(ChoiceModel model, int kept)
    {
        var graph = ChoiceGraph.Of(["operations", "error"], _operations, model);
        var byName = _rows.ToDictionary(row => row.Choices);
        return [.. _budgets.Select(budget =>
        {
            // A budget is reached by its networks exactly; the sum has a rounding of its own.
            var found = BudgetSearch.Run(graph, budget * (1 + 1e-6), kept).Best.Select(path => byName[path.Labels]).ToArray();
            var pick = kept == 1 ? found[0] : found.MaxBy(row => row.Trained)!;
            return _rows.Where(row => row.Operations <= budget * (1 + 1e-6)).Max(row => row.Truth) - pick.Truth;
        })];
    }

    private void Operations(MarkdownTable table)
    {
        var regrets = _budgets.Select(budget =>
        {
            var within = _rows.Where(row => row.Operations <= budget * (1 + 1e-6)).ToArray();
            return within.Max(row => row.Truth) - within.MaxBy(row => row.Operations)!.Truth;
        }).ToArray();
        table.Row("the most operations", "0", "none", Invariant($"{regrets.Average():0.00}"), Invariant($"{regrets.Max():0.00}"),
            Invariant($"{regrets.Max():0.00}"), Invariant($"{Spearman(_rows.Select(row => (row.Operations, row.Truth))):0.000}"));
    }

    private static ChoiceModel Model(IReadOnlyList<ChoiceSample> samples, bool pairs, ValueScale scale) =>
        ChoiceModel.Fit(s_choices, samples, [pairs], [scale]);

    private ChoiceSample[] Drawn(int seed, int count)
    {
        var rows = (Row[])_rows.Clone();
        new Random(seed).Shuffle(rows);
        return [.. rows.Take(count).Select(row => row.Sample(100 - row.Trained))];
    }

    private ChoiceSample[] OneAtATime() =>
    [
        .. _rows.Where(row => row.Choices.Count(choice => choice != 2) <= 1).Select(row => row.Sample(100 - row.Trained)),
    ];

    private static double Spearman(IEnumerable<(double, double)> pairs)
    {
        var all = pairs.ToArray();
        var (one, other) = (Ranks([.. all.Select(p => p.Item1)]), Ranks([.. all.Select(p => p.Item2)]));
        double mean = (all.Length - 1) / 2.0, products = 0, first = 0, second = 0;
        for (var i = 0; i < all.Length; i++)
        {
            products += (one[i] - mean) * (other[i] - mean);
            first += (one[i] - mean) * (one[i] - mean);
            second += (other[i] - mean) * (other[i] - mean);
        }
        return products / Math.Sqrt(first * second);
    }

    private static double[] Ranks(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Length];
        for (var first = 0; first < order.Length;)
        {
            var next = first;
            while (next < order.Length && values[order[next]] == values[order[first]]) next++;
            for (var i = first; i < next; i++) ranks[order[i]] = (first + next - 1) / 2.0;
            first = next;
        }
        return ranks;
    }

    private static string Invariant(FormattableString value) => FormattableString.Invariant(value);

    private sealed record Row(EquatableArray<int> Choices, double Trained, double Truth, double Operations)
    {
        public ChoiceSample Sample(double value) => new(Choices, value);

        // architecture,accuracy_1,accuracy_2,accuracy_3,params,flops: the first training is what was measured, the mean of three the truth.
        public static Row Parse(string line)
        {
            var cells = line.Split(',');
            var accuracies = cells[1..4].Select(Number).ToArray();
            return new Row([.. cells[0].Select(digit => digit - '0')], accuracies[0], accuracies.Average(), Number(cells[5]));
        }

        private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
    }
}
