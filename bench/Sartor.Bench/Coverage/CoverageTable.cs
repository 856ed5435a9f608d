using Sartor.Contracts.Coverage;
using Sartor.Contracts.Generated;

namespace Sartor.Bench.Coverage;

/// <summary>Writes docs/conversion-coverage.md.</summary>
internal static class CoverageTable
{
    public static void Write(TextWriter text, CoverageBenchmark coverage)
    {
        text.WriteLine("""
            # Conversion coverage

            How much of each corpus Sartor converts to TensorFlow Lite in float32, and what the files compute: each converted case
            runs in TensorFlow Lite 2.9 without a delegate and with XNNPACK, on the inputs of the corpus, and its outputs are
            compared with those that the corpus expects: 1e-3 relative, 1e-5 absolute, as ONNX's own runner does, and for networks of
            torchvision also 1e-4 of the largest output, since deep networks add many terms in another order. This page is written by

                dotnet run -c Release --project bench/Sartor.Bench -- coverage > docs/conversion-coverage.md

            The ONNX cases are those of Debian's package `libonnx-testdata`. The layers of PyTorch are there where
            `SARTOR_TORCH_LAYERS` names the folder that `python/export_torch_layers.py` wrote, networks where `SARTOR_TORCHVISION`
            names that of `python/export_torchvision.py`. The tests run the same cases and fail on a wrong one, and on a refused
            one that this page does not name. All classification networks of torchvision, with parameters and MACs beside PyTorch's, are
            in [torchvision-networks](torchvision-networks.md), which the bench `networks` writes.
            """);
        var table = new MarkdownTable(text, "corpus", "", "cases", "right", "with constants", "refused", "wrong");
        foreach (var (corpus, results) in coverage.Corpora) Row(table, corpus, results);
        Row(table, "**all**", [.. coverage.Corpora.SelectMany(c => c.Results)]);
        text.WriteLine("""

            "With constants": right where the inputs behind the first, or all, are constants of the network (a shape, an axis, a
            weight), which the corpus feeds and networks store.

            ## Refused
            """);
        var refused = coverage.Corpora.SelectMany(c => c.Results).Where(r => r.Outcome == CoverageOutcome.Refused).ToArray();
        var expressible = coverage.Corpora.Sum(c => c.Results.Count)
            - refused.Count(r => CorpusScope.Refusal(r.Name) is { IsExpressible: false });
        var right = coverage.Corpora.Sum(c => c.Results.Count(r => r.Outcome == CoverageOutcome.Right));
        text.WriteLine();
        var share = MarkdownTable.Percent((double)right / expressible);
        text.WriteLine($"{right} of {expressible} cases that static shapes can express are right, {share}.");
        var list = new MarkdownTable(text, "case", "why", "expressible");
        foreach (var result in refused)
        {
            var known = CorpusScope.Refusal(result.Name);
            list.Row(result.Name, known?.Reason ?? result.Detail, known is { IsExpressible: false } ? "no" : "yes");
        }
        Wrong(text, coverage);
        Generated(text, coverage.Generated);
        text.WriteLine("\n## Not in scope");
        var excluded = new MarkdownTable(text, "why", "", "cases");
        foreach (var (reason, count) in coverage.Excluded) excluded.Row(reason, "", $"{count}");
        foreach (var (layer, reason) in TorchLayers.Exclusions) excluded.Row(reason, layer, $"{TorchLayers.Opsets.Count}");
    }

    private static void Row(MarkdownTable table, string name, IReadOnlyList<CoverageResult> results)
    {
        string Count(CoverageOutcome outcome) => $"{results.Count(r => r.Outcome == outcome)}";
        table.Row(
            name, "", $"{results.Count}", Count(CoverageOutcome.Right),
            $"{results.Count(r => r is { Outcome: CoverageOutcome.Right, TakesConstants: true })}", Count(CoverageOutcome.Refused),
            Count(CoverageOutcome.Wrong));
    }

    private static void Generated(TextWriter text, GeneratedReport report)
    {
        text.WriteLine($$"""

            ## Generated networks

            Networks of 3 to 8 and more random operators, with branches and joins, of operator sets 7 to 21, each from a seed: ONNX Runtime
            on the source file is the oracle, 1e-3 relative with 1e-5 absolute and 1e-4 of the largest output. In a third of them
            all dimensions of what operators pass on are the same, so that no shape tells a wrong axis. They are made of
            {{report.Operators.Count}} operators: all that Sartor reads but those of quantized networks, which are no source. A quarter
            is also written as ONNX, in float32 and float16, and in float16 for TensorFlow Lite. `GeneratedNetworkTests` runs 2,100 of
            them, `SARTOR_GENERATED_GRAPHS` more.
            Refused are convolutions over three axes or of groups, and transposed ones with dilations, whose kernel is an input of the
            network, and scatters whose indices are.
            """);
        var table = new MarkdownTable(text, "networks", "", "of equal extents", "right", "refused", "wrong", "in other forms");
        table.Row(
            $"{report.Graphs}", "", $"{report.EqualExtents}", $"{report.Right}", $"{report.Refused.Values.Sum()}", $"{report.Wrong.Count}",
            $"{report.OtherForms}");
        var refused = new MarkdownTable(text, "refused", "", "networks");
        foreach (var (reason, count) in report.Refused) refused.Row(reason, "", $"{count}");
        foreach (var wrong in report.Wrong) text.WriteLine($"- {wrong}");
    }

    private static void Wrong(TextWriter text, CoverageBenchmark coverage)
    {
        var wrong = coverage.Corpora.SelectMany(c => c.Results).Where(r => r.Outcome == CoverageOutcome.Wrong).ToArray();
        text.WriteLine($"\n## Wrong\n\n{(wrong.Length == 0 ? "None." : $"{wrong.Length}:\n")}");
        foreach (var result in wrong) text.WriteLine($"- {result.Name}: {result.Detail}");
    }
}
