using System.Globalization;
using System.Text;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Normalizations;
using Sartor.Graph.Operators.Products;

namespace Sartor.Lab.Tests.Targets;

/// <summary>A network as lines of words between tabs: <c>constant</c>, <c>input</c>, <c>node</c>, <c>output</c>, <c>fact</c>.</summary>
internal static class TextModel
{
    public const string Format = "text-lines";

    /// <exception cref="UnsupportedModelException">There is an operator beside FullyConnected, MatMul, Add and Softmax.</exception>
    public static byte[] Write(ModelGraph graph, IReadOnlyDictionary<string, string> metadata)
    {
        var lines = new List<string>();
        void Line(params IEnumerable<object> words) => lines.Add(string.Join('\t', words));
        foreach (var (key, value) in metadata.OrderBy(fact => fact.Key, StringComparer.Ordinal))
            Line("fact", Uri.EscapeDataString(key), Uri.EscapeDataString(value));
        foreach (var value in graph.Inputs) Line("input", Name(value), Extents(value.Type.Shape!));
        foreach (var value in graph.Constants)
        {
            var values = value.Constant!.ToSingles().Select(x => x.ToString("R", CultureInfo.InvariantCulture));
            Line("constant", Name(value), Extents(value.Type.Shape!), string.Join(',', values));
        }
        foreach (var node in graph.Nodes)
        {
            var word = node.Operator switch
            {
                FullyConnected { Activation: Activation.None, Weights: WeightLayout.InputOutput } => "FullyConnected",
                MatMul { LeftTransposed: false, RightTransposed: false } => "MatMul",
                Add { Activation: Activation.None } => "Add",
                Softmax { Axis: var axis } => $"Softmax{axis}",
                _ => throw new UnsupportedModelException(graph.Name, $"node '{node.Name}' ({node.Operator.Name})", "text has no such line"),
            };
            Line(["node", word, Name(node.Output), .. node.Inputs.OfType<Value>().Select(Name)]);
        }
        foreach (var value in graph.Outputs) Line("output", Name(value));
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    public static ModelGraph Read(string path)
    {
        var graph = new ModelGraph(Path.GetFileName(path));
        var facts = new Dictionary<string, string>();
        var values = new Dictionary<string, Value>();
        foreach (var words in File.ReadAllLines(path).Select(line => line.Split('\t')))
        {
            switch (words[0])
            {
                case "fact":
                    facts[Uri.UnescapeDataString(words[1])] = Uri.UnescapeDataString(words[2]);
                    break;
                case "input":
                    values[words[1]] = graph.AddInput(words[1], new TensorType(ElementType.Float32, Shape(words[2])));
                    break;
                case "constant":
                    float[] numbers = [.. words[3].Split(',').Select(x => float.Parse(x, CultureInfo.InvariantCulture))];
                    values[words[1]] = ModelGraph.NewConstant(words[1], Tensor.Create(Shape(words[2]), numbers));
                    break;
                case "node":
                    values[words[2]] = graph.Add(Operator(words[1]), [.. words[3..].Select(name => values[name])], words[2]).Output;
                    break;
                default:
                    graph.Outputs.Add(values[words[1]]);
                    break;
            }
        }
        var none = GraphSource.None;
        graph.Source = none with { Format = Format, Metadata = facts };
        return graph;
    }

    private static Operator Operator(string word) => word switch
    {
        "FullyConnected" => new FullyConnected(WeightLayout.InputOutput),
        "MatMul" => new MatMul(),
        "Add" => new Add(),
        _ => new Softmax(int.Parse(word["Softmax".Length..], CultureInfo.InvariantCulture)),
    };

    private static string Name(Value value) => Uri.EscapeDataString(value.Name);

    private static string Extents(Shape shape) => string.Join(',', shape.Extents);

    private static Shape Shape(string extents) => new([.. extents.Split(',').Select(e => long.Parse(e, CultureInfo.InvariantCulture))]);
}
