namespace Sartor.Engines;

/// <summary>How far an engine may rewrite the graph that it loads.</summary>
public enum GraphOptimization
{
    /// <summary>Everything, hardware-specific layouts too.</summary>
    All = 0,
    /// <summary>Fusions that do not depend on the hardware.</summary>
    Extended,
    /// <summary>Constant folding and removal of dead nodes.</summary>
    Basic,
    /// <summary>The graph as it is written.</summary>
    None,
}
