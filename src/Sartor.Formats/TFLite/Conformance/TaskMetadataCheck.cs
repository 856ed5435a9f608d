using Sartor.Core;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;

namespace Sartor.Formats.TFLite.Conformance;

/// <summary>
/// Checks what a file says to task libraries (metadata_schema.fbs 1.5.0): the buffer, what it says of inputs and outputs, and the files
/// that it names. A file that says nothing has no finding.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="model">Its root.</param>
/// <param name="findings">Takes what is found.</param>
internal sealed class TaskMetadataCheck(SlicedFile file, FlatTable model, Findings findings)
{
    private const string Again = "write the metadata again, or convert the model again";
    private const byte Normalization = 1;

    // Slots of the schema, and types of the union of process units with the slots of their files.
    private const int SubgraphTables = 3, ModelFiles = 6, Inputs = 2, Outputs = 3, SubgraphFiles = 4, Units = 4, TensorFiles = 6;
    private static readonly Dictionary<byte, int[]> s_tokenizers = new() { [4] = [0], [5] = [0, 1], [6] = [1] };

    private readonly AssociatedFiles _files = new(file, findings);

    /// <summary>Checks all of it.</summary>
    public void Run()
    {
        var entries = model.Tables(Slots.Model.Metadata);
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries.Table(i);
            if (entry.String(Slots.Metadata.Name) == TaskMetadataWriter.Entry) Check(entry.Scalar<uint>(Slots.Metadata.Buffer));
        }
    }

    private void Check(uint buffer)
    {
        findings.Begin(TaskMetadataWriter.Entry, "buffer");
        try
        {
            var bytes = new TFLiteTensorReader(file, model.Tables(Slots.Model.Subgraphs), model.Tables(Slots.Model.Buffers))
                .Buffer(buffer, TaskMetadataWriter.Entry);
            var tables = new FlatBuffer(bytes, TaskMetadataWriter.Entry);
            if (!tables.Span(4, 4).SequenceEqual("M001"u8))
            {
                findings.Add(ConformanceCode.MetadataIdentifier, "another identifier", "M001", Again);
                return;
            }
            Check(tables.Root());
        }
        catch (ModelFormatException e)
        {
            findings.Begin(TaskMetadataWriter.Entry, "buffer");
            var problem = Findings.Problem(e, TaskMetadataWriter.Entry);
            findings.Add(ConformanceCode.MetadataDamaged, problem, "tables inside of the buffer", Again);
        }
    }

    private void Check(FlatTable root)
    {
        _files.Check(root, ModelFiles, null);
        var said = root.Tables(SubgraphTables);
        var subgraphs = model.Tables(Slots.Model.Subgraphs);
        if (said.Count > subgraphs.Count)
        {
            findings.Begin(TaskMetadataWriter.Entry, "subgraphs");
            findings.Add(
                ConformanceCode.MetadataTensors, $"{said.Count} subgraphs", $"at most {subgraphs.Count}, as the model has", Again);
            return;
        }
        for (var i = 0; i < said.Count; i++)
        {
            var (table, subgraph) = (said.Table(i), subgraphs.Table(i));
            _files.Check(table, SubgraphFiles, null);
            Check("inputs", table.Tables(Inputs), subgraph, subgraph.Vector<int>(Slots.Subgraph.Inputs));
            Check("outputs", table.Tables(Outputs), subgraph, subgraph.Vector<int>(Slots.Subgraph.Outputs));
        }
    }

    private void Check(string kind, FlatVector said, FlatTable subgraph, FlatVector places)
    {
        if (said.Count > 0 && said.Count != places.Count)
        {
            findings.Begin(TaskMetadataWriter.Entry, kind);
            findings.Add(ConformanceCode.MetadataTensors, $"{said.Count} {kind}", $"{places.Count}, as the model has", Again);
            return;
        }
        var (indices, tensors) = (places.ToArray<int>(), subgraph.Tables(Slots.Subgraph.Tensors));
        for (var i = 0; i < said.Count; i++)
        {
            if (indices[i] < 0 || indices[i] >= tensors.Count) continue;
            var tensor = LabelledTensor.Of(tensors.Table(indices[i]), $"{kind} {i}");
            var table = said.Table(i);
            CheckUnits(table.Tables(Units), tensor);
            _files.Check(table, TensorFiles, tensor);
        }
    }

    private void CheckUnits(FlatVector units, LabelledTensor tensor)
    {
        for (var i = 0; i < units.Count; i++)
        {
            var unit = units.Table(i);
            if (unit.Table(1) is not { } options) continue;
            var type = unit.Scalar<byte>(0);
            foreach (var slot in s_tokenizers.GetValueOrDefault(type) ?? []) _files.Check(options, slot, null);
            if (type != Normalization) continue;
            float[] mean = options.Vector<float>(0).ToArray<float>(), std = options.Vector<float>(1).ToArray<float>();
            var channels = tensor.Extents is [.., var last] ? last : 1;
            var isRight = mean.All(float.IsFinite) && std.All(s => float.IsFinite(s) && s > 0)
                && mean.Length == std.Length && (mean.Length == 1 || mean.Length == channels);
            if (isRight) continue;
            findings.Begin(TaskMetadataWriter.Entry, tensor.Name);
            findings.Add(
                ConformanceCode.MetadataNormalization, $"mean {Numbers(mean)} and standard deviation {Numbers(std)}",
                $"one of each or {channels}, finite, and deviations above 0", Again);
        }
    }

    private static string Numbers(float[] values) => values.Length > 4
        ? $"of {values.Length} values"
        : $"({string.Join(", ", values.Select(v => Findings.Number(v)))})";
}
