using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Elu
{
    internal sealed class TFLite() : TFLiteElementwise<Elu>("ELU", 1, _ => new Elu(1), TFLiteVersions.One, Int8Rule.Free)
    {
        public override void Write(Node node, WriteContext context)
        {
            if (((Elu)node.Operator).Alpha != 1) context.Fail(node, $"TFLite's ELU has alpha 1, not {((Elu)node.Operator).Alpha}");
            base.Write(node, context);
        }
    }
}
