using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Recurrent;

/// <summary>A simple recurrent layer, h′ = f(x · Wᵀ + h · Rᵀ + b): ONNX RNN 1–22.</summary>
internal static class Rnn
{
    internal sealed class Onnx() : OnnxRecurrent("RNN", gates: 1, states: 1)
    {
        protected override string[] Functions { get; } = ["Tanh"];

        protected override Value[] Step(Direction direction, Value gates, Value[] states) =>
            [direction.Activate(0, direction.Sum(gates, direction.Recur(states[0], 0, 1)))];
    }
}
