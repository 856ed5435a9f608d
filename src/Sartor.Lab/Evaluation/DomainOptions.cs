using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Lab.Evaluation;

/// <summary>What a caller states about the values that the inputs of a network take.</summary>
public sealed record DomainOptions
{
    /// <summary>Nothing is stated.</summary>
    public static readonly DomainOptions None = new();

    /// <summary>Range of every float input without one of its own; null: see <see cref="InputDomains"/>.</summary>
    public (float Low, float High)? Range { get; init; }

    /// <summary>Ranges or values of single inputs by name.</summary>
    public IReadOnlyDictionary<string, InputDomain> Inputs { get; init; } = new Dictionary<string, InputDomain>();

    /// <summary>The domain of each input of a graph, in order.</summary>
    /// <exception cref="OptionException">A name is that of no input, or a value does not fit its input.</exception>
    internal IReadOnlyList<InputDomain> Of(ModelGraph graph)
    {
        foreach (var name in Inputs.Keys.Where(name => graph.Inputs.All(input => input.Name != name)))
        {
            throw new OptionException("input", $"'{name}' is not an input of the model; its inputs are "
                + string.Join(", ", graph.Inputs.Select(input => $"'{input.Name}'")));
        }
        var negative = ModelFormats.Catalog.All.Any(format => format.Name == graph.Source.Format && format.HasNegativeIndices);
        return [.. InputDomains.Of(graph, negative).Select((known, i) => Of(graph.Inputs[i], known))];
    }

    private InputDomain Of(Value input, InputDomain known)
    {
        if (!Inputs.TryGetValue(input.Name, out var stated))
            return Range is { } range && input.Type.Element.IsFloat() ? new InputDomain(range.Low, range.High, DomainOrigin.Stated) : known;
        if (stated.Value is not { } value) return stated;
        if (value.Shape.Equals(input.Type.Shape)) return stated with { Value = value.ConvertTo(input.Type.Element) };
        // One number stands for all elements.
        if (value.Shape.ElementCount == 1 && input.Type.Shape is { } shape)
        {
            var all = new float[shape.ElementCount];
            Array.Fill(all, value.ToSingles()[0]);
            return stated with { Value = Tensor.Create(shape, all).ConvertTo(input.Type.Element) };
        }
        throw new OptionException("input", $"the value of '{input.Name}' is {value.Shape}, and the input takes {input.Type.Shape}");
    }
}
