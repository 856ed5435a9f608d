namespace Sartor.Graph.Ir;

/// <summary>An activation that a format can fuse into the operator before it. <see cref="None"/> changes nothing.</summary>
public enum Activation
{
    None,
    /// <summary>max(x, 0)</summary>
    Relu,
    /// <summary>min(max(x, 0), 6)</summary>
    Relu6,
    /// <summary>min(max(x, −1), 1)</summary>
    ReluN1To1,
    Tanh,
    /// <summary>−1 for negative values, else 1 (TFLite's SIGN_BIT; never written by Sartor).</summary>
    SignBit,
}

/// <summary>An operator that can apply an activation to its result before it is rounded or stored.</summary>
public interface IFusedActivation
{
    Activation Activation { get; }

    /// <summary>The same operator with another activation.</summary>
    Operator WithActivation(Activation activation);
}
