using Sartor.Core;
using Sartor.Engines;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Tests.Protocol;

public sealed class FrameTests
{
    // The example of docs/worker-protocol.md, written by hand.
    private const string ProbeHex = "1b000000" + "0000000000000000" + "747970653d70726f62650a" + "656e67696e653d74666c6974650a" + "613d";

    [Fact]
    public async Task Write_Probe_GivesTheDocumentedBytes()
    {
        using var output = new MemoryStream();
        await new FrameStream(Stream.Null, output).WriteAsync(new Frame("probe").With("engine", "tflite"));
        System.Convert.ToHexStringLower(output.ToArray())
            .ShouldBe("19000000" + "0000000000000000" + "747970653d70726f62650a" + "656e67696e653d74666c6974650a");
    }

    [Fact]
    public async Task Read_LastLineWithoutNewline_IsALine()
    {
        var frame = await ReadAsync(System.Convert.FromHexString(ProbeHex));
        frame!.Type.ShouldBe("probe");
        frame.Get("engine").ShouldBe("tflite");
        frame.Get("a").ShouldBe("");
    }

    [Fact]
    public async Task Read_NothingAtAll_IsTheEnd() => (await ReadAsync([])).ShouldBeNull();

    [Theory]
    [InlineData("1b")]
    [InlineData("1b0000000000000000000000")]
    [InlineData("05000000030000000000000061")]
    public async Task Read_CutOff_Throws(string hex) =>
        await Should.ThrowAsync<EndOfStreamException>(() => ReadAsync(System.Convert.FromHexString(hex)));

    [Theory]
    [InlineData("ffffffff0000000000000000", "more than the protocol allows")]
    [InlineData("01000000ffffffffffffffff", "more than the protocol allows")]
    [InlineData("000000000000000000000000", "empty")]
    [InlineData("01000000000000000000000061", "key=value")]
    [InlineData("030000000000000000000000613d62", "does not begin with its type")]
    [InlineData("02000000000000000000000061ff", "not UTF-8")]
    public async Task Read_NoFrame_SaysWhy(string hex, string reason) =>
        (await Should.ThrowAsync<InvalidDataException>(() => ReadAsync(System.Convert.FromHexString(hex)))).Message.ShouldContain(reason);

    [Fact]
    public void Header_AnyText_ComesBack()
    {
        var frame = new Frame("x").With("a", "with = and \n and \\n and ünï").With("b", -7).With("c", (string?)null);
        var back = Frame.DecodeHeader(frame.EncodeHeader());
        back.Get("a").ShouldBe("with = and \n and \\n and ünï");
        back.GetNumber("b", -10, 10).ShouldBe(-7);
        back.Find("c").ShouldBeNull();
        Should.Throw<InvalidDataException>(() => back.GetNumber("b", 0, 10));
        Should.Throw<InvalidDataException>(() => back.Get("c"));
        Should.Throw<InvalidDataException>(() => Frame.DecodeHeader("type=x\na=1\na=2"u8));
        Should.Throw<InvalidDataException>(() => Frame.DecodeHeader("type=x\na=\\q"u8));
    }

    [Fact]
    public void Tensors_OfAllKinds_ComeBack()
    {
        Tensor[] tensors = [Tensor.Scalar(2.5), Tensor.Create(new Shape(0, 3), Array.Empty<byte>()), Tensor.Vector<short>(1, -2)];
        var back = RoundTrip(new Frame("infer").WithTensors("input", tensors)).GetTensors("input");
        back.Select(tensor => tensor.Type).ShouldBe(tensors.Select(tensor => tensor.Type));
        back.Select(tensor => System.Convert.ToHexString(tensor.Data.Span))
            .ShouldBe(tensors.Select(tensor => System.Convert.ToHexString(tensor.Data.Span)));
    }

    [Theory]
    [InlineData("float32", "2")]
    [InlineData("float32", "-1")]
    [InlineData("float32", "99999999999,99999999999")]
    [InlineData("float32", "1,x")]
    [InlineData("string", "1")]
    [InlineData("1", "1")]
    [InlineData("int8", "1")]
    public void Tensors_NotFittingThePayload_Throw(string type, string shape)
    {
        var frame = new Frame("infer") { Payload = new byte[4] }.With("inputs", 1).With("input.0.type", type).With("input.0.shape", shape);
        Should.Throw<InvalidDataException>(() => frame.GetTensors("input"));
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void Tensors_OfUpTo32Axes_AreTaken(int axes, bool taken)
    {
        var frame = new Frame("infer") { Payload = new byte[1] }
            .With("inputs", 1).With("input.0.type", "uint8").With("input.0.shape", string.Join(',', Enumerable.Repeat("1", axes)));
        if (taken) frame.GetTensors("input")[0].Shape.Rank.ShouldBe(axes);
        else Should.Throw<InvalidDataException>(() => frame.GetTensors("input")).Message.ShouldContain("33 axes");
    }

    [Fact]
    public void Descriptions_WithQuantizationAndFreeAxes_ComeBack()
    {
        SessionTensor[] tensors =
        [
            new("in = a", new TensorType(ElementType.UInt8, new Shape(1, 8, 8, 3)),
                new QuantizationParameters([0.1f, 1f / 3], [3, -128], 3), [0, 2]),
            new("", TensorType.Unknown, null, []),
        ];
        RoundTrip(new Frame("ok").WithDescriptions("input", tensors)).GetDescriptions("input").ShouldBe(tensors);
    }

    [Fact]
    public void Proof_WithDiagnostics_ComesBack()
    {
        var delegation = new Delegation("xnnpack", "none", 3, 0,
            [new KernelCount("CONV_2D", 2), new KernelCount("a custom op", 1)],
            "the plan", [Diagnostic.Warning("delegate-unused", "none of them")]);
        RoundTrip(new Frame("ok").WithDelegation(delegation)).GetDelegation().ShouldBe(delegation);
    }

    private static Frame RoundTrip(Frame frame)
    {
        var back = Frame.DecodeHeader(frame.EncodeHeader());
        back.Payload = frame.Payload;
        return back;
    }

    private static async Task<Frame?> ReadAsync(byte[] bytes)
    {
        using var input = new MemoryStream(bytes);
        return await new FrameStream(input, Stream.Null).ReadAsync();
    }
}
