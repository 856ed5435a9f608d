using Sartor.Contracts.Coverage;
using Sartor.Core;
using Sartor.Formats.Onnx;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>
/// ONNX's own conformance cases as an oracle for inference and reference evaluation. Every case is read, inferred and evaluated as
/// expected, but those that <see cref="ConformanceExceptions"/> lists, and each of them falls out in the way that its list says. A class
/// takes the cases of some first letters: each stays quick.
/// </summary>
/// <param name="letters">First letters of the names of its cases.</param>
/// <param name="output">Takes how many cases there were.</param>
public abstract class ConformanceTests(string letters, ITestOutputHelper output)
{
    private static readonly string[] s_groups = ["node", "simple"];

    private static IEnumerable<string> Paths => s_groups.SelectMany(ConformanceCase.Paths);

    [Fact]
    public void Cases_InferAndEvaluateAsExpected()
    {
        var problems = new List<string>();
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var path in Paths.Where(p => letters.Contains(Name(p)[0])))
        {
            var name = Name(path);
            var (expected, why) = ConformanceExceptions.Of(name) ?? ("agrees", "");
            if (expected == "untried") continue;
            var (outcome, detail) = Try(path, problems);
            counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
            if (outcome == "unbound" && expected == "agrees") continue;
            if (outcome != expected || !detail.Contains(why, StringComparison.Ordinal))
                problems.Add($"{name} is {outcome}, not {expected} {why}: {detail}");
        }
        output.WriteLine($"{letters}: {string.Join(", ", counts.Select(c => $"{c.Value} {c.Key}"))}");
        problems.ShouldBeEmpty();
        counts["agrees"].ShouldBeGreaterThan(50);
    }

    /// <summary>An exception that no case needs any more, or that is misspelt, hides the next fault.</summary>
    [Fact]
    public void Exceptions_AreCasesAndOperatorsWithoutABinding()
    {
        var cases = Paths.Select(Name).Where(name => letters.Contains(name[0])).ToHashSet();
        ConformanceExceptions.All.Where(name => letters.Contains(name[0]) && !cases.Contains(name)).ShouldBeEmpty();
        ConformanceExceptions.All.ShouldBeUnique();
        ConformanceExceptions.UnboundOperators.Where(type => OnnxFormat.Bindings.Reader(type) is not null).ShouldBeEmpty();
    }

    private static string Name(string path) => Path.GetFileName(path)["test_".Length..];

    // unbound: an operator that is not read; opaque: a binding gives a node up; unevaluated: an operator has no reference evaluation.
    private static (string Outcome, string Detail) Try(string path, List<string> problems)
    {
        try
        {
            using var test = new ConformanceCase(path);
            (string, string) outcome = ("agrees", "");
            foreach (var keepsFirst in new[] { false, true })
            {
                using var model = test.Open(i => i > 0 || !keepsFirst, out var file);
                file.Dispose();
                GraphCheck.Verify(model.Graph);
                var opaque = model.Graph.Nodes.Select(n => n.Operator).OfType<OpaqueOperator>().ToList();
                var given = opaque.Where(o => OnnxFormat.Bindings.Reader(o.Name) is not null).ToList();
                if (given.Count > 0) return ("opaque", string.Join("; ", given.Select(o => $"{o.Name}: {o.Reason}")));
                var unknown = opaque.Where(o => !ConformanceExceptions.UnboundOperators.Contains(o.Name)).ToList();
                if (unknown.Count > 0) return ("without a binding", string.Join(", ", unknown.Select(o => o.Name)));
                if (opaque.Count > 0) return ("unbound", "");
                if (!Compare(test, model.Graph, keepsFirst, problems))
                    outcome = ("unevaluated", string.Join(", ", model.Graph.Nodes.Select(n => n.Operator.Name).Distinct()));
            }
            return outcome;
        }
        catch (SartorException e)
        {
            return ("refused", e.Message);
        }
    }

    // True when the reference evaluation gave all outputs.
    private static bool Compare(ConformanceCase test, ModelGraph graph, bool keepsFirst, List<string> problems)
    {
        var label = $"{test.Name} ({(keepsFirst ? "first input open" : "all constant")})";
        Tensor[] expected = [.. test.Outputs.Select((output, i) => RowsOfMinusOne.Behind(output.Tensor, graph.Outputs[i]))];
        for (var i = 0; i < expected.Length; i++)
        {
            if (graph.Outputs[i].Type != expected[i].Type)
                problems.Add($"{label}: output {i} is {graph.Outputs[i].Type}, expected {expected[i].Type}");
        }
        var feeds = graph.Inputs.ToDictionary(v => v, v => test.Inputs.First(t => t.Name == v.Name).Tensor);
        if (GraphEvaluation.Run(graph, feeds, problems, label) is not { } results) return false;
        for (var i = 0; i < expected.Length; i++)
        {
            if (Difference(results[i], expected[i]) is { } difference) problems.Add($"{label}: output {i}: {difference}");
        }
        return true;
    }

    // The tolerances of ONNX's own runner: 1e-3 relative, with 1e-5 absolute.
    private static string? Difference(Tensor actual, Tensor expected)
    {
        if (actual.Type != expected.Type) return $"{actual.Type} instead of {expected.Type}";
        double[] a = actual.ToDoubles(), e = expected.ToDoubles();
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] != e[i] && !(double.IsNaN(a[i]) && double.IsNaN(e[i])) && !(Math.Abs(a[i] - e[i]) <= 1e-5 + (1e-3 * Math.Abs(e[i]))))
                return $"element {i} is {a[i]} instead of {e[i]}";
        }
        return null;
    }
}

public sealed class ConformanceOfAToDTests(ITestOutputHelper output) : ConformanceTests("abcd", output);

public sealed class ConformanceOfEToLTests(ITestOutputHelper output) : ConformanceTests("efghijkl", output);

public sealed class ConformanceOfMToRTests(ITestOutputHelper output) : ConformanceTests("mnopqr", output);

public sealed class ConformanceOfSToZTests(ITestOutputHelper output) : ConformanceTests("stuvwxyz", output);
