using Sartor.Core;
using Sartor.Formats.TFLite.Kernels;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;

namespace Sartor.Formats.TFLite.Conformance;

/// <summary>
/// Checks a TFLite file against the 8-bit quantisation specification, and against what the runtime computes. It reads the tables
/// themselves, so that a file which no reader takes can be checked.
/// </summary>
internal sealed class TFLiteConformance : IConformanceCheck
{
    public string Name => "tflite";

    public IReadOnlyList<string> Runtimes => KernelTable.Runtimes;

    public ConformanceReport Check(SlicedFile file, string? runtime)
    {
        ArgumentNullException.ThrowIfNull(file);
        var kernels = KernelTable.Of(runtime);
        var model = new FlatBuffer(file).Root();
        var subgraphs = model.Tables(Slots.Model.Subgraphs);
        var findings = new Findings();
        int operators = 0, quantized = 0;
        for (var i = 0; i < subgraphs.Count; i++)
        {
            var check = new SubgraphCheck(new CheckedSubgraph(file, model, subgraphs.Table(i)), findings, kernels);
            check.Run();
            operators += check.Operators;
            quantized += check.Quantized;
        }
        new TaskMetadataCheck(file, model, findings).Run();
        return new ConformanceReport(operators, quantized, kernels.Runtime, findings.All);
    }
}
