using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

/// <summary>A TFLite operator whose one option is the size of a block of pixels.</summary>
/// <param name="type">Name in the schema.</param>
/// <param name="make">The operator, channels last, with a block size.</param>
internal abstract class TFLitePixelBlocks<TOperator>(string type, Func<long, TOperator> make) : TFLiteBinding<TOperator>(type)
    where TOperator : PixelBlocks
{
    private static readonly TFLiteVersions Versions = new(2);

    public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

    public override IReadOnlyList<Value> Read(ReadContext cx)
    {
        var size = cx.Raw.Int("block_size");
        if (size < 1) cx.Fail($"block size {size} is out of range");
        return [cx.Emit(make(size), cx.Input(0))];
    }

    public override void Write(Node node, WriteContext cx)
    {
        var op = (TOperator)node.Operator;
        if (op != make(op.BlockSize))
            cx.Fail(
                node, $"{Types[0]} takes channels last and blocks before channels, [B,B,C]; move the axes with a Transpose in the source");
        cx.Emit(
            RawNode.Of("tflite", Types[0], Versions.Of(node), new Dictionary<string, object> { ["block_size"] = op.BlockSize }),
            node.Inputs, node.Outputs);
    }
}
