using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>A binding to TFLite builtin operators by the names of the schema, and the writer of <typeparamref name="TOperator"/>.</summary>
internal abstract class TFLiteBinding<TOperator>(params string[] types) : OperatorBinding("tflite", types) where TOperator : Operator
{
    public sealed override Type Writes => typeof(TOperator);
}
