using Sartor.Graph.Bindings;
using Sartor.Graph.Operators.Listed;

[assembly: BindingList(typeof(ListedBindings))]

namespace Sartor.Graph.Operators.Listed;

/// <summary>All bindings of the operators; a test says which ones are missing.</summary>
internal sealed class ListedBindings : IBindingList
{
    public IEnumerable<OperatorBinding> Of(string format) => format switch
    {
        "onnx" => OnnxBindings.All(),
        "tflite" => TFLiteBindings.All(),
        _ => [],
    };
}
