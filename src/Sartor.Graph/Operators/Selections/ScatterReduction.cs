namespace Sartor.Graph.Operators.Selections;

/// <summary>What a <see cref="ScatterND"/> makes of an update and the value at its place.</summary>
public enum ScatterReduction
{
    /// <summary>The update replaces it.</summary>
    None,
    Add,
    Multiply,
    Max,
    Min,
}
