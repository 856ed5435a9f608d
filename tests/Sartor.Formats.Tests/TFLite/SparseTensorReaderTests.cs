using System.Runtime.InteropServices;
using Sartor.Core;
using Sartor.Formats.TFLite;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;

namespace Sartor.Formats.Tests.TFLite;

/// <summary>Sparse tensors of a few elements whose dense form is seen at a glance, and damage of each kind.</summary>
public sealed class SparseTensorReaderTests
{
    private const long Limit = 1 << 20;

    /// <summary>[[0,5,0],[0,0,0],[7,0,6]] with rows dense and columns compressed, by each type of index.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void CompressedRows_AreMadeDense(byte type) =>
        Read([3, 3], [0, 1], [], [Dense(3), Compressed([0, 1, 1, 3], [1, 0, 2], type)], 5, 7, 6)
            .ShouldBe([0, 5, 0, 0, 0, 0, 7, 0, 6]);

    /// <summary>The columns come first: the same matrix, its values column by column.</summary>
    [Fact]
    public void TraversalOrder_MayBeAnother() =>
        Read([3, 3], [1, 0], [], [Dense(3), Compressed([0, 1, 2, 3], [2, 0, 2])], 7, 5, 6).ShouldBe([0, 5, 0, 0, 0, 0, 7, 0, 6]);

    /// <summary>4 × 4 in blocks of 2 × 2; one block, at rows 2 and 3 and columns 0 and 1, with its elements row by row.</summary>
    [Fact]
    public void Blocks_OfBothAxes_AreMadeDense() =>
        Read([4, 4], [0, 1, 2, 3], [0, 1], [Dense(2), Compressed([0, 0, 1], [0]), Dense(2), Dense(2)], 1, 2, 3, 4)
            .ShouldBe([0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0]);

    /// <summary>All levels dense: the values in traversal order.</summary>
    [Fact]
    public void DenseLevels_CountTheirNodesOverAllThatIsOutside() =>
        Read([2, 3], [0, 1], [], [Dense(2), Dense(3)], 1, 2, 3, 4, 5, 6).ShouldBe([1, 2, 3, 4, 5, 6]);

    [Theory]
    [InlineData("levels", "its sparsity has 1 levels, 0 blocks and 1 dimensions")]
    [InlineData("tables", "its sparsity has 2 levels, 0 blocks and 1 dimensions")]
    [InlineData("order twice", "the order of its sparse dimensions is out of range")]
    [InlineData("order beyond", "the order of its sparse dimensions is out of range")]
    [InlineData("block beyond", "the order of its sparse dimensions is out of range")]
    [InlineData("block below", "the order of its sparse dimensions is out of range")]
    [InlineData("block twice", "the order of its sparse dimensions is out of range")]
    [InlineData("block of nothing", "a sparse block is not dense")]
    [InlineData("block compressed", "a sparse block is not dense")]
    [InlineData("no segments", "an index of its sparsity is missing")]
    [InlineData("no indices", "an index of its sparsity is missing")]
    [InlineData("type 0", "an index of its sparsity has an unknown type")]
    [InlineData("type 4", "an index of its sparsity has an unknown type")]
    [InlineData("few segments", "a segment of its sparsity is out of range")]
    [InlineData("segment below", "a segment of its sparsity is out of range")]
    [InlineData("segment beyond", "a segment of its sparsity is out of range")]
    [InlineData("index beyond", "a sparse element lies outside the tensor")]
    [InlineData("index below", "a sparse element lies outside the tensor")]
    [InlineData("few values", "its sparsity asks for more elements than are stored")]
    public void Damage_IsNamed(string kind, string problem)
    {
        float[] values = kind == "few values" ? [5, 7] : [5, 7, 6];
        var (order, blocks, levels) = Damaged(kind);
        Should.Throw<FormatException>(() => Read([3, 3], order, blocks, levels, values)).Message.ShouldStartWith(problem);
    }

    private static (int[] Order, int[] Blocks, TableWriter[] Levels) Damaged(string kind)
    {
        var columns = Compressed([0, 1, 1, 3], [1, 0, 2]);
        return kind switch
        {
            "levels" => ([0], [], [Dense(3)]),
            "tables" => ([0, 1], [], [Dense(3)]),
            "order twice" => ([1, 1], [], [Dense(3), columns]),
            "order beyond" => ([1, 2], [], [Dense(3), columns]),
            "block beyond" => ([0, 1, 2], [2], [Dense(3), columns, Dense(1)]),
            "block below" => ([0, 1, 2], [-1], [Dense(3), columns, Dense(1)]),
            "block twice" => ([0, 1, 2, 3], [1, 1], [Dense(3), columns, Dense(1), Dense(1)]),
            "block of nothing" => ([0, 1, 2], [1], [Dense(3), columns, Dense(0)]),
            "block compressed" => ([0, 1, 2], [1], [Dense(3), columns, Compressed([0, 1], [0])]),
            "no segments" => ([0, 1], [], [Dense(3), Column(1).Table(Slots.SparseDimension.Indices, new TableWriter())]),
            "no indices" => ([0, 1], [], [Dense(3), Column(1).Table(Slots.SparseDimension.Segments, new TableWriter())]),
            "type 0" => ([0, 1], [], [Dense(3), Compressed([0, 1, 1, 3], [1, 0, 2], 0)]),
            "type 4" => ([0, 1], [], [Dense(3), Compressed([0, 1, 1, 3], [1, 0, 2], 4)]),
            "few segments" => ([0, 1], [], [Dense(3), Compressed([0, 1, 3], [1, 0, 2])]),
            "segment below" => ([0, 1], [], [Dense(3), Compressed([-1, 1, 1, 3], [1, 0, 2])]),
            "segment beyond" => ([0, 1], [], [Dense(3), Compressed([0, 1, 1, 4], [1, 0, 2])]),
            "index beyond" => ([0, 1], [], [Dense(3), Compressed([0, 1, 1, 3], [1, 0, 3])]),
            "index below" => ([0, 1], [], [Dense(3), Compressed([0, 1, 1, 3], [1, -1, 2])]),
            _ => ([0, 1], [], [Dense(3), columns]),
        };
    }

    /// <summary>
    /// Rows that hold nothing are visited all the same: three for each of one element and 4096 more, the root among them.
    /// </summary>
    [Theory]
    [InlineData(3 + 4096 - 1, true)]
    [InlineData(3 + 4096, false)]
    public void Visits_AreLimited(int rows, bool isRead)
    {
        TableWriter[] levels = [Dense(rows), Compressed(new int[rows + 1], [])];
        if (isRead) Read([1, 1], [0, 1], [], levels, 5).ShouldBe([0]);
        else Should.Throw<FormatException>(() => Read([1, 1], [0, 1], [], levels, 5)).Message
            .ShouldStartWith("its sparsity visits more elements");
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void Levels_AreLimited(int rank, bool isRead)
    {
        var order = Enumerable.Range(0, rank).ToArray();
        TableWriter[] levels = [.. order.Select(_ => Dense(1))];
        int[] extents = [.. Enumerable.Repeat(1, rank)];
        if (isRead) Read(extents, order, [], levels, 5).ShouldBe([5]);
        else Should.Throw<FormatException>(() => Read(extents, order, [], levels, 5)).Message.ShouldContain("17 levels");
    }

    /// <summary>What all dense forms together may take: two of 8 bytes out of 16, and no third.</summary>
    [Fact]
    public void DenseForms_ShareTheirLimit()
    {
        var reader = new SparseTensorReader(16);
        var (sparsity, type) = (Sparsity([0], [], [Dense(2)]), new TensorType(ElementType.Float32, new Shape(2)));
        foreach (var isRead in new[] { true, true, false })
            (reader.Read(sparsity, type, new byte[8], problem => new FormatException(problem)) is not null).ShouldBe(isRead);
        reader.Densified.ShouldBe(2);
        new SparseTensorReader(7).Read(sparsity, type, new byte[8], problem => new FormatException(problem)).ShouldBeNull();
    }

    [Theory]
    [InlineData(ElementType.Int8, new byte[] { 7, 9 }, new long[] { 0, 7, 9 })]
    [InlineData(ElementType.Int16, new byte[] { 7, 0, 9, 1 }, new long[] { 0, 7, 265 })]
    public void Elements_HaveTheirOwnSize(ElementType element, byte[] values, long[] expected)
    {
        var sparsity = Sparsity([0], [], [Compressed([0, 2], [1, 2])]);
        var tensor = new SparseTensorReader(Limit).Read(
            sparsity, new TensorType(element, new Shape(3)), values, problem => new FormatException(problem));
        tensor!.ToInt64s().ShouldBe(expected);
    }

    [Fact]
    public void ElementsBelowAByte_StaySparse() => new SparseTensorReader(Limit).Read(
        Sparsity([0], [], [Dense(2)]), new TensorType(ElementType.Int4, new Shape(2)), new byte[1], problem => new FormatException(problem))
        .ShouldBeNull();

    private static float[] Read(int[] extents, int[] order, int[] blocks, TableWriter[] levels, params float[] values) =>
        new SparseTensorReader(Limit).Read(
            Sparsity(order, blocks, levels), new TensorType(ElementType.Float32, new Shape([.. extents.Select(e => (long)e)])),
            MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), problem => new FormatException(problem))!.ToSingles();

    private static FlatTable Sparsity(int[] order, int[] blocks, TableWriter[] levels)
    {
        using var stream = new MemoryStream();
        FlatBufferWriter.Write(
            new TableWriter().Vector<int>(Slots.Sparsity.TraversalOrder, order).Vector<int>(Slots.Sparsity.BlockMap, blocks)
                .Tables(Slots.Sparsity.Dimensions, levels), "TEST", stream);
        return new FlatBuffer(stream.ToArray(), "sparsity").Root();
    }

    private static TableWriter Dense(int size) => new TableWriter().Scalar(Slots.SparseDimension.DenseSize, size);

    private static TableWriter Column(byte type) => new TableWriter().Scalar<sbyte>(Slots.SparseDimension.Format, 1)
        .Scalar(Slots.SparseDimension.SegmentsType, type).Scalar(Slots.SparseDimension.IndicesType, type);

    private static TableWriter Compressed(int[] segments, int[] indices, byte type = 1) => Column(type)
        .Table(Slots.SparseDimension.Segments, Index(segments, type)).Table(Slots.SparseDimension.Indices, Index(indices, type));

    private static TableWriter Index(int[] values, byte type) => type switch
    {
        2 => new TableWriter().Vector<ushort>(0, Array.ConvertAll(values, v => (ushort)v)),
        3 => new TableWriter().Vector<byte>(0, Array.ConvertAll(values, v => (byte)v)),
        _ => new TableWriter().Vector<int>(0, values),
    };
}
