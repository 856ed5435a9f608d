using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Recurrent;

/// <summary>A gated recurrent unit (Cho et al., arXiv 1406.1078) as ONNX GRU 1–22 has it, gates in the order z, r, h.</summary>
internal static class Gru
{
    internal sealed class Onnx() : OnnxRecurrent("GRU", gates: 3, states: 1)
    {
        protected override string[] Functions { get; } = ["Sigmoid", "Tanh"];

        protected override bool SharesBias(ReadContext cx) => !IsResetLate(cx);

        protected override Value[] Step(Direction direction, Value gates, Value[] states)
        {
            var h = states[0];
            var update = direction.Sum(direction.Gates(gates, 0, 2), direction.Recur(h, 0, 2));
            if (direction.RecurrenceBias is { } bias) update = direction.Sum(update, direction.Gates(bias, 0, 2));
            var z = direction.Activate(0, direction.Gates(update, 0));
            var r = direction.Activate(0, direction.Gates(update, 1));
            var recurrent = IsResetLate(direction.Cx)
                ? direction.Product(r, direction.Sum(
                    direction.Recur(h, 2, 1), direction.RecurrenceBias is { } own ? direction.Gates(own, 2) : null))
                : direction.Recur(direction.Product(r, h), 2, 1);
            var candidate = direction.Activate(1, direction.Sum(direction.Gates(gates, 2), recurrent));
            return [direction.Sum(direction.Product(direction.Rest(z), candidate), direction.Product(z, h))];
        }

        // linear_before_reset: r scales the product with the state instead of the state; PyTorch has it so.
        private static bool IsResetLate(ReadContext cx) => cx.Raw.Int("linear_before_reset", 0) != 0;
    }
}
