namespace Sartor.Graph.Layouts;

/// <summary>Which transposes before a slot are free, because a later pass takes them out of the graph.</summary>
internal enum TransposeAbsorption
{
    None,
    /// <summary>Those that leave the first axis alone: they go into the weights behind a flatten.</summary>
    ByWeights,
    /// <summary>All: the slot is an output of the graph, and the caller permutes.</summary>
    ByCaller,
}
