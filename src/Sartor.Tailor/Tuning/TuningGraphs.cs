using System.Text.Json;
using System.Text.Json.Nodes;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Tuning;

/// <summary>
/// Writes SubNets for the program that tunes their shared weights (python/tailor_tune.py): of each the graph alone, with its weights as
/// inputs, and what each of them is of the network's.
/// </summary>
internal static class TuningGraphs
{
    /// <summary>The name of the list of SubNets.</summary>
    public const string ListFile = "subnets.json";

    private const string GraphFolder = "subnets";

    /// <param name="network">The network.</param>
    /// <param name="codes">The SubNets, each once.</param>
    /// <param name="folder">A folder that exists.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SartorException">A SubNet cannot be cut, or a file cannot be written.</exception>
    public static void Write(
        SuperNet network, IReadOnlyList<SubNetCode> codes, string folder, CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(Path.Combine(folder, GraphFolder));
        var nets = new JsonArray();
        var macs = codes.Select(code => Macs(network.SubNet(code).Graph)).ToArray();
        for (var i = 0; i < codes.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var net = network.SubNet(codes[i]);
            var file = FormattableString.Invariant($"{GraphFolder}/{i:0000}{ConversionTargets.Interchange.Suffix}");
            var weights = Detach(net, network.Stored);
            AtomicFile.Write(
                Path.Combine(folder, file),
                stream => ConversionTargets.Interchange.Write(net.Graph, [stream], new Dictionary<string, string>()));
            nets.Add((JsonNode)new JsonObject
            {
                ["code"] = codes[i].ToString(),
                ["file"] = file,
                ["resolution"] = codes[i].ValueOf(network.Space.Resolution),
                ["isLargest"] = macs[i] == macs.Max() && Array.IndexOf(macs, macs[i]) == i,
                ["isSmallest"] = macs[i] == macs.Min() && Array.IndexOf(macs, macs[i]) == i,
                ["weights"] = weights,
            });
        }
        var list = new JsonObject { ["schema"] = "sartor.tailor-tune/1", [GraphFolder] = nets };
        AtomicFile.Write(Path.Combine(folder, ListFile), stream =>
        {
            using var writer = new Utf8JsonWriter(stream);
            list.WriteTo(writer);
        });
    }

    private static long Macs(ModelGraph graph) => graph.Nodes.Sum(node => node.Operator.Macs(node.InputTypes, node.OutputTypes));

    // Weights become inputs; what each takes of the network's is told. Constants of one element and of whole numbers stay, and those that
    // were computed when the network was read.
    private static JsonObject Detach(SubNet net, IReadOnlySet<string> stored)
    {
        var weights = new JsonObject();
        var known = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var weight in net.Weights)
        {
            if (!weight.Value.Type.Element.IsFloat() || weight.Source.Type.Shape!.ElementCount < 2) continue;
            if (!stored.Contains(weight.Source.Name)) continue;
            var text = Text(weight);
            if (!known.TryGetValue(text, out var input))
            {
                input = net.Graph.AddInput(FormattableString.Invariant($"weight{known.Count}"), weight.Value.Type);
                known[text] = input;
                weights[input.Name] = Cut(weight);
            }
            net.Graph.ReplaceUses(weight.Value, input);
        }
        return weights;
    }

    private static string Text(CutWeight weight) => Cut(weight).ToJsonString();

    private static JsonObject Cut(CutWeight weight)
    {
        var axes = new JsonArray();
        var resizes = new JsonArray();
        for (var axis = 0; axis < weight.Axes.Count; axis++)
        {
            switch (weight.Axes[axis])
            {
                case KeptAxis { Chosen: null } first:
                    axes.Add((JsonNode)new JsonObject { ["axis"] = axis, ["start"] = 0, ["count"] = first.Extent });
                    break;
                case KeptAxis kept:
                    var places = new JsonArray([.. kept.Places().Select(i => (JsonNode)i)]);
                    axes.Add((JsonNode)new JsonObject { ["axis"] = axis, ["indices"] = places });
                    break;
                case ResizedAxis resized:
                    resizes.Add((JsonNode)new JsonObject
                    {
                        ["axis"] = axis,
                        ["prefix"] = resized.Prefix,
                        ["from"] = new JsonArray([.. resized.From.Select(i => (JsonNode)i)]),
                        ["to"] = new JsonArray([.. resized.To.Select(i => (JsonNode)i)]),
                    });
                    break;
                default:
                    break;
            }
        }
        return new JsonObject { ["initializer"] = weight.Source.Name, ["axes"] = axes, ["resize"] = resizes.Count > 0 ? resizes : null };
    }
}
