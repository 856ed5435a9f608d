namespace Sartor.Graph.Operators.Products;

/// <summary>Order of the axes of a linear layer's weights.</summary>
public enum WeightLayout
{
    /// <summary>[O,K], TFLite FULLY_CONNECTED.</summary>
    OutputInput,
    /// <summary>[K,O]</summary>
    InputOutput,
}
