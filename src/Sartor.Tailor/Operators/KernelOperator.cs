using Sartor.Core;

namespace Sartor.Tailor.Operators;

/// <summary>One step of an engine, as it is in some networks of a space.</summary>
/// <param name="Key">What it is: equal exactly when operators, attributes and shapes are; begins with words for people.</param>
/// <param name="Example">Where it is found.</param>
/// <param name="Group">Its number among the steps there.</param>
internal sealed record KernelOperator(string Key, UnitPlace Example, int Group);

/// <summary>A stretch of a network in one of its forms: a block, the layers of a stage, or what has no weights behind a stage.</summary>
/// <param name="Stage">The number of its stage.</param>
/// <param name="Block">The number of its block there; null for layers or a tail.</param>
/// <param name="Resolution">Height and width of the network's input.</param>
/// <param name="Before">The width of what it takes, as a share.</param>
/// <param name="Width">The width of what it gives, as a share.</param>
/// <param name="Values">The chosen value of each of the block's decisions.</param>
internal sealed record UnitPlace(
    int Stage, int? Block, double Resolution, double Before, double Width, EquatableArray<double> Values);

/// <summary>What one form of a stretch is made of.</summary>
/// <param name="Key">Equal exactly when its steps are, in their order.</param>
/// <param name="Kernels">The key of each step.</param>
/// <param name="Macs">Multiply-accumulate operations.</param>
/// <param name="WeightBytes">Bytes of its weights.</param>
internal sealed record UnitForm(string Key, EquatableArray<string> Kernels, long Macs, long WeightBytes)
{
    /// <summary>The kind of block, or the stage of layers.</summary>
    public string Name => Key[..Key.IndexOf(' ', StringComparison.Ordinal)];
}
