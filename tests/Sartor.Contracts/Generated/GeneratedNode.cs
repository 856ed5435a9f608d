using Sartor.Contracts.Formats;

namespace Sartor.Contracts.Generated;

/// <summary>A node of a generated network.</summary>
/// <param name="Type">Its operator in ONNX.</param>
/// <param name="Inputs">Names of what it reads; empty for an input left out.</param>
/// <param name="Outputs">Names of what it gives.</param>
/// <param name="Captured">Names that only its subgraphs read.</param>
/// <param name="Attributes">Its attributes as AttributeProto messages.</param>
public sealed record GeneratedNode(string Type, string[] Inputs, string[] Outputs, string[] Captured, ProtoWriter[] Attributes)
{
    /// <summary>Everything that it reads.</summary>
    public IEnumerable<string> Reads => Inputs.Concat(Captured).Where(name => name.Length > 0);
}
