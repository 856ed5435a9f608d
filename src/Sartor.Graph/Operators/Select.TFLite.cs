using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Select
{
    internal sealed class TFLite() : TFLiteBinding<Select>("SELECT_V2", "SELECT")
    {
        private static readonly TFLiteVersions Versions = new() { UInt32 = 2 };

        /// <summary>SELECT does not broadcast: a vector as condition chooses whole rows.</summary>
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Raw.Type == "SELECT" && cx.Shape(0) != cx.Shape(1) && cx.Shape(0).Rank > 0) cx.Fail("its condition selects rows");
            return [cx.Emit(new Select(), cx.Input(0), cx.Input(1), cx.Input(2))];
        }

        public override void Write(Node node, WriteContext cx) => cx.Emit(RawNode.Of("tflite", "SELECT_V2", Versions.Of(node, 1)), node.Inputs, node.Outputs);
    }
}
