using Sartor.Core;

namespace Sartor.Formats.CoreMl.Mil;

/// <summary>What a file of Core ML holds: a program of one function, and text by name.</summary>
/// <param name="Version">Version of the specification.</param>
/// <param name="Opset">Of the function: <c>CoreML6</c>.</param>
/// <param name="Inputs">Of the function, in order.</param>
/// <param name="Outputs">Names of the results, in order.</param>
/// <param name="Operations">In topological order.</param>
/// <param name="Metadata">What the user defined.</param>
internal sealed record MilProgram(
    long Version, string Opset, IReadOnlyList<MilTensor> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<MilOperation> Operations,
    IReadOnlyDictionary<string, string> Metadata);

/// <summary>A tensor and its type.</summary>
/// <param name="Name">Unique in its block.</param>
/// <param name="Element">Unknown for text, lists and others that are no tensors of numbers.</param>
/// <param name="Extents">−1 for one that the file leaves open; null where it is no tensor.</param>
internal sealed record MilTensor(string Name, ElementType Element, IReadOnlyList<long>? Extents)
{
    /// <summary>The shape where it is known.</summary>
    public Shape? Shape => Extents is { } extents && extents.All(e => e >= 0) ? new Shape([.. extents]) : null;

    public TensorType Type => new(Element, Shape);
}

/// <summary>An operation.</summary>
/// <param name="Type">Its name in MIL: <c>conv</c>.</param>
/// <param name="Inputs">What each argument is bound to.</param>
/// <param name="Outputs">What it makes.</param>
/// <param name="Attributes">Constants that are no arguments: its name, the value of a constant, the parts of a constexpr.</param>
/// <param name="HasBlocks">It has blocks of its own: control flow.</param>
internal sealed record MilOperation(
    string Type, IReadOnlyDictionary<string, IReadOnlyList<MilBinding>> Inputs, IReadOnlyList<MilTensor> Outputs,
    IReadOnlyDictionary<string, MilConstant> Attributes, bool HasBlocks)
{
    /// <summary>Its name; the first result where it has none.</summary>
    public string Name => Attributes.TryGetValue("name", out var name) && name.Text is { Length: > 0 } text ? text
        : Outputs.Count > 0 ? Outputs[0].Name : Type;
}

/// <summary>What an argument is bound to: the name of a value, or a constant.</summary>
internal sealed record MilBinding(string? Name, MilConstant? Constant);

/// <summary>A constant: text, or a tensor; neither where it is of a kind that Sartor does not read.</summary>
internal sealed record MilConstant(string? Text, Tensor? Tensor);
