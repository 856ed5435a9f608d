namespace Sartor.Cli.Inspection;

/// <summary>One node; null where a shape is unknown.</summary>
internal sealed record InspectedLayer(string Name, string Operator, string Output, long Parameters, long? Macs, long WeightBytes, long? ActivationBytes, string Fingerprint);
