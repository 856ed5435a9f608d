using Sartor.Graph.Bindings;

namespace Sartor.Graph.Operators;

/// <summary>A binding to ONNX operators of the default domain, or <c>domain.Type</c>.</summary>
internal abstract class OnnxBinding(params string[] types) : OperatorBinding("onnx", types);
