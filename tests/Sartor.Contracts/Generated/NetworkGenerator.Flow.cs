using Sartor.Contracts.Formats;
using Sartor.Core;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Contracts.Generated;

public sealed partial class NetworkGenerator
{
    private static IEnumerable<(string, long, long, Action<NetworkGenerator>)> Flow =>
    [
        ("If", 11, 99, g => g.Branch()),
        ("Loop", 11, 99, g => g.Loop()),
        ("Scan", 11, 99, g => g.Scan()),
    ];

    private static ProtoWriter Inner(string type, string[] inputs, string output)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs) node.Text(1, input);
        return node.Text(2, output).Text(3, $"{type}-{output}").Text(4, type);
    }

    private static ProtoWriter Graph(string attribute, ProtoWriter graph) =>
        new ProtoWriter().Text(1, attribute).Varint(20, 5).Message(6, graph);

    private static ProtoWriter Info(string name, ElementType element, long[] extents)
    {
        var shape = new ProtoWriter();
        foreach (var extent in extents) shape.Message(1, new ProtoWriter().Varint(1, extent));
        var tensor = new ProtoWriter().Varint(1, OnnxElementTypes.Code(element)).Message(2, shape);
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor));
    }

    private void Branch()
    {
        var x = X(exact: true);
        var id = $"b{_nodes.Count}";
        ProtoWriter Side(string attribute, string type) => Graph(
            attribute, new ProtoWriter().Text(2, id).Message(1, Inner(type, [x.Name], $"{id}{attribute}"))
                .Message(12, Info($"{id}{attribute}", ElementType.Float32, x.Extents)));
        ProtoWriter[] sides = [Side("then_branch", Any("Neg", "Exp", "Abs")), Side("else_branch", Any("Relu", "Sigmoid", "Identity"))];
        var condition = Constant([], Chance(0.5));
        if (Chance(0.5))
        {
            // A condition from values, which both branches are computed for.
            if (Add("ReduceMax", [x.Name], true, Int("keepdims", 0)) is not { } most
                || Add("Greater", [most.Name, Constant([], Any(0.5f, 2, 2.75f))], true) is not { } greater)
                return;
            condition = greater.Name;
        }
        AddAll("If", [condition], 1, false, sides, x.Name);
    }

    private void Loop()
    {
        var x = X();
        var id = $"b{_nodes.Count}";
        var body = new ProtoWriter().Text(2, id)
            .Message(1, Inner("Identity", [$"{id}go"], $"{id}on")).Message(1, Inner("Sub", [x.Name, $"{id}v"], $"{id}p"))
            .Message(1, Inner("Tanh", [$"{id}p"], $"{id}w")).Message(1, Inner("Identity", [$"{id}w"], $"{id}seen"))
            .Message(11, Info($"{id}i", ElementType.Int64, [])).Message(11, Info($"{id}go", ElementType.Bool, []))
            .Message(11, Info($"{id}v", ElementType.Float32, x.Extents))
            .Message(12, Info($"{id}on", ElementType.Bool, [])).Message(12, Info($"{id}w", ElementType.Float32, x.Extents))
            .Message(12, Info($"{id}seen", ElementType.Float32, x.Extents));
        AddAll("Loop", [Constant([], (long)R(1, 3)), Constant([], true), x.Name], 2, false, [Graph("body", body)]);
    }

    private void Scan()
    {
        var x = X(2, 4, where: v => v.Extents[0] < 7 && v.Extents[1] < 7);
        var axis = R(0, 1);
        long[] part = axis == 0 ? x.Extents[1..] : [x.Extents[0], .. x.Extents[2..]];
        var id = $"b{_nodes.Count}";
        var body = new ProtoWriter().Text(2, id)
            .Message(1, Inner("Sub", [$"{id}r", $"{id}s"], $"{id}d")).Message(1, Inner("Tanh", [$"{id}d"], $"{id}t"))
            .Message(1, Inner("Neg", [$"{id}t"], $"{id}z"))
            .Message(11, Info($"{id}s", ElementType.Float32, part)).Message(11, Info($"{id}r", ElementType.Float32, part))
            .Message(12, Info($"{id}t", ElementType.Float32, part)).Message(12, Info($"{id}z", ElementType.Float32, part));
        AddAll(
            "Scan", [Weights(1, part), x.Name], 2, false,
            [
                Graph("body", body), Int("num_scan_inputs", 1), Ints("scan_input_axes", axis), Ints("scan_output_axes", R(0, 1)),
                Ints("scan_input_directions", R(0, 1)),
            ]);
    }
}
