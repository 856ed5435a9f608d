using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite;

/// <summary>One node with inputs that its operator is defined for.</summary>
/// <param name="Operator">What it computes.</param>
/// <param name="Inputs">Its inputs; a constant where the tensor has data.</param>
internal sealed record OperatorCase(Operator Operator, IReadOnlyList<OperatorInput> Inputs);

/// <summary>An input of a case.</summary>
/// <param name="Type">Element type and shape.</param>
/// <param name="Constant">The data of a constant; null for an input that is fed.</param>
internal sealed record OperatorInput(TensorType Type, Tensor? Constant = null);

/// <summary>Every operator that has a TFLite binding and a reference evaluation, by the name of the case.</summary>
internal static class OperatorCases
{
    private static readonly Shape Image = new(1, 4, 6, 8);

    public static IReadOnlyDictionary<string, OperatorCase> All { get; } = Make();

    private static Dictionary<string, OperatorCase> Make()
    {
        var cases = new Dictionary<string, OperatorCase>(StringComparer.Ordinal);
        void Add(string name, Operator op, params OperatorInput[] inputs) => cases.Add(name, new OperatorCase(op, inputs));
        Unary(Add);
        Binary(Add);
        Along(Add);
        Moving(Add);
        Linear(Add);
        return cases;
    }

    private delegate void Case(string name, Operator op, params OperatorInput[] inputs);

    private static void Unary(Case add)
    {
        Operator[] plain =
        [
            new Abs(), new Exp(), new Sin(), new Cos(), new Floor(), new Ceil(), new Round(), new Square(), new Neg(), new Logistic(),
            new Tanh(),
            new HardSwish(), new LeakyRelu(0.2f), new Elu(1), new Gelu(false), new Gelu(true), Clamp.Relu, Clamp.Relu6, new Clamp(-1, 1),
            new Clamp(-0.5f, 0.25f), new Clamp(0.1f, float.PositiveInfinity), new Clamp(float.NegativeInfinity, 0.1f),
        ];
        foreach (var op in plain) add($"{op}", op, Floats(Image));
        foreach (Operator op in new Operator[] { new Sqrt(), new Rsqrt(), new Log() }) add(op.Name, op, Positive(Image));
        foreach (var element in new[] { ElementType.Int32, ElementType.Int64 })
        {
            OperatorInput integers = new(
                new TensorType(element, new Shape(2, 4)),
                Tensor.Vector<int>(-7, -1, 0, 3, 9, -2, 5, 8).Reshape(new Shape(2, 4)).ConvertTo(element));
            Operator[] operators = [new Abs(), Clamp.Relu, Clamp.Relu6, new Clamp(-2.5f, 5.5f), new Clamp(float.NegativeInfinity, 4)];
            foreach (var op in operators)
                add($"{op} {element}", op, integers);
            add(
                $"Square {element}", new Pow(), integers,
                new OperatorInput(new TensorType(element, Shape.Scalar), Tensor.Scalar(2).ConvertTo(element)));
            add(
                $"Resize nearest {element}",
                new Resize(ResizeMode.Nearest, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [2, 6], [1, 1.5f]), integers);
        }
        add("LogicalNot", new LogicalNot(), Of(ElementType.Bool, 2, 3));
        add("Cast to int32", new Cast(ElementType.Int32), Floats(Image));
        add("Cast from int32", new Cast(ElementType.Float32), Of(ElementType.Int32, 2, 3));
        add("Cast bool", new Cast(ElementType.Float32), Of(ElementType.Bool, 2, 3));
    }

    private static void Binary(Case add)
    {
        Operator[] operators =
        [
            new Add(), new Sub(), new Mul(), new Maximum(), new Minimum(), new PRelu(), new Add(Activation.Relu6), new Sub(Activation.Relu),
            new Mul(Activation.ReluN1To1),
        ];
        foreach (var op in operators)
        {
            add($"{op} same", op, Floats(Image), op is PRelu ? Constant(new Shape(1, 1, 8)) : Floats(Image));
            add($"{op} channel", op, Floats(Image), Constant(op is PRelu ? new Shape(1, 1, 8) : new Shape(8)));
        }
        add("Div", new Div(), Floats(Image), Positive(Image));
        add(
            "Div scalar", new Div(Activation.Relu), Floats(Image),
            new OperatorInput(new TensorType(ElementType.Float32, Shape.Scalar), Tensor.Scalar(3f)));
        add("PRelu of one slope", new PRelu(), Floats(Image), Constant(new Shape(1, 1, 1, 1)));
        add("PRelu of one slope and one channel", new PRelu(), Floats(new Shape(1, 4, 6, 1)), Constant(new Shape(1, 1, 1)));
        add("Pow", new Pow(), Positive(Image), Floats(Image));
        add("Pow with whole exponents", new Pow(), Floats(Image), Ints(new Shape(8), 0, 1, 2, 3, 0, 1, 2, 3));
        add("Pow with computed whole exponents", new Pow(), Positive(Image), Of(ElementType.Int32, 1, 4, 6, 8));
        add(
            "Pow of integers", new Pow(), Ints(new Shape(2, 3), 1, 2, 3, 4, 5, 6),
            new OperatorInput(new TensorType(ElementType.Float32, new Shape(3)), Tensor.Vector(0f, 1, 2)));
        add("Modulo", new Modulo(false), Floats(Image), Positive(Image));
        Operator[] comparisons = [new Equal(), new NotEqual(), new Less(), new LessOrEqual(), new Greater(), new GreaterOrEqual()];
        foreach (var op in comparisons)
        {
            add($"{op.Name} int32", op, Of(ElementType.Int32, 3, 40), Of(ElementType.Int32, 3, 40));
            add($"{op.Name} float32", op, Floats(Image), Constant(new Shape(8)));
        }
        add("LogicalAnd", new LogicalAnd(), Of(ElementType.Bool, 2, 30), Of(ElementType.Bool, 2, 30));
        add("LogicalOr", new LogicalOr(), Of(ElementType.Bool, 2, 30), Of(ElementType.Bool, 2, 30));
        add("Select", new Select(), Of(ElementType.Bool, 1, 4, 6, 8), Floats(Image), Floats(Image));
        add("Select broadcast", new Select(), Of(ElementType.Bool, 1, 4, 6, 8), Floats(Image), Constant(new Shape(8)));
    }

    private static void Along(Case add)
    {
        add("Softmax", new Softmax(1), Floats(new Shape(3, 10)));
        add("Softmax beta", new Softmax(3, 2), Floats(Image));
        add("LogSoftmax", new LogSoftmax(1), Floats(new Shape(3, 10)));
        foreach (var kind in Enum.GetValues<ReductionKind>())
        {
            var element = kind is ReductionKind.Any or ReductionKind.All ? ElementType.Bool : ElementType.Float32;
            add($"Reduce {kind} keep", new Reduce(kind, [1, 2], true), Of(element, 2, 3, 4, 5));
            add($"Reduce {kind} drop", new Reduce(kind, [3], false), Of(element, 2, 3, 4, 5));
        }
        foreach (var keep in new[] { false, true })
        {
            add($"ArgMax {keep}", new ArgMax(3, keep), Floats(Image));
            add($"ArgMin {keep}", new ArgMin(1, keep, Index: ElementType.Int32), Floats(Image));
        }
        add("TopK", new TopK(3, ElementType.Int64), Floats(Image));
        add("NonMaxSuppression", new NonMaxSuppression(4, 0.25f, -1), Floats(new Shape(9, 4)), Floats(new Shape(9)));
        // Rows that do not count are not defined where suppression is not regular: all count there.
        (string, DetectionPostProcess)[] detections =
        [
            ("regular", new(20, 1, 5, true, 0.3f, 0.2f, 4, 10, 10, 5, 5)), ("fast", new(7, 2, 100, false, -10, 1, 4, 10, 8, 5, 4)),
            ("fast of one class", new(7, 1, 100, false, -10, 1, 4, 10, 8, 5, 4)),
        ];
        foreach (var (name, op) in detections)
        {
            add($"DetectionPostProcess {name}", op, Floats(new Shape(1, 30, 4)), Floats(new Shape(1, 30, 5)), Anchors(30));
            add($"DetectionPostProcess {name}, no background", op, Floats(new Shape(1, 30, 4)), Floats(new Shape(1, 30, 4)), Anchors(30));
        }
        add("TopK int32", new TopK(8, ElementType.Int32), Floats(Image));
        add("CumulativeSum", new CumulativeSum(2, false, true), Floats(Image));
        add("CumulativeSum exclusive", new CumulativeSum(1, true, false), Floats(Image));
        add("LocalResponseNormalization", new LocalResponseNormalization(ChannelLayout.ChannelsLast, 5, 0.5f, 0.75f, 1), Floats(Image));
    }

    private static void Moving(Case add)
    {
        add("Concat", new Concat(3), Floats(Image), Floats(new Shape(1, 4, 6, 3)), Constant(new Shape(1, 4, 6, 1)));
        add("Split equal", new Split(3, [2, 2, 2, 2]), Floats(Image));
        add("Split sizes", new Split(2, [1, 3, 2]), Floats(Image));
        add("Slice", new Slice([0, 1, 2, 0], [1, 2, 3, 8], [1, 1, 1, 1]), Floats(Image));
        add("Slice steps", new Slice([0, 3, 5, 1], [1, 4, 2, 3], [1, -1, -3, 2]), Floats(Image));
        add("Gather", new Gather(3), Floats(Image), Ints(new Shape(2, 2), 7, 0, 3, 3));
        add("Gather from the end", new Gather(1), Floats(Image), Ints(new Shape(3), -1, 0, -4));
        add("Gather in step", new Gather(1, 1), Floats(new Shape(2, 3, 4)), Ints(new Shape(2, 2), 2, 0, 1, 1));
        add("Pad zeros", new Pad(PadMode.Constant, [0, 1, 2, 0], [0, 2, 0, 1], 0), Floats(Image));
        add("Pad value", new Pad(PadMode.Constant, [0, 1, 2, 0], [0, 2, 0, 1], -1.5), Floats(Image));
        add("Pad reflect", new Pad(PadMode.Reflect, [0, 1, 2, 0], [0, 2, 0, 0], 0), Floats(Image));
        add("Pad symmetric", new Pad(PadMode.Symmetric, [0, 1, 2, 0], [0, 2, 0, 0], 0), Floats(Image));
        add("Tile", new Tile([1, 2, 1, 3]), Floats(Image));
        add("BroadcastTo", new BroadcastTo([2, 4, 6, 8]), Floats(new Shape(4, 1, 8)));
        add("Transpose", new Transpose(new Permutation([0, 3, 1, 2])), Floats(Image));
        add("Transpose of rank 5", new Transpose(new Permutation([4, 0, 3, 1, 2])), Floats(new Shape(2, 3, 4, 2, 3)));
        add("Transpose of rank 6", new Transpose(new Permutation([0, 1, 3, 2, 4, 5])), Floats(new Shape(2, 3, 4, 2, 4, 5)));
        add("Transpose of rank 7", new Transpose(new Permutation([6, 4, 5, 0, 1, 2, 3])), Floats(new Shape(2, 1, 3, 1, 2, 2, 3)));
        add("Reshape", new Reshape([8, -1]), Floats(Image));
        add("Reshape to scalar", new Reshape([]), Floats(new Shape(1, 1)));
        add("DepthToSpace", new DepthToSpace(ChannelLayout.ChannelsLast, 2), Floats(Image));
        add("SpaceToDepth", new SpaceToDepth(ChannelLayout.ChannelsLast, 2), Floats(Image));
        (long H, long W)[] sizes = [(8, 12), (7, 5), (2, 3), (1, 1)];
        foreach (var (h, w) in sizes)
        {
            EquatableArray<float> scales = [1, h / 4f, w / 6f, 1];
            foreach (var coordinates in new[] { ResizeCoordinates.Asymmetric, ResizeCoordinates.HalfPixel, ResizeCoordinates.AlignCorners })
                add(
                    $"Resize linear {coordinates} {h}×{w}",
                    new Resize(ResizeMode.Linear, coordinates, ResizeRounding.Floor, [1, h, w, 8], scales), Floats(Image));
            (ResizeCoordinates, ResizeRounding)[] nearest =
                [
                    (ResizeCoordinates.Asymmetric, ResizeRounding.Floor), (ResizeCoordinates.HalfPixelForNearest, ResizeRounding.Floor),
                    (ResizeCoordinates.AlignCorners, ResizeRounding.HalfUp)];
            foreach (var (coordinates, rounding) in nearest)
                add(
                    $"Resize nearest {coordinates} {h}×{w}", new Resize(ResizeMode.Nearest, coordinates, rounding, [1, h, w, 8], scales),
                    Floats(Image));
        }
    }

    private static void Linear(Case add)
    {
        foreach (var activation in new[] { Activation.None, Activation.Relu })
        {
            add(
                $"FullyConnected {activation}", new FullyConnected(WeightLayout.OutputInput, activation), Floats(new Shape(3, 5)),
                Constant(new Shape(7, 5)), Constant(new Shape(7)));
            add(
                $"FullyConnected of rank 3 {activation}", new FullyConnected(WeightLayout.OutputInput, activation),
                Floats(new Shape(2, 3, 5)), Constant(new Shape(7, 5)), Constant(new Shape(7)));
        }
        add(
            "FullyConnected without bias", new FullyConnected(WeightLayout.OutputInput), Floats(new Shape(3, 5)),
            Constant(new Shape(7, 5)));
        add("MatMul", new MatMul(), Floats(new Shape(2, 3, 4)), Floats(new Shape(2, 4, 5)));
        add("MatMul transposed", new MatMul(true, true), Floats(new Shape(2, 4, 3)), Floats(new Shape(2, 5, 4)));
        add("MatMul broadcast", new MatMul(), Floats(new Shape(2, 3, 3, 4)), Constant(new Shape(4, 5)));
    }

    private static OperatorInput Floats(Shape shape) => new(new TensorType(ElementType.Float32, shape));

    private static OperatorInput Of(ElementType element, params long[] extents) => new(new TensorType(element, new Shape(extents)));

    private static OperatorInput Anchors(int count) => new(
        new TensorType(ElementType.Float32, new Shape(count, 4)),
        Tensor.Create(
            new Shape(count, 4),
            [.. Enumerable.Range(0, count).SelectMany(i => (float[])[i % 6 / 5f, i / 6 / 5f, 0.2f + (i % 4 / 10f), 0.3f])]));

    // Fed, but away from 0 and from negative numbers: tests shift the values.
    private static OperatorInput Positive(Shape shape) =>
        new(
            new TensorType(ElementType.Float32, shape),
            Tensor.Create(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => 0.25f + (i % 37 / 9f))]));

    private static OperatorInput Constant(Shape shape)
    {
        var type = new TensorType(ElementType.Float32, shape);
        return new(type, Support.RandomTensors.Create(type, 99));
    }

    private static OperatorInput Ints(Shape shape, params int[] values) =>
        new(new TensorType(ElementType.Int32, shape), Tensor.Create(shape, values));
}
