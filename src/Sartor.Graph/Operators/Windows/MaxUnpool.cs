using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Windows;

/// <summary>Maxima back at their places among zeros: ONNX MaxUnpool 9–11 as a scatter into the elements in a row.</summary>
internal static class MaxUnpool
{
    internal sealed class Onnx() : OnnxBinding("MaxUnpool")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            var window = OnnxWindow.Read(cx.Raw, cx.Raw.Ints("kernel_shape"), x);
            if (cx.Shape(1) != x) cx.Fail($"places {cx.Shape(1)} do not fit {x}");
            // One place could come twice, and the runtime adds what is scattered to one place.
            if (window.Kernel.Items.Zip(window.Strides).Any(p => p.First > p.Second))
                throw new RawNodeException("its windows overlap; export it with strides that are not less than the kernel");
            var whole = new Shape([
                x[0], x[1],
                .. window.Kernel.Items.Select((kernel, i) =>
                    ((x[i + 2] - 1) * window.Strides[i]) - window.PadsBefore[i] - window.PadsAfter[i] + kernel),
            ]);
            // Places count in the output that is asked for, as ONNX Runtime has it.
            if (cx.OptionalInts(2) is { } wanted)
            {
                if (wanted.Count != whole.Rank || wanted.Items.Zip(whole.Extents).Any(p => p.First < p.Second))
                    cx.Fail($"an output {wanted} does not hold {whole}");
                whole = new Shape(wanted.AsSpan());
            }
            cx.TakeElements(whole.ElementCount);
            var zeros = Tensor.Create(new Shape(whole.ElementCount), new float[whole.ElementCount]).ConvertTo(cx.Input(0).Type.Element);
            var places = cx.Emit(new Reshape([x.ElementCount, 1]), cx.Input(1));
            var scattered = cx.Emit(
                new ScatterND(), cx.Constant(zeros), places, cx.Emit(new Reshape([x.ElementCount]), cx.Input(0)));
            return [cx.Emit(new Reshape(whole.Extents.ToEquatableArray()), scattered)];
        }
    }
}
