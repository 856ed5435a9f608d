using Sartor.Core;
using Sartor.Graph.Analysis;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Analysis;

public sealed class GraphFingerprintTests
{
    [Fact]
    public void Names_DoNotMatter() => Of(prefix: "other-").Model.ShouldBe(Of().Model);

    [Fact]
    public void Weights_Matter()
    {
        var (one, two) = (Of(), Of(weight: 2));
        two.Model.ShouldNotBe(one.Model);
        two.Layers[0].ShouldNotBe(one.Layers[0]);
        two.Layers[1..].ShouldBe(one.Layers[1..]);
    }

    [Fact]
    public void Attributes_Matter()
    {
        var (one, two) = (Of(), Of(epsilon: 1e-3f));
        two.Model.ShouldNotBe(one.Model);
        two.Layers[0].ShouldBe(one.Layers[0]);
        two.Layers[1].ShouldNotBe(one.Layers[1]);
    }

    [Fact]
    public void OrderOfIndependentNodes_DoesNotMatter() => Branches(exchanged: true).Model.ShouldBe(Branches(exchanged: false).Model);

    [Fact]
    public void Wiring_Matters()
    {
        GraphFingerprint Of(bool swapped)
        {
            var graph = new ModelGraph("wires");
            var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2)));
            var y = graph.AddInput("y", new TensorType(ElementType.Float32, new Shape(2)));
            graph.Outputs.Add(graph.Add(new Sub(), swapped ? [y, x] : [x, y], "difference").Output);
            return GraphFingerprint.Of(graph);
        }
        Of(swapped: true).Model.ShouldNotBe(Of(swapped: false).Model);
    }

    /// <summary>Each fact of a graph that the fingerprint's definition names changes it, and changes the layers that have it.</summary>
    [Fact]
    public void EachFactOfAGraph_Matters()
    {
        var type = new TensorType(ElementType.Float32, new Shape(2));
        Dictionary<string, Action<Facts>> changes = new()
        {
            ["nothing"] = _ => { },
            ["input shape"] = f => f.Input = type with { Shape = new Shape(1, 2) },
            ["input element"] = f => (f.Input, f.Data) = (type with { Element = ElementType.Float64 }, Tensor.Vector(1.0, 2)),
            ["input scale"] = f => f.InputQuantization = QuantizationParameters.PerTensor(0.5f, 0),
            ["input zero point"] = f => f.InputQuantization = QuantizationParameters.PerTensor(0.5f, 1),
            ["constant data"] = f => f.Data = Tensor.Vector(1f, 3),
            ["constant shape"] = f => f.Data = Tensor.Create(new Shape(1, 2), [1f, 2]),
            ["constant scale"] = f => f.ConstantQuantization = QuantizationParameters.PerTensor(0.5f, 0),
            ["constant scale of an axis"] = f => f.ConstantQuantization = new QuantizationParameters([0.5f, 0.5f], [0, 0], 0),
            ["constant scale of another axis"] = f => f.ConstantQuantization = new QuantizationParameters([0.5f, 0.5f], [0, 0], 1),
            ["output scale"] = f => f.OutputQuantization = QuantizationParameters.PerTensor(0.25f, 0),
            ["operator"] = f => f.Operator = new Sub(),
            ["attribute"] = f => f.Operator = new Add(Activation.Relu),
            ["outputs"] = f => f.Outputs = 2,
            ["inputs"] = f => f.HasSpareInput = true,
        };
        var prints = changes.ToDictionary(c => c.Key, c =>
        {
            var facts = new Facts();
            c.Value(facts);
            return facts.Print();
        });
        foreach (var (one, other) in prints.Keys.SelectMany(a => prints.Keys.Where(b => b != a).Select(b => (a, b))))
            prints[one].Model.ShouldNotBe(prints[other].Model, $"{one} and {other}");
        string[] ofTheNetwork = ["nothing", "input shape", "outputs", "inputs"];
        foreach (var name in changes.Keys.Except([.. ofTheNetwork, "input element"]))
            prints[name].Layers[0].ShouldNotBe(prints["nothing"].Layers[0], name);
        foreach (var name in ofTheNetwork) prints[name].Layers[0].ShouldBe(prints["nothing"].Layers[0], name);
    }

    /// <summary>A hash of what an operator of a file that nothing reads has: attributes of every kind, inputs that are left out.</summary>
    [Fact]
    public void EachAttributeOfAnOpaqueOperator_Matters()
    {
        object[] values =
        [
            1L, 2L, 1.5f, "1", "a", new long[] { 1, 2 }.ToEquatableArray(), new long[] { 1, 3 }.ToEquatableArray(), Tensor.Vector(1f),
            Tensor.Vector(2f), Tensor.Vector(1), new ReadOnlyMemory<byte>([1, 2]), new ReadOnlyMemory<byte>([1, 3]),
        ];
        var prints = values.Select(v => Opaque("Foo", ("a", v))).ToList();
        prints.Add(Opaque("Foo"));
        prints.Add(Opaque("Bar", ("a", 1L)));
        prints.Add(Opaque("Foo", ("b", 1L)));
        prints.Add(Opaque("Foo", ("a", 1L), ("b", 1L)));
        prints.Distinct().Count().ShouldBe(prints.Count);
        Opaque("Foo", ("b", 1L), ("a", 2L)).ShouldBe(Opaque("Foo", ("a", 2L), ("b", 1L)));
    }

    [Fact]
    public void InputThatIsLeftOut_Matters()
    {
        string Of(bool hasBias)
        {
            var graph = new ModelGraph("bias");
            var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 2)));
            var w = ModelGraph.NewConstant("w", Tensor.Create(new Shape(2, 2), [1f, 2, 3, 4]));
            Value?[] inputs = hasBias ? [x, w, null] : [x, w];
            graph.Outputs.Add(graph.Add(new FullyConnected(WeightLayout.OutputInput), inputs, "y").Output);
            return GraphFingerprint.Of(graph).Model;
        }
        Of(true).ShouldNotBe(Of(false));
    }

    [Fact]
    public void OutputOfANode_Matters()
    {
        string Of(int index)
        {
            var graph = new ModelGraph("parts");
            var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(4)));
            graph.Outputs.Add(graph.Add(new Split(0, [2, 2]), [x], "parts").Outputs[index]);
            return GraphFingerprint.Of(graph).Model;
        }
        Of(0).ShouldNotBe(Of(1));
    }

    /// <summary>A length stands before each part, so that parts do not run together.</summary>
    [Fact]
    public void Parts_DoNotRunTogether()
    {
        string Of(params string[] parts)
        {
            using var hash = new FingerprintHash();
            foreach (var part in parts) hash.Add(part);
            return Convert.ToHexString(hash.Finish());
        }
        new[] { Of("ab", "c"), Of("a", "bc"), Of("abc"), Of("abc", "") }.Distinct().Count().ShouldBe(4);
    }

    private static string Opaque(string type, params (string Name, object Value)[] attributes)
    {
        var graph = new ModelGraph("opaque");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(4)));
        var raw = RawNode.Of("onnx", type, 1, attributes.ToDictionary(a => a.Name, a => a.Value));
        graph.Outputs.Add(graph.Add(new OpaqueOperator(raw, "it is a test", [x.Type]), [x], "y").Output);
        return GraphFingerprint.Of(graph).Model;
    }

    /// <summary>x + c, with facts that a test changes.</summary>
    private sealed class Facts
    {
        public TensorType Input { get; set; } = new(ElementType.Float32, new Shape(2));

        public QuantizationParameters? InputQuantization { get; set; }

        public QuantizationParameters? ConstantQuantization { get; set; }

        public QuantizationParameters? OutputQuantization { get; set; }

        public Tensor Data { get; set; } = Tensor.Vector(1f, 2);

        public Operator Operator { get; set; } = new Add();

        public int Outputs { get; set; } = 1;

        public bool HasSpareInput { get; set; }

        public GraphFingerprint Print()
        {
            var graph = new ModelGraph("facts");
            var x = graph.AddInput("x", Input);
            x.Quantization = InputQuantization;
            if (HasSpareInput) graph.AddInput("spare", Input);
            var node = graph.Add(Operator, [x, ModelGraph.NewConstant("c", Data, ConstantQuantization)], "sum");
            node.Output.Quantization = OutputQuantization;
            for (var i = 0; i < Outputs; i++) graph.Outputs.Add(node.Output);
            return GraphFingerprint.Of(graph);
        }
    }

    private static GraphFingerprint Of(float weight = 1, string prefix = "", float epsilon = 1e-5f) =>
        GraphFingerprint.Of(GraphAnalysisTests.Network(weight, prefix, epsilon).Graph);

    private static GraphFingerprint Branches(bool exchanged)
    {
        var graph = new ModelGraph("branches");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2)));
        Value? left = exchanged ? null : graph.Add(new Exp(), [x], "left").Output;
        var right = graph.Add(new Sin(), [x], "right").Output;
        left ??= graph.Add(new Exp(), [x], "left").Output;
        graph.Outputs.Add(graph.Add(new Sub(), [left, right], "difference").Output);
        return GraphFingerprint.Of(graph);
    }
}
