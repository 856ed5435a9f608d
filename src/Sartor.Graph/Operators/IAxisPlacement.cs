using Sartor.Core;

namespace Sartor.Graph.Operators;

/// <summary>An operator that channels-last formats such as TFLite take in one arrangement of its axes only.</summary>
public interface IAxisPlacement
{
    /// <summary>True when the operator, on a first input of this shape, has that arrangement.</summary>
    bool IsChannelsLast(Shape x);
}
