using Sartor.Formats.Onnx.Wire;

namespace Sartor.Formats.Onnx;

/// <summary>A NodeProto; its attributes are read when the node's turn comes.</summary>
internal sealed class OnnxNode
{
    public string Name { get; private set; } = "";

    public string Domain { get; private set; } = "";

    public string Type { get; private set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    public List<ByteRange> Attributes { get; } = [];

    /// <summary>For messages: the node's own name, or what it makes.</summary>
    public string Label => Name.Length > 0 ? Name : Outputs.FirstOrDefault(o => o.Length > 0) ?? Type;

    /// <param name="reader">A reader of the NodeProto.</param>
    /// <param name="whole">Budget of the file.</param>
    public static OnnxNode Read(ProtoReader reader, AllocationBudget whole)
    {
        var budget = whole.Part(reader.Left);
        // What a node costs until it is in the graph: raw node, attributes, operator, node, values, lists.
        budget.Charge(1500);
        var node = new OnnxNode();
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case OnnxFields.Node.Input:
                    budget.Charge(64);
                    node.Inputs.Add(reader.Text(budget));
                    break;
                case OnnxFields.Node.Output:
                    budget.Charge(400);
                    node.Outputs.Add(reader.Text(budget));
                    break;
                case OnnxFields.Node.Name:
                    node.Name = reader.Text(budget);
                    break;
                case OnnxFields.Node.OperatorType:
                    node.Type = reader.Text(budget);
                    break;
                case OnnxFields.Node.Domain:
                    var domain = reader.Text(budget);
                    node.Domain = domain == "ai.onnx" ? "" : domain;
                    break;
                case OnnxFields.Node.Attribute:
                    budget.Charge(300);
                    node.Attributes.Add(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return node;
    }
}
