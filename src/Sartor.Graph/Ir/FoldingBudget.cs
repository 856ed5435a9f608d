namespace Sartor.Graph.Ir;

/// <summary>
/// What constant folding may still cost: a file of a few bytes can ask for constants of any size and for products that never end.
/// What does not fit stays a node.
/// </summary>
/// <param name="elements">Elements that may be read and made.</param>
/// <param name="multiplications">Multiplications, as <see cref="Operator.FoldingWork"/> counts them.</param>
internal sealed class FoldingBudget(long elements, long multiplications)
{
    /// <summary>Elements that each node of a graph may add to what is read and made.</summary>
    public const long PerNode = 256;

    private long _elements = elements;
    private long _multiplications = multiplications;

    /// <summary>Allows more elements, and as many multiplications.</summary>
    public void Give(long elements)
    {
        _elements += elements;
        _multiplications += elements;
    }

    /// <summary>Reserves <paramref name="elements"/>; returns false and reserves nothing if the budget is exhausted.</summary>
    public bool TryTake(long elements)
    {
        if (elements > _elements) return false;
        _elements -= elements;
        return true;
    }

    /// <summary>
    /// Reserves the evaluation of a node with known shapes; returns false and reserves nothing if the budget is exhausted.
    /// </summary>
    public bool TryTake(Node node)
    {
        var work = Work(node);
        if (work > _multiplications || Elements(node) is not { } elements || !TryTake(elements)) return false;
        _multiplications -= work;
        return true;
    }

    // Null beyond all counting or where a shape is not known. An evaluation visits the places around an axis of extent 0 all the same.
    private static long? Elements(Node node)
    {
        Int128 sum = 0;
        foreach (var value in node.Inputs.Concat(node.Outputs))
        {
            if (value is null) continue;
            if (value.Type.Shape is not { } shape) return null;
            Int128 count = 1;
            foreach (var extent in shape.Extents)
            {
                count *= Math.Max(1, extent);
                if (count > long.MaxValue) return null;
            }
            sum += count;
        }
        return sum > long.MaxValue ? null : (long)sum;
    }

    private static long Work(Node node)
    {
        if (node.Outputs.Any(o => o.Type.Shape is null)) return long.MaxValue;
        try
        {
            return node.Operator.FoldingWork(node.InputTypes, node.OutputTypes);
        }
        catch (OverflowException)
        {
            return long.MaxValue;
        }
    }
}
