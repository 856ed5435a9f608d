using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The nearest integer, halves to the even one. ONNX Round 11–22; TFLite ROUND.</summary>
public sealed record Round : ElementwiseUnary
{
    public override double Apply(double x) => Math.Round(x, MidpointRounding.ToEven);

    internal sealed class Onnx() : OnnxElementwise<Round>("Round", new Round(), 1);

    internal sealed class TFLite() : TFLiteElementwise<Round>("ROUND", 1, _ => new Round(), TFLiteVersions.One)
    {
        /// <summary>A scalar is rounded as a vector: XNNPACK 2.9 gets it wrong.</summary>
        public override void Write(Node node, WriteContext context)
        {
            if (node.Input(0).Type is not { Shape.Rank: 0 } type)
            {
                base.Write(node, context);
                return;
            }
            var vector = type with { Shape = new Shape(1) };
            var x = context.Temporary($"{node.Name}/vector", vector, null);
            var rounded = context.Temporary($"{node.Name}/rounded", vector, null);
            Reshape.TFLite.Emit(context, node.Input(0), x, $"{node.Name}/vector");
            context.Emit(Raw(node), [x], [rounded]);
            Reshape.TFLite.Emit(context, rounded, node.Output, node.Name);
        }
    }
}
