using Sartor.Core;
using Sartor.Formats.Onnx.Wire;
using Sartor.Graph.Operators;

namespace Sartor.Formats.Onnx;

/// <summary>A ValueInfoProto: name, element type and extents of a value.</summary>
/// <param name="Name">Name of the value.</param>
/// <param name="Element">Unknown for what is no tensor.</param>
/// <param name="Extents">Null where the file gives no shape; −1 for an open extent.</param>
/// <param name="Symbols">Names of the open extents, empty for one without; one an axis.</param>
internal sealed record OnnxValueInfo(string Name, ElementType Element, IReadOnlyList<long>? Extents, IReadOnlyList<string> Symbols)
{
    /// <summary>The type, with an unknown shape if a dimension is dynamic or the dimensions are invalid.</summary>
    public TensorType Type => new(Element, Extents is null || Extents.Any(e => e < 0) ? null : Closed(Extents));

    private static Shape? Closed(IReadOnlyList<long> extents)
    {
        try
        {
            return new Shape([.. extents]);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <param name="reader">A reader of the ValueInfoProto.</param>
    /// <param name="whole">Budget of the file.</param>
    public static OnnxValueInfo Read(ProtoReader reader, AllocationBudget whole)
    {
        var budget = whole.Part(reader.Left);
        budget.Charge(400);
        var name = "";
        var element = ElementType.Unknown;
        (List<long> Extents, List<string> Symbols)? shape = null;
        while (reader.Next())
        {
            if (reader.Field == OnnxFields.ValueInfo.Name) name = reader.Text(budget);
            else if (reader.Field == OnnxFields.ValueInfo.Type) (element, shape) = ReadType(reader.Message(), budget);
            else reader.Skip();
        }
        return new OnnxValueInfo(name, element, shape?.Extents, shape?.Symbols ?? []);
    }

    private static (ElementType Element, (List<long> Extents, List<string> Symbols)? Shape) ReadType(
        ProtoReader reader, AllocationBudget budget)
    {
        var element = ElementType.Unknown;
        (List<long>, List<string>)? shape = null;
        while (reader.Next())
        {
            if (reader.Field != OnnxFields.Type.Tensor)
            {
                reader.Skip();
                continue;
            }
            var tensor = reader.Message();
            while (tensor.Next())
            {
                if (tensor.Field == OnnxFields.TensorType.Element) element = OnnxElementTypes.Read(tensor.Int64());
                else if (tensor.Field == OnnxFields.TensorType.Shape) shape = ReadShape(tensor.Message(), budget);
                else tensor.Skip();
            }
        }
        return (element, shape);
    }

    private static (List<long> Extents, List<string> Symbols) ReadShape(ProtoReader reader, AllocationBudget budget)
    {
        var extents = new List<long>();
        var symbols = new List<string>();
        while (reader.Next())
        {
            if (reader.Field != OnnxFields.Shape.Dimension)
            {
                reader.Skip();
                continue;
            }
            budget.Charge(100);
            long extent = -1;
            var symbol = "";
            var dimension = reader.Message();
            while (dimension.Next())
            {
                if (dimension.Field == OnnxFields.Dimension.Value) extent = dimension.Int64();
                else if (dimension.Field == OnnxFields.Dimension.Parameter) symbol = dimension.Text(budget);
                else dimension.Skip();
            }
            extents.Add(extent);
            symbols.Add(symbol);
        }
        return (extents, symbols);
    }
}
