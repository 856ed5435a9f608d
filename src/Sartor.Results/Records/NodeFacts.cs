namespace Sartor.Results.Records;

/// <summary>A node of a network, as it is named in its file.</summary>
/// <param name="Name">Name in the file, or one made of what the node gives.</param>
/// <param name="Operator">What it computes, as <c>sartor inspect</c> calls it.</param>
public sealed record NodeFacts(string Name, string Operator)
{
    /// <summary><c>Convolution 'conv1'</c>.</summary>
    public override string ToString() => $"{Operator} '{Name}'";
}
