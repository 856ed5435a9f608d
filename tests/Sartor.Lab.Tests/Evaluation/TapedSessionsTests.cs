using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Evaluation;

public sealed class TapedSessionsTests
{
    private static readonly Tensor[][] s_inputs =
    [
        [Tensor.Vector(1f, 2, 3), Tensor.Scalar(4L)],
        [Tensor.Vector(1f, 2, 4), Tensor.Scalar(4L)],
        [Tensor.Create<float>(new Shape(1, 3), [1f, 2, 3]), Tensor.Scalar(4L)],
        [Tensor.Vector(1, 2, 3), Tensor.Scalar(4L)],
        [Tensor.Vector<float>(), Tensor.Scalar(4L)],
    ];

    [Fact]
    public void Tape_GivesWhatTheModelGaveAndLoadsItForOthersOnly()
    {
        var model = new CountingSessions();
        var tape = new OutputTape();
        var first = Run(model, tape, s_inputs[..4]);
        (model.Loads, model.Runs, tape.Recorded, tape.HasGrown).ShouldBe((1, 4, 4, true));

        var read = Copy(tape);
        var again = Run(model, read, s_inputs[..4]);
        (model.Loads, model.Runs, read.Recorded, read.HasGrown).ShouldBe((1, 4, 0, false));
        Values(again).ShouldBe(Values(first));
        read.Digest().ShouldBe(tape.Digest());

        Run(model, read, s_inputs);
        (model.Loads, model.Runs, read.Recorded, read.HasGrown).ShouldBe((2, 5, 1, true));
    }

    [Fact]
    public void Digest_TellsOrderInputsAndOutputsApart()
    {
        string Digest(float factor, params Tensor[][] inputs)
        {
            var tape = new OutputTape();
            Run(new CountingSessions(factor), tape, inputs);
            return tape.Digest();
        }

        string[] digests =
        [
            Digest(2, s_inputs[0], s_inputs[1]), Digest(2, s_inputs[1], s_inputs[0]),
            Digest(2, s_inputs[0]), Digest(2, s_inputs[0], s_inputs[0]), Digest(3, s_inputs[0], s_inputs[1]), Digest(2),
        ];
        digests.Distinct().Count().ShouldBe(digests.Length);
        Digest(2, s_inputs[0], s_inputs[1]).ShouldBe(digests[0]);
    }

    [Fact]
    public void Outputs_ThatThereIsNoRoomFor_AreComputedAgain()
    {
        // 3 and 1 elements of 4 bytes for each input.
        var tape = new OutputTape(capacity: 2 * 16);
        var model = new CountingSessions();
        Run(model, tape, s_inputs[..4]);
        var read = Copy(tape);
        Run(model, read, s_inputs[..4]);
        (model.Runs, read.Recorded).ShouldBe((6, 2));
        read.Digest().ShouldBe(tape.Digest());
    }

    [Fact]
    public void Tape_CutAnywhereOrChanged_IsNone()
    {
        var tape = new OutputTape();
        Run(new CountingSessions(), tape, s_inputs);
        using var stream = new MemoryStream();
        tape.Write(stream);
        var bytes = stream.ToArray();
        for (var length = 0; length < bytes.Length; length++)
            OutputTape.Read(new MemoryStream(bytes[..length])).ShouldBeNull($"{length} of {bytes.Length}");
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var changed = bytes.ToArray();
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            // Whatever it is taken for, it ends and takes no more memory than the file has.
            _ = OutputTape.Read(new MemoryStream(changed));
        }
    }

    /// <summary>A tape of one empty vector, with each of its numbers changed: what cannot be is no tape, and nothing is reserved for it.
    /// </summary>
    [Theory]
    [InlineData("form", 0x31544F52u)]
    [InlineData("element", 999u)]
    [InlineData("rank", 65u)]
    [InlineData("rank", uint.MaxValue)]
    [InlineData("bytes", 1u)]
    [InlineData("bytes", uint.MaxValue)]
    public void Number_ThatCannotBe_MakesNoTape(string place, uint value)
    {
        var tape = new OutputTape();
        tape.Add("k", [Tensor.Vector<float>()]);
        using var stream = new MemoryStream();
        tape.Write(stream);
        var bytes = stream.ToArray();
        // Form, number of inputs, a text of one letter, number of outputs, element, rank, one extent of 64 bits, bytes.
        bytes.Length.ShouldBe(4 + 4 + 2 + 4 + 4 + 4 + 8 + 4);
        var at = place switch { "form" => 0, "element" => 14, "rank" => 18, _ => 30 };
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
        OutputTape.Read(new MemoryStream(bytes)).ShouldBeNull();
        OutputTape.Read(new MemoryStream(stream.ToArray())).ShouldNotBeNull().Find("k").ShouldNotBeNull();
    }

    [Fact]
    public void InputThatIsKnown_IsNotKeptAgain()
    {
        var tape = new OutputTape(capacity: 8);
        tape.Add("a", [Tensor.Vector(1f)]);
        tape.Add("a", [Tensor.Vector(2f)]);
        tape.Add("b", [Tensor.Vector(3f)]);
        tape.Add("c", [Tensor.Vector(4f)]);
        (tape.Recorded, tape.HasGrown).ShouldBe((4, true));
        tape.Find("a")![0].ToSingles().ShouldBe([1]);
        tape.Find("b").ShouldNotBeNull();
        tape.Find("c").ShouldBeNull();
    }

    private static OutputTape Copy(OutputTape tape)
    {
        using var stream = new MemoryStream();
        tape.Write(stream);
        stream.Position = 0;
        return OutputTape.Read(stream).ShouldNotBeNull();
    }

    private static IReadOnlyList<Tensor>[] Run(CountingSessions model, OutputTape tape, params Tensor[][] inputs)
    {
        using var session = new TapedSessions(model, tape).Open("model", new EngineTarget("abacus", "cpu"), 1, new EngineWorkerOptions());
        return [.. inputs.Select(session.Infer)];
    }

    private static string[] Values(IReadOnlyList<Tensor>[] outputs) =>
        [.. outputs.SelectMany(o => o).Select(o => $"{o.Type}: {string.Join(' ', o.ToSingles())}")];

    /// <summary>Gives the first input times a factor, and its sum.</summary>
    private sealed class CountingSessions(float factor = 2) : IModelSessions
    {
        public int Loads { get; private set; }

        public int Runs { get; private set; }

        public ITargetSession Open(string modelPath, EngineTarget target, int threads, EngineWorkerOptions limits)
        {
            Loads++;
            return new CountingSession(this, factor);
        }

        private sealed class CountingSession(CountingSessions sessions, float factor) : ITargetSession
        {
            public string ActualDelegate => "cpu";

            public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs)
            {
                sessions.Runs++;
                var values = inputs[0].ToSingles();
                return [Tensor.Create(inputs[0].Shape, Array.ConvertAll(values, v => v * factor)), Tensor.Scalar(values.Sum())];
            }

            public void Dispose()
            {
            }
        }
    }
}
