using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Normalizations;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Analysis;

/// <summary>
/// Which constants count as parameters. The aim is the number that PyTorch gives for <c>requires_grad</c> parameters: weights, biases,
/// gamma and beta of normalisations, embeddings; not running mean and variance, not hyperparameters, not tables of indices. A
/// BatchNorm that an exporter folded into a convolution has left one bias a channel where there were gamma and beta; a table that an
/// exporter computed from others (a mask, expanded position biases) counts as it is stored.
/// </summary>
internal static class ParameterConvention
{
    /// <summary>True when the constant that one input slot reads is a parameter.</summary>
    public static bool Counts(Use use, Value constant)
    {
        ArgumentNullException.ThrowIfNull(constant);
        if (IsWeight(use)) return true;
        if (use.Node.Operator is BatchNormalization) return use.Index is 1 or 2;
        // Single numbers are exponents, epsilons and factors; integers are indices, axes and shapes unless they stand for float values.
        if (constant.Type.ElementCount is not > 1) return false;
        return constant.Type.Element.IsFloat() || constant.Quantization is not null;
    }

    private static bool IsWeight(Use use) => use.Index is 1 or 2
        && use.Node.Operator is (Convolution or TransposeConvolution or FullyConnected or LayerNormalization or InstanceNormalization);
}
