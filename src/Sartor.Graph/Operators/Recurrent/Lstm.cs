using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Recurrent;

/// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997) as ONNX LSTM 1–22 has it, gates in the order i, o, f, c.</summary>
internal static class Lstm
{
    internal sealed class Onnx() : OnnxRecurrent("LSTM", gates: 4, states: 2)
    {
        protected override string[] Functions { get; } = ["Sigmoid", "Tanh", "Tanh"];

        protected override Value[] Step(Direction direction, Value gates, Value[] states)
        {
            var cx = direction.Cx;
            Value h = states[0], c = states[1];
            var all = direction.Sum(gates, direction.Recur(h, 0, 4));
            var i = direction.Activate(0, Peep(direction, direction.Gates(all, 0), c, 0));
            var f = cx.Raw.Int("input_forget", 0) != 0
                ? direction.Rest(i)
                : direction.Activate(0, Peep(direction, direction.Gates(all, 2), c, 2));
            var candidate = direction.Activate(1, direction.Gates(all, 3));
            var cell = direction.Sum(direction.Product(f, c), direction.Product(i, candidate));
            var o = direction.Activate(0, Peep(direction, direction.Gates(all, 1), cell, 1));
            return [direction.Product(o, direction.Functions[2](cell)), cell];
        }

        // Peepholes [D,3·H] let the cell into the gates i, o, f.
        private static Value Peep(Direction direction, Value gate, Value cell, int index)
        {
            var cx = direction.Cx;
            if (cx.OptionalInput(7) is null) return gate;
            var own = Part(cx, Part(cx, cx.Input(7), 0, direction.Index, 1), 1, index * direction.Hidden, direction.Hidden);
            return direction.Sum(gate, direction.Product(cell, own));
        }
    }
}
