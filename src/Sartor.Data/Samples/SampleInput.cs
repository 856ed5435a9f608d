namespace Sartor.Data.Samples;

/// <summary>One of several inputs that a data set has values for.</summary>
/// <param name="Name">As the data set names it: the array's file or member without its suffix, or the key in <c>dataset.yaml</c>.</param>
/// <param name="Place">Where its values lie, for messages.</param>
public sealed record SampleInput(string Name, string Place);
