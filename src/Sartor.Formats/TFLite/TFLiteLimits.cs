namespace Sartor.Formats.TFLite;

/// <summary>
/// What no sound network comes near: a hostile file must not make objects of many times its own size.
/// </summary>
internal static class TFLiteLimits
{
    /// <summary>Operators of a subgraph.</summary>
    public const int Operators = 1 << 19;

    /// <summary>Tensors of a subgraph.</summary>
    public const int Tensors = 1 << 21;

    /// <summary>Inputs and outputs of one operator.</summary>
    public const int OperatorConnections = 1 << 12;

    /// <summary>Inputs and outputs of all operators together.</summary>
    public const int Connections = 1 << 22;

    /// <summary>Axes of a tensor.</summary>
    public const int Rank = 16;

    /// <summary>
    /// Bytes of a file that stand behind an operator and a tensor at least, twice over: tables that share theirs are found out.
    /// </summary>
    public const int OperatorCost = 128, TensorCost = 64;

    /// <summary>Bytes that sparse tensors may take when they are made dense.</summary>
    public static long DenseBytes(long fileLength) => (4 * fileLength) + (16 << 20);
}
