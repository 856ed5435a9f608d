using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>An operator applied to values.</summary>
public sealed class Node
{
    private readonly List<Value?> _inputs = [];
    private readonly List<Value> _outputs = [];

    internal Node(string name, Operator op, IReadOnlyList<Value?> inputs)
    {
        Name = name;
        Operator = op;
        foreach (var input in inputs) AddInput(input);
    }

    /// <summary>Name in the file, or derived; for messages. Not unique.</summary>
    public string Name { get; }

    /// <summary>The node of the file that it comes from; null for one that no reader made.</summary>
    public NodeOrigin? Origin { get; internal set; }

    /// <summary>
    /// Why a pass could not bring it into the terms of a target, and what to do; the writer refuses it with these words. Null for others.
    /// </summary>
    public string? Obstacle { get; set; }

    /// <summary>What it computes; immutable, so a change is a new record.</summary>
    public Operator Operator { get; set; }

    /// <summary>True for a step of a formula that 8 bits would spoil: no quantisation makes it one of integers.</summary>
    public bool NeedsFloat { get; set; }

    /// <summary>Inputs; null stands for an optional input that is left out.</summary>
    public IReadOnlyList<Value?> Inputs => _inputs;

    public IReadOnlyList<Value> Outputs => _outputs;

    /// <summary>The required input at an index.</summary>
    public Value Input(int index) =>
        index < _inputs.Count && _inputs[index] is { } value ? value : throw new InvalidOperationException($"{this} has no input {index}");

    /// <summary>The input at an index, or null where it is left out.</summary>
    public Value? OptionalInput(int index) => index < _inputs.Count ? _inputs[index] : null;

    /// <summary>The only output.</summary>
    public Value Output => _outputs.Count == 1 ? _outputs[0] : throw new InvalidOperationException($"{this} has {_outputs.Count} outputs");

    /// <summary>Types of the inputs, null where one is left out.</summary>
    public TensorType?[] InputTypes => [.. _inputs.Select(v => v?.Type)];

    /// <summary>Types of the outputs.</summary>
    public TensorType[] OutputTypes => [.. _outputs.Select(v => v.Type)];

    /// <summary>Changes one input; the use lists follow. Types are not inferred anew.</summary>
    public void SetInput(int index, Value? value)
    {
        _inputs[index]?.RemoveUse(new Use(this, index));
        _inputs[index] = value;
        value?.AddUse(new Use(this, index));
    }

    /// <summary>Adds an input at the end.</summary>
    public void AddInput(Value? value)
    {
        _inputs.Add(value);
        value?.AddUse(new Use(this, _inputs.Count - 1));
    }

    // Where the node stood in its graph when the nodes were last numbered.
    internal int Position { get; set; }

    // The use lists are the caller's.
    internal void Redirect(int index, Value value) => _inputs[index] = value;

    internal void AddOutput(Value value)
    {
        value.Producer = this;
        value.ProducerIndex = _outputs.Count;
        _outputs.Add(value);
    }

    public override string ToString() => $"{Operator.Name} '{Name}'";
}
