using System.Text.Json;
using System.Text.Json.Nodes;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Torch;

/// <summary>A model in PyTorch itself, as what its export is measured by.</summary>
/// <param name="bridge">The process; stays the caller's.</param>
/// <param name="graph">The export, whose inputs and outputs are taken.</param>
/// <param name="limit">How long one run may take.</param>
/// <param name="cancellation">Ends a run.</param>
internal sealed class TorchRunner(BridgeProcess bridge, ModelGraph graph, TimeSpan limit, CancellationToken cancellation) : ITargetSession
{
    public string ActualDelegate => "cpu";

    public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var described = inputs.Select((tensor, i) => (JsonNode)new JsonObject
        {
            ["name"] = graph.Inputs[i].Name,
            ["type"] = tensor.Element.Label(),
            ["shape"] = new JsonArray([.. tensor.Shape.Extents.Select(extent => (JsonNode)extent)]),
        });
        var (header, payload) = bridge.Ask(
            new JsonObject { ["inputs"] = new JsonArray([.. described]) }, [.. inputs.Select(tensor => tensor.Data)], limit, cancellation);
        if (header.TryGetProperty("error", out var error))
            throw new EngineException("PyTorch", error.GetProperty("text").GetString()!.TrimEnd('.'));
        return Read(header.GetProperty("outputs"), payload);
    }

    public void Dispose()
    {
    }

    private List<Tensor> Read(JsonElement outputs, byte[] payload)
    {
        var (tensors, at) = (new List<Tensor>(), 0);
        if (outputs.GetArrayLength() != graph.Outputs.Count)
        {
            throw new EngineException(
                "PyTorch", $"gave {outputs.GetArrayLength()} outputs, but its export has {graph.Outputs.Count}");
        }
        foreach (var output in outputs.EnumerateArray())
        {
            var wanted = graph.Outputs[tensors.Count].Type;
            var shape = new Shape([.. output.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt64())]);
            if (output.GetProperty("type").GetString() != wanted.Element.Label() || (wanted.Shape is { } known && !known.Equals(shape)))
            {
                throw new EngineException(
                    "PyTorch", $"gave {output.GetProperty("type").GetString()}{shape} as '{graph.Outputs[tensors.Count].Name}', but its "
                    + $"export has {wanted.Element.Label()}{wanted.Shape}");
            }
            var size = checked((int)wanted.Element.ByteCount(shape.ElementCount));
            tensors.Add(new Tensor(wanted.Element, shape, payload.AsMemory(at, size)));
            at += size;
        }
        return tensors;
    }
}
