using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Modulo
{
    internal sealed class TFLite() : TFLiteElementwise<Modulo>("FLOOR_MOD", 2, _ => new Modulo(Truncated: false), new(2, 2))
    {
        public override void Write(Node node, WriteContext context)
        {
            if (((Modulo)node.Operator).Truncated) context.Fail(node, "TFLite's FLOOR_MOD has the sign of the divisor");
            base.Write(node, context);
        }
    }
}
