namespace Sartor.Graph.Ir;

/// <summary>An operator whose number of outputs is not 1. Type inference asks it where the shapes of the inputs are not known.</summary>
public interface IMultipleOutputs
{
    /// <summary>≥ 0, whatever the inputs.</summary>
    int OutputCount { get; }
}
