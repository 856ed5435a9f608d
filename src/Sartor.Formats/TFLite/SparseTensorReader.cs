using Sartor.Core;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;

namespace Sartor.Formats.TFLite;

/// <summary>
/// Makes sparse constants dense. A sparse tensor is a tree of levels, one a dimension in traversal order, each dense or in compressed
/// rows; block dimensions follow those of the shape (schema.fbs, SparsityParameters; F. Kjolstad et al., "The Tensor Algebra
/// Compiler", OOPSLA 2017).
/// </summary>
/// <param name="limitBytes">How much all dense forms together may take.</param>
internal sealed class SparseTensorReader(long limitBytes)
{
    private long _left = limitBytes;

    /// <summary>How many tensors were made dense.</summary>
    public int Densified { get; private set; }

    /// <summary>The dense form; null when it is too large or its elements are smaller than a byte.</summary>
    /// <param name="sparsity">The table SparsityParameters.</param>
    /// <param name="type">Element type and dense shape, both known.</param>
    /// <param name="values">The elements that are stored.</param>
    /// <param name="damaged">Makes the exception for a problem.</param>
    public Tensor? Read(FlatTable sparsity, TensorType type, ReadOnlyMemory<byte> values, Func<string, Exception> damaged)
    {
        if (type.Element.Bits() < 8 || type.ByteCount > Math.Min(_left, int.MaxValue)) return null;
        var walk = new Walk(Levels(sparsity, type.Shape!, damaged), type, values, damaged);
        _left -= type.ByteCount!.Value;
        Densified++;
        return walk.Run();
    }

    private static Level[] Levels(FlatTable sparsity, Shape shape, Func<string, Exception> damaged)
    {
        var order = sparsity.Vector<int>(Slots.Sparsity.TraversalOrder).ToArray<int>();
        var blocks = sparsity.Vector<int>(Slots.Sparsity.BlockMap).ToArray<int>();
        var tables = sparsity.Tables(Slots.Sparsity.Dimensions);
        if (order.Length != shape.Rank + blocks.Length || order.Length != tables.Count || order.Length > TFLiteLimits.Rank)
            throw damaged($"its sparsity has {order.Length} levels, {blocks.Length} blocks and {tables.Count} dimensions for {shape}");
        if (!order.Order().SequenceEqual(Enumerable.Range(0, order.Length)) || blocks.Any(b => b < 0 || b >= shape.Rank)
            || blocks.Distinct().Count() != blocks.Length)
            throw damaged("the order of its sparse dimensions is out of range");
        var levels = new Level[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            var isBlock = order[i] >= shape.Rank;
            levels[i] = Dimension(tables.Table(i), isBlock ? blocks[order[i] - shape.Rank] : order[i], isBlock, damaged);
        }
        foreach (var block in levels.Where(l => l.IsBlock))
        {
            if (block.Size < 1) throw damaged("a sparse block is not dense");
            foreach (var outer in levels.Where(l => !l.IsBlock && l.Axis == block.Axis)) outer.Step = block.Size;
        }
        return levels;
    }

    private static Level Dimension(FlatTable table, int axis, bool isBlock, Func<string, Exception> damaged)
    {
        if (table.Scalar<sbyte>(Slots.SparseDimension.Format) == 0)
            return new Level(axis, isBlock, table.Scalar<int>(Slots.SparseDimension.DenseSize), [], []);
        var segments = Indices(table, Slots.SparseDimension.SegmentsType, Slots.SparseDimension.Segments, damaged);
        var indices = Indices(table, Slots.SparseDimension.IndicesType, Slots.SparseDimension.Indices, damaged);
        return new Level(axis, isBlock, 0, segments, indices);
    }

    // The union SparseIndexVector: tables with one vector of int32, uint16 or uint8.
    private static long[] Indices(FlatTable table, int typeSlot, int slot, Func<string, Exception> damaged)
    {
        if (table.Table(slot) is not { } vector) throw damaged("an index of its sparsity is missing");
        return table.Scalar<byte>(typeSlot) switch
        {
            1 => vector.Vector<int>(0).ToInt64s<int>(),
            2 => vector.Vector<ushort>(0).ToInt64s<ushort>(),
            3 => vector.Vector<byte>(0).ToInt64s<byte>(),
            _ => throw damaged("an index of its sparsity has an unknown type"),
        };
    }

    /// <summary>One level; dense when it has no segments.</summary>
    private sealed record Level(int Axis, bool IsBlock, long Size, long[] Segments, long[] Indices)
    {
        /// <summary>What one step along the level adds to the coordinate.</summary>
        public long Step { get; set; } = 1;
    }

    private sealed class Walk(Level[] levels, TensorType type, ReadOnlyMemory<byte> values, Func<string, Exception> damaged)
    {
        private readonly Shape _shape = type.Shape!;
        private readonly long[] _coordinates = new long[type.Shape!.Rank];
        private readonly long[] _strides = type.Shape!.Strides();
        private readonly byte[] _dense = new byte[type.ByteCount!.Value];
        private readonly int _size = type.Element.Bits() / 8;
        private long _steps = ((levels.Length + 1) * type.Shape!.ElementCount) + 4096;

        public Tensor Run()
        {
            Visit(0, 0);
            return new Tensor(type.Element, _shape, _dense);
        }

        // node: the number of this node among those of its level, which the segments of the level count by.
        private void Visit(int depth, long node)
        {
            if (--_steps < 0) throw damaged("its sparsity visits more elements than the tensor has");
            if (depth == levels.Length)
            {
                Store(node);
                return;
            }
            var level = levels[depth];
            var isDense = level.Segments.Length == 0;
            if (!isDense && node + 1 >= level.Segments.Length) throw damaged("a segment of its sparsity is out of range");
            var (start, end) = isDense ? (0, level.Size) : (level.Segments[node], level.Segments[node + 1]);
            if (start < 0 || (!isDense && end > level.Indices.Length)) throw damaged("a segment of its sparsity is out of range");
            for (var i = start; i < end; i++)
            {
                var offset = (isDense ? i : level.Indices[i]) * level.Step;
                _coordinates[level.Axis] += offset;
                Visit(depth + 1, isDense ? (node * level.Size) + i : i);
                _coordinates[level.Axis] -= offset;
            }
        }

        private void Store(long value)
        {
            long at = 0;
            for (var axis = 0; axis < _coordinates.Length; axis++)
            {
                if (_coordinates[axis] < 0 || _coordinates[axis] >= _shape[axis]) throw damaged("a sparse element lies outside the tensor");
                at += _coordinates[axis] * _strides[axis];
            }
            if (value >= values.Length / _size) throw damaged("its sparsity asks for more elements than are stored");
            values.Span.Slice((int)value * _size, _size).CopyTo(_dense.AsSpan((int)at * _size));
        }
    }
}
