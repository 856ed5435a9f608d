using Sartor.Core;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite;

public sealed class TFLiteReaderTests
{
    [Fact]
    public void Small_IsRead() => TFLiteFixture.Small().Read(graph =>
    {
        var node = graph.Nodes.ShouldHaveSingleItem();
        node.Operator.ShouldBe(Clamp.Relu);
        node.Name.ShouldBe("y");
        graph.Outputs.ShouldBe([node.Output]);
        graph.Diagnostics.ShouldBeEmpty();
    });

    [Fact]
    public void CustomOperator_IsOpaqueAndNamed()
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [1, 4]), y = fixture.Tensor("y", [3, 4]);
        fixture.Operator(
            TFLiteFixture.Custom, [x, -1], [y], op => op.Vector<byte>(Slots.Operator.CustomOptions, [1, 2, 3]),
            "TFLite_Detection_PostProcess", 2);
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Read(graph =>
        {
            var op = graph.Nodes[0].Operator.ShouldBeOfType<OpaqueOperator>();
            op.Name.ShouldBe("custom.TFLite_Detection_PostProcess");
            op.Raw.Version.ShouldBe(2);
            ((ReadOnlyMemory<byte>)op.Raw.Attributes["custom_options"]).ToArray().ShouldBe(new byte[] { 1, 2, 3 });
            graph.Nodes[0].Inputs.Count.ShouldBe(2);
            graph.Nodes[0].Inputs[1].ShouldBeNull();
            graph.Outputs[0].Type.ShouldBe(new TensorType(ElementType.Float32, new Shape(3, 4)));
            graph.Source.OperatorCounts["custom.TFLite_Detection_PostProcess"].ShouldBe(1);
        });
    }

    /// <summary>Converters infer no shapes of custom operators: files of SSD detectors state scalars.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public void DetectionPostProcess_IsRead_WhetherOrNotTheFileStatesItsShapes(bool states)
    {
        var fixture = new TFLiteFixture();
        int[] inputs = [fixture.Tensor("b", [1, 6, 4]), fixture.Tensor("s", [1, 6, 3]), fixture.Tensor("a", [6, 4])];
        int[] outputs =
        [
            fixture.Tensor("boxes", states ? [1, 5, 4] : []), fixture.Tensor("classes", states ? [1, 5] : []),
            fixture.Tensor("scores", states ? [1, 5] : []), fixture.Tensor("count", states ? [1] : []),
        ];
        var options = FlexMap.Write(new Dictionary<string, object>
        {
            ["max_detections"] = 5,
            ["max_classes_per_detection"] = 1,
            ["num_classes"] = 2,
            ["nms_score_threshold"] = 0f,
            ["nms_iou_threshold"] = 0.6f,
            ["y_scale"] = 10f,
            ["x_scale"] = 10f,
            ["h_scale"] = 5f,
            ["w_scale"] = 5f,
        });
        fixture.Operator(
            TFLiteFixture.Custom, inputs, outputs, op => op.Vector<byte>(Slots.Operator.CustomOptions, options),
            "TFLite_Detection_PostProcess");
        (fixture.Inputs, fixture.Outputs) = (inputs, outputs);
        fixture.Read(graph =>
        {
            graph.Nodes[0].Operator.ShouldBe(new DetectionPostProcess(5, 1, 100, false, 0, 0.6f, 2, 10, 10, 5, 5));
            graph.Outputs.Select(output => output.Type.Shape).ShouldBe([new(1, 5, 4), new(1, 5), new(1, 5), new(1)]);
        });
    }

    [Theory, InlineData(118, "IF"), InlineData(205, "REDUCE_WINDOW"), InlineData(9999, "BUILTIN_9999")]
    public void OperatorWithoutBinding_IsOpaqueAndNamed(int code, string name)
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [4]), y = fixture.Tensor("y", [4]);
        fixture.Operator(code, [x], [y]);
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Read(graph => graph.Nodes[0].Operator.Name.ShouldBe(name));
    }

    [Fact]
    public void CodeAbove127_IsTakenFromTheNewField()
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [4]), y = fixture.Tensor("y", [4]);
        fixture.Operator(
            TFLiteFixture.Gelu, [x], [y],
            op => op.Scalar<byte>(Slots.Operator.OptionsType, 116).Table(Slots.Operator.Options, new TableWriter().Scalar<byte>(0, 1)));
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Read(graph => graph.Nodes[0].Operator.ShouldBe(new Gelu(true)));
    }

    [Fact]
    public void OptionsOfAnotherOperator_CountAsNone()
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [4]), y = fixture.Tensor("y", [4]);
        // MulOptions (21) with an activation, on an ADD.
        fixture.Operator(
            TFLiteFixture.Add, [x, x], [y],
            op => op.Scalar<byte>(Slots.Operator.OptionsType, 21).Table(Slots.Operator.Options, new TableWriter().Scalar<byte>(0, 1)));
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Read(graph => graph.Nodes[0].Operator.ShouldBe(new Add()));
    }

    [Fact]
    public void FurtherSubgraphs_AreCountedAndWhatRunsThemStaysOpaque()
    {
        var fixture = new TFLiteFixture();
        int c = fixture.Tensor("c", [1], 6), x = fixture.Tensor("x", [4]), y = fixture.Tensor("y", [4]);
        // The branches refer to the main subgraph itself: nothing follows them.
        var options = new TableWriter().Scalar(0, 0, -1).Scalar(1, 1, -1);
        fixture.Operator(
            TFLiteFixture.If, [c, x], [y], op => op.Scalar<byte>(Slots.Operator.OptionsType, 92).Table(Slots.Operator.Options, options));
        (fixture.Inputs, fixture.Outputs) = ([c, x], [y]);
        fixture.FurtherSubgraphs.Add(new TableWriter().String(Slots.Subgraph.Name, "else"));
        fixture.Read(graph =>
        {
            graph.Nodes[0].Operator.ShouldBeOfType<OpaqueOperator>().Raw.Int("else_subgraph_index").ShouldBe(1);
            graph.Diagnostics.ShouldContain(d => d.Code == "further-subgraphs" && d.Message.Contains("2 subgraphs"));
        });
    }

    [Fact]
    public void Float16Weights_AreWidenedByDequantize()
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [1, 3]),
            small = fixture.Constant("w16", [2, 3], TFLiteFixture.Float16, [(Half)1, (Half)2, (Half)3, (Half)4, (Half)5, (Half)6]);
        int w = fixture.Tensor("w", [2, 3]), y = fixture.Tensor("y", [1, 2]);
        fixture.Operator(TFLiteFixture.Dequantize, [small], [w]);
        fixture.Operator(TFLiteFixture.FullyConnected, [x, w, -1], [y]);
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Read(graph =>
        {
            var weights = graph.Nodes[^1].Input(1);
            weights.Type.Element.ShouldBe(ElementType.Float32);
            weights.Constant!.ToSingles().ShouldBe([1, 2, 3, 4, 5, 6]);
        });
    }

    [Fact]
    public void Variable_AndConstantOfText_AreOpaqueValues()
    {
        var fixture = new TFLiteFixture();
        int state = fixture.Tensor("state", [1, 4], more: t => t.Scalar<byte>(Slots.Tensor.IsVariable, 1));
        var text = fixture.Tensor("text", [1], TFLiteFixture.Text, fixture.Buffer(new byte[12]));
        var y = fixture.Tensor("y", [1, 4]);
        fixture.Operator(TFLiteFixture.Custom, [state, text], [y], custom: "Step");
        fixture.Outputs = [y];
        fixture.Read(graph =>
        {
            graph.Nodes.Select(n => n.Operator.Name).ShouldBe(["VARIABLE", "CONSTANT", "custom.Step"]);
            graph.Nodes[1].Output.Type.Element.ShouldBe(ElementType.String);
        });
    }

    [Fact]
    public void OpenBatch_TakesTheStoredShapeOrTheOneAskedFor()
    {
        var fixture = Open();
        fixture.Read(graph =>
        {
            graph.Inputs[0].Type.Shape.ShouldBe(new Shape(1, 3));
            graph.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("dynamic-dimensions");
        });
        var options = new ModelReadOptions { InputShapes = new Dictionary<string, Shape> { ["x"] = new(5, 3) } };
        fixture.Read(graph => graph.Outputs[0].Type.Shape.ShouldBe(new Shape(5, 3)), options);

        static TFLiteFixture Open()
        {
            var fixture = new TFLiteFixture();
            int x = fixture.Tensor("x", [1, 3], more: t => t.Vector<int>(Slots.Tensor.ShapeSignature, [-1, 3])),
                y = fixture.Tensor("y", [1, 3]);
            fixture.Operator(TFLiteFixture.Relu, [x], [y]);
            (fixture.Inputs, fixture.Outputs) = ([x], [y]);
            return fixture;
        }
    }

    [Fact]
    public void StoredShapeOfAnOpenTensor_GivesWayToTheComputedOne()
    {
        // An exporter stored y as it was for one batch; its signature says that the batch is open.
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [5, 3], more: t => t.Vector<int>(Slots.Tensor.ShapeSignature, [-1, 3]));
        var y = fixture.Tensor("y", [1, 3], more: t => t.Vector<int>(Slots.Tensor.ShapeSignature, [-1, 3]));
        fixture.Operator(TFLiteFixture.Relu, [x], [y]);
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Read(graph => graph.Outputs[0].Type.Shape.ShouldBe(new Shape(5, 3)));
    }

    [Fact]
    public void StoredShapeOfAClosedTensor_MustBeTheComputedOne()
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [5, 3], more: t => t.Vector<int>(Slots.Tensor.ShapeSignature, [-1, 3])),
            y = fixture.Tensor("y", [1, 3]);
        fixture.Operator(TFLiteFixture.Relu, [x], [y]);
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Refusal().ShouldContain("tensor 'y': the file states the shape [1,3]");
    }

    [Theory, InlineData("z", "the inputs are 'x'"), InlineData("x", "a different rank")]
    public void ShapeAskedFor_ThatFitsNoInput_IsRefused(string name, string expected)
    {
        using var file = new Contracts.TemporaryFile(TFLiteFixture.Small().Build(), ".tflite");
        var options = new ModelReadOptions { InputShapes = new Dictionary<string, Shape> { [name] = new(5, 3) } };
        Should.Throw<UnsupportedModelException>(() => ModelFormats.Open(file.Path, options).Dispose()).Message.ShouldContain(expected);
    }

    [Fact]
    public void L2Normalization_IsComposed()
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Constant("x", [1, 2], TFLiteFixture.Float32, [3f, 4f]), y = fixture.Tensor("y", [1, 2]);
        fixture.Operator(11, [x], [y]);
        fixture.Outputs = [y];
        fixture.Read(graph => graph.Outputs[0].Constant!.ToSingles().ShouldBe([0.6f, 0.8f], 1e-6));
    }

    [Fact]
    public void StridedSlice_WithEveryMask_IsNumPysIndexing()
    {
        // NumPy: x = arange(24).reshape(2,3,4); x[..., newaxis, 1, ::-2] is [[[7,5]],[[19,17]]].
        var fixture = new TFLiteFixture();
        var x = fixture.Constant("x", [2, 3, 4], TFLiteFixture.Int32, [.. Enumerable.Range(0, 24)]);
        int begin = fixture.Constant("begin", [4], TFLiteFixture.Int32, [0, 0, 1, 0]),
            end = fixture.Constant("end", [4], TFLiteFixture.Int32, [0, 0, 2, 0]);
        int step = fixture.Constant("step", [4], TFLiteFixture.Int32, [1, 1, 1, -2]),
            y = fixture.Tensor("y", [2, 1, 2], TFLiteFixture.Int32);
        // StridedSliceOptions: begin, end, ellipsis, new axis, shrink.
        var options = new TableWriter().Scalar(0, 8).Scalar(1, 8).Scalar(2, 1).Scalar(3, 2).Scalar(4, 4);
        fixture.Operator(
            45, [x, begin, end, step], [y], op => op.Scalar<byte>(Slots.Operator.OptionsType, 32).Table(Slots.Operator.Options, options));
        fixture.Outputs = [y];
        fixture.Read(graph => graph.Outputs[0].Constant!.ToInt64s().ShouldBe([7, 5, 19, 17]));
    }

    [Fact]
    public void PackAndUnpack_AreComposed()
    {
        var fixture = new TFLiteFixture();
        int a = fixture.Tensor("a", [2]), b = fixture.Tensor("b", [2]), packed = fixture.Tensor("packed", [2, 2]),
            p = fixture.Tensor("p", [2]), q = fixture.Tensor("q", [2]);
        TableWriter Options() => new TableWriter().Scalar(0, 2).Scalar(1, 1);
        fixture.Operator(
            83, [a, b], [packed], op => op.Scalar<byte>(Slots.Operator.OptionsType, 59).Table(Slots.Operator.Options, Options()));
        fixture.Operator(
            88, [packed], [p, q], op => op.Scalar<byte>(Slots.Operator.OptionsType, 64).Table(Slots.Operator.Options, Options()));
        (fixture.Inputs, fixture.Outputs) = ([a, b], [p, q]);
        fixture.Read(graph =>
        {
            graph.Nodes.Select(n => n.Operator.Name).ShouldBe(["Reshape", "Reshape", "Concat", "Split", "Reshape", "Reshape"]);
            graph.Outputs.Select(o => o.Name).ShouldBe(["p", "q"]);
        });
    }

    [Fact]
    public void PerAxisQuantization_IsRead()
    {
        var fixture = new TFLiteFixture();
        var quantization = new TableWriter().Vector<float>(Slots.Quantization.Scale, [0.5f, 0.25f])
            .Vector<long>(Slots.Quantization.ZeroPoint, [0, 0]).Scalar(Slots.Quantization.Dimension, 1);
        var w = fixture.Constant("w", [3, 2], TFLiteFixture.Int8, new sbyte[6], t => t.Table(Slots.Tensor.Quantization, quantization));
        var y = fixture.Tensor("y", [3, 2]);
        fixture.Operator(TFLiteFixture.Dequantize, [w], [y]);
        fixture.Outputs = [y];
        fixture.Read(graph => graph.Nodes[0].Input(0).Quantization.ShouldBe(new QuantizationParameters([0.5f, 0.25f], [0, 0], 1)));
    }

    [Fact]
    public void SparseConstant_IsMadeDense()
    {
        // The 4×4 matrix of schema.fbs' reference: rows dense, columns compressed.
        var fixture = new TFLiteFixture();
        var rows = new TableWriter().Scalar(Slots.SparseDimension.DenseSize, 3);
        var columns = new TableWriter().Scalar<sbyte>(Slots.SparseDimension.Format, 1)
            .Scalar<byte>(Slots.SparseDimension.SegmentsType, 3).Table(
                Slots.SparseDimension.Segments, new TableWriter().Vector<byte>(0, [0, 2, 2, 3]))
            .Scalar<byte>(Slots.SparseDimension.IndicesType, 2).Table(
                Slots.SparseDimension.Indices, new TableWriter().Vector<ushort>(0, [1, 3, 0]));
        var sparsity = new TableWriter().Vector<int>(Slots.Sparsity.TraversalOrder, [0, 1])
            .Tables(Slots.Sparsity.Dimensions, [rows, columns]);
        var w = fixture.Constant(
            "w", [3, 4], TFLiteFixture.Float32, new float[] { 5, 6, 7 }, t => t.Table(Slots.Tensor.Sparsity, sparsity));
        int dense = fixture.Tensor("dense", [3, 4]), x = fixture.Tensor("x", [3, 4]), y = fixture.Tensor("y", [3, 4]);
        fixture.Operator(TFLiteFixture.Densify, [w], [dense]);
        fixture.Operator(TFLiteFixture.Add, [x, dense], [y]);
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Read(graph =>
        {
            graph.Nodes.ShouldHaveSingleItem().Input(1).Constant!.ToSingles().ShouldBe([0, 5, 0, 6, 0, 0, 0, 0, 7, 0, 0, 0]);
            graph.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("sparse-constants");
        });
    }

    [Fact]
    public void SparseBlocks_AreMadeDense()
    {
        // A 2×4 matrix in blocks of 1×2: the only block that is stored lies at row 1, columns 2 and 3.
        var fixture = new TFLiteFixture();
        var rows = new TableWriter().Scalar(Slots.SparseDimension.DenseSize, 2);
        var columns = new TableWriter().Scalar<sbyte>(Slots.SparseDimension.Format, 1)
            .Scalar<byte>(Slots.SparseDimension.SegmentsType, 1).Table(
                Slots.SparseDimension.Segments, new TableWriter().Vector<int>(0, [0, 0, 1]))
            .Scalar<byte>(Slots.SparseDimension.IndicesType, 1).Table(Slots.SparseDimension.Indices, new TableWriter().Vector<int>(0, [1]));
        var block = new TableWriter().Scalar(Slots.SparseDimension.DenseSize, 2);
        var sparsity = new TableWriter().Vector<int>(Slots.Sparsity.TraversalOrder, [0, 1, 2]).Vector<int>(Slots.Sparsity.BlockMap, [1])
            .Tables(Slots.Sparsity.Dimensions, [rows, columns, block]);
        var w = fixture.Constant("w", [2, 4], TFLiteFixture.Float32, new float[] { 8, 9 }, t => t.Table(Slots.Tensor.Sparsity, sparsity));
        int x = fixture.Tensor("x", [2, 4]), y = fixture.Tensor("y", [2, 4]);
        fixture.Operator(TFLiteFixture.Add, [x, w], [y]);
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Read(graph => graph.Nodes[0].Input(1).Constant!.ToSingles().ShouldBe([0, 0, 0, 0, 0, 0, 8, 9]));
    }

    [Fact]
    public void SparseConstants_ShareWhatTheyMayTakeWhenDense()
    {
        // 10 MiB each when dense, of about a hundred bytes in the file: one is within the 16 MiB, both are not.
        const int Extent = 10 << 18;
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [1, Extent]), first = Sparse("first"), second = Sparse("second");
        int a = fixture.Tensor("a", [1, Extent]), b = fixture.Tensor("b", [1, Extent]);
        fixture.Operator(TFLiteFixture.Add, [x, first], [a]);
        fixture.Operator(TFLiteFixture.Add, [a, second], [b]);
        (fixture.Inputs, fixture.Outputs) = ([x], [b]);
        fixture.Read(graph =>
        {
            graph.Constants.ShouldHaveSingleItem().Name.ShouldBe("first");
            graph.Nodes.Select(n => n.Operator).OfType<OpaqueOperator>().ShouldHaveSingleItem().Reason.ShouldContain("sparse");
            graph.Diagnostics.ShouldHaveSingleItem().Message.ShouldStartWith("1 sparse");
        });

        int Sparse(string name)
        {
            var rows = new TableWriter().Scalar(Slots.SparseDimension.DenseSize, 1);
            var columns = new TableWriter().Scalar<sbyte>(Slots.SparseDimension.Format, 1)
                .Scalar<byte>(Slots.SparseDimension.SegmentsType, 3).Table(
                    Slots.SparseDimension.Segments, new TableWriter().Vector<byte>(0, [0, 1]))
                .Scalar<byte>(Slots.SparseDimension.IndicesType, 3).Table(
                    Slots.SparseDimension.Indices, new TableWriter().Vector<byte>(0, [7]));
            var sparsity = new TableWriter().Vector<int>(Slots.Sparsity.TraversalOrder, [0, 1])
                .Tables(Slots.Sparsity.Dimensions, [rows, columns]);
            return fixture.Constant(
                name, [1, Extent], TFLiteFixture.Float32, new float[] { 5 }, t => t.Table(Slots.Tensor.Sparsity, sparsity));
        }
    }

    /// <summary>
    /// Without keep_num_dims the kernel takes the elements as rows of the weights' width, whatever the input's rank (TFLite
    /// fully_connected.cc).
    /// </summary>
    [Theory]
    [InlineData(new[] { 2, 1, 1, 3 }, new[] { 4, 3 }, 2)]
    [InlineData(new[] { 2, 8 }, new[] { 4, 16 }, 1)]
    [InlineData(new[] { 2, 8 }, new[] { 4, 4 }, 4)]
    [InlineData(new[] { 6 }, new[] { 4, 3 }, 2)]
    public void FullyConnectedWithoutKeptAxes_RearrangesItsInput(int[] input, int[] weights, int rows)
    {
        var fixture = FullyConnected(input, weights, [rows, weights[0]]);
        fixture.Read(graph =>
        {
            graph.Nodes.Select(n => n.Operator.Name).ShouldBe(["Reshape", "FullyConnected"]);
            graph.Outputs[0].Type.Shape.ShouldBe(new Shape(rows, weights[0]));
        });
    }

    [Fact]
    public void FullyConnectedOfMatchingRows_LeavesItsInputAsItIs() => FullyConnected([2, 8], [4, 8], [2, 4])
        .Read(graph => graph.Nodes.ShouldHaveSingleItem().Operator.Name.ShouldBe("FullyConnected"));

    [Fact]
    public void FullyConnectedOfPartialRows_StaysOpaque() => FullyConnected([2, 8], [4, 5], [3, 4])
        .Read(graph => graph.Nodes.ShouldHaveSingleItem().Operator.ShouldBeOfType<OpaqueOperator>().Reason.ShouldContain("rows of 5"));

    private static TFLiteFixture FullyConnected(int[] input, int[] weights, int[] output)
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", input), w = fixture.Constant("w", weights, TFLiteFixture.Float32, new float[weights[0] * weights[1]]);
        var y = fixture.Tensor("y", output);
        fixture.Operator(TFLiteFixture.FullyConnected, [x, w], [y]);
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        return fixture;
    }

    [Fact]
    public void MetadataAndSignatures_AreListed()
    {
        var fixture = TFLiteFixture.Small();
        var runtime = fixture.Buffer("1.14.0\0\0\0\0\0\0\0\0\0\0"u8.ToArray());
        TableWriter Map(string name, uint tensor) =>
            new TableWriter().String(Slots.TensorMap.Name, name).Scalar(Slots.TensorMap.TensorIndex, tensor);
        fixture.Model = model => model
            .String(Slots.Model.Description, "TOCO Converted.")
            .Tables(
                Slots.Model.Metadata,
                [new TableWriter().String(Slots.Metadata.Name, "min_runtime_version").Scalar(Slots.Metadata.Buffer, (uint)runtime)])
            .Tables(
                Slots.Model.SignatureDefs,
                [new TableWriter().String(Slots.SignatureDef.Key, "classify")
                .Tables(Slots.SignatureDef.Inputs, [Map("image", 0)]).Tables(Slots.SignatureDef.Outputs, [Map("y", 1)])]);
        fixture.Read(graph =>
        {
            graph.Source.Producer.ShouldBe("TOCO Converted. (for runtime 1.14.0)");
            graph.Source.Metadata["signature classify"].ShouldBe("(image: x) -> (y)");
        });
    }
}
