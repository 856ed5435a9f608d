using Sartor.Contracts.Coverage;

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

    private static void Wrong(TextWriter text, CoverageBenchmark coverage)
    {
        var wrong = coverage.Corpora.SelectMany(c => c.Results).Where(r => r.Outcome == CoverageOutcome.Wrong).ToArray();
        text.WriteLine($"\n## Wrong\n\n{(wrong.Length == 0 ? "None." : $"{wrong.Length}:\n")}");
        foreach (var result in wrong) text.WriteLine($"- {result.Name}: {result.Detail}");
    }
}
