namespace Sartor.Cli.Inspection;

/// <summary>One node.</summary>
/// <param name="Name">The node's name in the file.</param>
/// <param name="Operator">Name of its operator.</param>
/// <param name="Output">Types of its outputs.</param>
/// <param name="Parameters">Trained parameters that it stores; a shared constant counts at its first node.</param>
/// <param name="Macs">Multiply-accumulate operations; null if a shape is unknown.</param>
/// <param name="WeightBytes">Bytes of its constants; a shared constant counts at its first node.</param>
/// <param name="ActivationBytes">Bytes of its outputs; null if a shape is unknown.</param>
/// <param name="Fingerprint">SHA-256 over operator and weights, independent of names.</param>
internal sealed record InspectedLayer(
    string Name, string Operator, string Output, long Parameters, long? Macs, long WeightBytes, long? ActivationBytes, string Fingerprint);
