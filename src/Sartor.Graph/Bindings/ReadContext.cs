using System.Diagnostics.CodeAnalysis;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Bindings;

/// <summary>What a binding sees of the raw node that it reads, and where it puts what it makes.</summary>
public sealed class ReadContext
{
    // Shapes, axes, pads and bounds have a few elements.
    private const long SmallConstant = 64;

    private readonly GraphBuilder _builder;
    private readonly IReadOnlyList<Value?> _inputs;
    private readonly IReadOnlyList<(string Name, TensorType Type)> _outputs;

    internal ReadContext(
        GraphBuilder builder, RawNode raw, string nodeName, IReadOnlyList<Value?> inputs,
        IReadOnlyList<(string Name, TensorType Type)> outputs)
    {
        _builder = builder;
        _inputs = inputs;
        Raw = raw;
        NodeName = nodeName;
        _outputs = outputs;
    }

    public RawNode Raw { get; }

    public string NodeName { get; }

    public int InputCount => _inputs.Count;

    /// <summary>How many outputs the raw node names.</summary>
    public int OutputCount => _outputs.Count;

    /// <summary>Whether something reads an output.</summary>
    public bool IsOutputUsed(int index) => index < _outputs.Count && _outputs[index].Name.Length > 0;

    /// <summary>The type that the file states of an output; unknown where it does not.</summary>
    public TensorType OutputType(int index) => index < _outputs.Count ? _outputs[index].Type : TensorType.Unknown;

    /// <summary>A required input.</summary>
    public Value Input(int index) => OptionalInput(index) ?? throw new RawNodeException($"input {index} is missing");

    /// <summary>An input, or null where it is left out.</summary>
    public Value? OptionalInput(int index) => index < _inputs.Count ? _inputs[index] : null;

    /// <summary>All inputs.</summary>
    public IReadOnlyList<Value?> Inputs => _inputs;

    /// <summary>Shape of a required input.</summary>
    /// <exception cref="RawNodeException">It is not known.</exception>
    public Shape Shape(int index) => Input(index).Type.Shape ?? throw new RawNodeException(
        $"the shape of input {index} is not known before it runs; export the model with fixed shapes", Input(index));

    /// <summary>Asks for the shapes of all inputs that are there.</summary>
    /// <exception cref="RawNodeException">One is not known.</exception>
    public void RequireShapes()
    {
        for (var i = 0; i < InputCount; i++)
        {
            if (_inputs[i] is not null) Shape(i);
        }
    }

    /// <summary>An axis of an input as 0 … rank−1.</summary>
    /// <param name="axis">As the file has it; negative ones count from the end.</param>
    /// <param name="index">The input.</param>
    /// <exception cref="RawNodeException">It is out of range, or the shape is not known.</exception>
    public int Axis(int axis, int index)
    {
        var rank = Shape(index).Rank;
        if (axis < -rank || axis >= rank) Fail($"axis {axis} is out of range for {Shape(index)}");
        return axis < 0 ? axis + rank : axis;
    }

    /// <summary>
    /// The data of an input that the operator needs to be constant. Large ones count twice for <see cref="TakeElements"/>: who asks copies
    /// them.
    /// </summary>
    /// <exception cref="RawNodeException">It is computed at run time, or too many elements were asked for in this file.</exception>
    public Tensor ConstantInput(int index)
    {
        var tensor = Input(index).Constant ?? throw new RawNodeException(
            $"input {index} ('{Input(index).Name}') has to be constant; export the model with a fixed value there", Input(index));
        if (tensor.Shape.ElementCount > SmallConstant) TakeElements(2 * tensor.Shape.ElementCount);
        return tensor;
    }

    /// <summary>The elements of a constant integer input; null where the input is left out.</summary>
    public EquatableArray<long>? OptionalInts(int index) =>
        OptionalInput(index) is null ? null : ConstantInput(index).ToInt64s().ToEquatableArray();

    /// <summary>
    /// Adds a node. A node whose inputs are small constants is evaluated on the spot, so that computed shapes, pads and axes are
    /// constants when the next binding asks for them.
    /// </summary>
    public Value Emit(Operator op, params ReadOnlySpan<Value?> inputs) => EmitMany(op, inputs)[0];

    /// <summary>Adds a node with any number of outputs.</summary>
    public IReadOnlyList<Value> EmitMany(Operator op, params ReadOnlySpan<Value?> inputs) => _builder.Emit(op, inputs.ToArray(), NodeName);

    /// <summary>
    /// Has to be called before a binding makes or copies elements by itself. All nodes of a file share what may be made while reading.
    /// </summary>
    /// <exception cref="RawNodeException">So many are not left; the node stays opaque.</exception>
    public void TakeElements(long elements)
    {
        if (!_builder.TryTake(elements))
            Fail($"{elements} elements are more than Sartor computes while it reads this file; store them as an initializer");
    }

    /// <summary>A new constant.</summary>
    public Value Constant(Tensor tensor) => ModelGraph.NewConstant(NodeName, tensor);

    /// <summary>
    /// Gives up; the node stays opaque and <paramref name="problem"/> says why. Where something is not known of an input, that may be the
    /// reason.
    /// </summary>
    [DoesNotReturn]
    public void Fail(string problem) =>
        throw new RawNodeException(problem, _inputs.FirstOrDefault(v => v is { Type.Shape: null }));
}
