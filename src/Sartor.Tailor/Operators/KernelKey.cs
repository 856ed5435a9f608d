using System.Text;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Windows;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Operators;

/// <summary>Writes keys of steps and stretches: words for people, and a hash of all that makes them what they are.</summary>
internal static class KernelKey
{
    private const int Digits = 12;

    /// <summary>The key of a step.</summary>
    /// <param name="group">Its nodes in the network.</param>
    /// <param name="cutter">Has made them.</param>
    public static string Of(IReadOnlyList<Node> group, GraphCutter cutter) =>
        Of([.. group.Select(node => cutter.Of(node.Outputs[0]).Producer!)]);

    /// <summary>The key of a step.</summary>
    /// <param name="made">Its nodes, as they are in a SubNet.</param>
    public static string Of(Node[] made)
    {
        var exact = new StringBuilder();
        foreach (var node in made)
        {
            exact.Append(node.Operator).Append('(');
            // Which of the step's own values a node reads is part of what the step is.
            foreach (var input in node.Inputs)
            {
                var from = input?.Constant is null ? $"{Array.IndexOf(made, input?.Producer)}" : "c";
                exact.Append(input is null ? "-" : $"{input.Type}{from}").Append(',');
            }
            exact.Append(");");
        }
        var inputs = made.SelectMany(node => node.Inputs).Where(value => value is { Constant: null } && !made.Contains(value.Producer))
            .Distinct().Select(value => value!.Type.Shape);
        var words = string.Join('+', made.Select(Words));
        return $"{words} {string.Join(',', inputs)}->{made[^1].Outputs[0].Type.Shape} {Hash(exact.ToString())}";
    }

    /// <summary>The key of a stretch.</summary>
    public static string OfUnit(string name, GraphCutter cutter, Value exit, long[] entry, IReadOnlyList<string> kernels) =>
        $"{name} {new Shape(entry)}->{cutter.Of(exit).Type.Shape} {Hash(string.Join('\n', kernels))}";

    private static string Words(Node node) => node.Operator switch
    {
        Convolution op => $"{op.Name}{Kernel(node)}{(op.Strides.Items.Any(stride => stride > 1) ? $"/{op.Strides[0]}" : "")}",
        FullyConnected => "Linear",
        var op => op.Name,
    };

    private static string Kernel(Node node) => string.Join('x', node.Input(1).Type.Shape!.Extents.Skip(2));

    private static string Hash(string text) => Sha256.Hex(text)[..Digits];
}
