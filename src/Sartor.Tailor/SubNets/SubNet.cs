using Sartor.Graph.Ir;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.SubNets;

/// <summary>One network of a space, with weights that are parts of its network's.</summary>
/// <param name="Code">Which one.</param>
/// <param name="Graph">Its graph, which belongs to the caller; the weights are read while the network is open.</param>
/// <param name="Weights">Where its constants come from.</param>
internal sealed record SubNet(SubNetCode Code, ModelGraph Graph, IReadOnlyList<CutWeight> Weights);

/// <summary>A constant of a SubNet.</summary>
/// <param name="Value">In the SubNet.</param>
/// <param name="Source">In the network.</param>
/// <param name="Axes">What is left of each axis.</param>
internal sealed record CutWeight(Value Value, Value Source, IReadOnlyList<AxisCut> Axes);
