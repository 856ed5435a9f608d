using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>
/// An operator that channels-last formats such as TFLite take in one arrangement of its axes only: channels last, or the axis that it works
/// along last. Passes bring it there (<see cref="Passes.ChannelsLastPass"/>, <see cref="Passes.LastAxisPass"/>), and no layout takes it
/// away.
/// </summary>
public interface IAxisPlacement
{
    /// <summary>True when the operator, on a first input of this shape, has that arrangement.</summary>
    bool IsPlaced(Shape x);

    /// <summary>
    /// The permutation of the first input's axes that <see cref="Operator.PermuteThrough"/> turns into that arrangement; null when the
    /// operator has it, or when no permutation gives it.
    /// </summary>
    Permutation? Wanted(Shape x);
}
