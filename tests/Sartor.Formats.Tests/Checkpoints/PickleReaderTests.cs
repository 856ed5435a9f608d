using System.Buffers.Binary;
using System.Text;
using Sartor.Core;
using Sartor.Formats.Checkpoints;

namespace Sartor.Formats.Tests.Checkpoints;

// The instructions are those of Python's pickletools.
public sealed class PickleReaderTests
{
    private const string Storage = "(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuM\u0010\0tQ";

    [Fact]
    public void Values_are_read()
    {
        var value = Read("\u0080\u0002}(U\u0001aK\u0005U\u0001b]( N\u0088\u0089e".Replace(" ", "", StringComparison.Ordinal)
            + "U\u0001cG\u003F\u00E0\0\0\0\0\0\0U\u0001dJ\u00FE\u00FF\u00FF\u00FFU\u0001e\u008A\u0009\0\0\0\0\0\0\0\0\u0001u.");
        var items = ((PickleDictionary)value!).Items;
        items.Select(item => item.Key).ShouldBe(["a", "b", "c", "d", "e"]);
        items[0].Value.ShouldBe(5L);
        ((PickleList)items[1].Value!).Items.ShouldBe([null, true, false]);
        items[2].Value.ShouldBe(0.5);
        items[3].Value.ShouldBe(-2L);
        items[4].Value.ShouldBe(System.Numerics.BigInteger.Pow(2, 64));
    }

    [Fact]
    public void Memo_gives_the_same_value_again()
    {
        var items = ((PickleList)Read("](]q\u0001h\u0001e.")!).Items;
        items[0].ShouldBeSameAs(items[1]);
    }

    [Fact]
    public void Tensor_is_a_view_of_a_storage()
    {
        var tensor = Tensor(2, [2, 3], [3, 1]).ShouldBeOfType<PickleTensor>();
        (tensor.Storage.Key, tensor.Element, tensor.Offset, tensor.Shape).ShouldBe(("0", ElementType.Float32, 2, new Shape(2, 3)));
    }

    // The storage has 16 elements.
    [Theory]
    [InlineData(0, new long[] { 16 }, new long[] { 1 }, true)]
    [InlineData(0, new long[] { 17 }, new long[] { 1 }, false)]
    [InlineData(1, new long[] { 16 }, new long[] { 1 }, false)]
    [InlineData(0, new long[] { 2, 8 }, new long[] { 8, 1 }, true)]
    [InlineData(0, new long[] { 2, 8 }, new long[] { 9, 1 }, false)]
    [InlineData(0, new long[] { 1000, 1000 }, new long[] { 0, 0 }, true)]
    [InlineData(15, new long[] { }, new long[] { }, true)]
    [InlineData(16, new long[] { }, new long[] { }, false)]
    [InlineData(99, new long[] { 0 }, new long[] { 1 }, true)]
    [InlineData(-1, new long[] { 1 }, new long[] { 1 }, false)]
    [InlineData(0, new long[] { -1 }, new long[] { 1 }, false)]
    [InlineData(0, new long[] { 2, 2 }, new long[] { 1 }, false)]
    [InlineData(0, new long[] { int.MaxValue, int.MaxValue, int.MaxValue }, new long[] { 0, 0, 0 }, false)]
    public void Tensor_lies_inside_of_its_storage(int offset, long[] shape, long[] strides, bool expected)
    {
        if (expected) Tensor(offset, shape, strides).ShouldBeOfType<PickleTensor>();
        else Should.Throw<ModelFormatException>(() => Tensor(offset, shape, strides)).Message.ShouldContain("reaches beyond its storage");
    }

    // What pickle.loads would run.
    [Theory]
    [InlineData("cposix\nsystem\n(X\u0002\0\0\0idtR.", "posix.system")]
    [InlineData("cos\nsystem\nU\u0002id\u0085R.", "os.system")]
    [InlineData("U\u0002osU\u0006system\u0093U\u0002id\u0085R.", "os.system")]
    [InlineData("cbuiltins\neval\nU\u0003foo\u0085R.", "builtins.eval")]
    [InlineData("cnumpy.core.multiarray\nscalar\n)R.", "numpy.core.multiarray.scalar")]
    [InlineData("](cnet\nNet\n)\u0081}bcos\npopen\nU\u0001a\u0085Re.", "net.Net, os.popen")]
    [InlineData("ctorch\nload\nU\u0001a\u0085R.", "torch.load")]
    [InlineData("ctorch._utils\n_rebuild_device_tensor_from_numpy\n)R.", "torch._utils._rebuild_device_tensor_from_numpy")]
    [InlineData("ccollections\nOrderedDict.fromkeys\n)R.", "collections.OrderedDict.fromkeys")]
    [InlineData("ctorch.FloatStorage\n__init__\n)R.", "torch.FloatStorage.__init__")]
    public void Code_is_refused_by_its_name(string pickle, string names) =>
        Should.Throw<ModelFormatException>(() => Read(pickle)).Message.ShouldBe($"w.pt: would run {names} when it is loaded, and Sartor "
            + "runs no code of a file; save the weights alone, with torch.save(model.state_dict(), …).");

    [Theory]
    [InlineData("", "it is cut off")]
    [InlineData("]", "it is cut off")]
    [InlineData(".", "unfinished value")]
    [InlineData("NN.", "unfinished value")]
    [InlineData("N(.", "unfinished value")]
    [InlineData("\u0080\u0006N.", "protocol is newer than 5")]
    [InlineData("X\u00FF\u00FF\u00FF\u00FFab.", "it is cut off")]
    [InlineData("B\u00FF\u00FF\u00FF\u007Fab.", "it is cut off")]
    [InlineData("\u008A\u00FF\u0001.", "it is cut off")]
    [InlineData("h\u0007.", "it has kept no value 7")]
    [InlineData("q\u0007.", "a value is missing")]
    [InlineData("N(q\u0007.", "a value is missing")]
    [InlineData("N(\u0085.", "a value is missing")]
    [InlineData("t.", "a mark is missing")]
    [InlineData("NNa.", "to what is not a list")]
    [InlineData("N(NNu.", "in what is not a dictionary")]
    [InlineData("}(Nu.", "in what is not a dictionary")]
    [InlineData("N)R.", "what is called is not a function")]
    [InlineData("ccollections\nOrderedDict\nNR.", "what is called is not a function")]
    [InlineData("ccollections\nOrderedDict\nN\u0085R.", "arguments that make no sound value")]
    [InlineData("ccollections\nOrderedDict\n]N\u0085a\u0085R.", "arguments that make no sound value")]
    [InlineData("NNb.", "a plain value has a state")]
    [InlineData("NQ.", "a storage is not described")]
    [InlineData("(U\u0007storageNU\u00010U\u0003cpuK\u0010tQ.", "a storage is not described")]
    [InlineData("(U\u0007storageccollections\nOrderedDict\nU\u00010U\u0003cpuK\u0010tQ.", "a storage is not described")]
    [InlineData("ccollections", "it is cut off")]
    [InlineData("NN\u0093.", "a class has no name")]
    [InlineData("S'a'\n.", "the instruction 0x53")]
    [InlineData("(cos\nsystem\nios\nsystem\n.", "the instruction 0x69")]
    [InlineData("(cos\nsystem\nU\u0002ido.", "the instruction 0x6F")]
    [InlineData("\u0082\u0001.", "the instruction 0x82")]
    [InlineData("N2.", "the instruction 0x32")]
    public void Damage_is_refused_with_its_place(string pickle, string problem)
    {
        var error = Should.Throw<ModelFormatException>(() => Read(pickle));
        error.Message.ShouldStartWith("w.pt: byte ");
        error.Message.ShouldContain(problem);
    }

    [Fact]
    public void Storage_in_two_sizes_is_refused() =>
        Should.Throw<ModelFormatException>(() => Read($"]({Storage}{Storage.Replace("M\u0010", "M\u0011", StringComparison.Ordinal)}e."))
            .Message.ShouldContain("the storage '0' is described in two ways");

    // Recursion would end the process; a list for each byte would fill the memory.
    [Fact]
    public void Depth_and_number_of_values_are_bounded()
    {
        const int Deep = 1_000_000;
        var nested = Read(new string(']', Deep) + new string('a', Deep - 1) + ".");
        nested.ShouldBeOfType<PickleList>().Items.Count.ShouldBe(1);
        Should.Throw<ModelFormatException>(() => Read($"({new string('N', 1 << 23)}t.")).Message.ShouldContain("4,194,304 values");
        Should.Throw<ModelFormatException>(() => Read($"N{new string('\u0094', 1 << 23)}.")).Message.ShouldContain("4,194,304 values");
    }

    // Only what was damaged is refused, and nothing else happens.
    [Fact]
    public void Changed_bytes_end_in_a_value_or_a_refusal()
    {
        var sound = Encoding.Latin1.GetBytes(TensorPickle(0, [2, 3], [3, 1]));
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = sound.ToArray();
            for (var k = 0; k <= i % 4; k++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                new PickleReader(bytes, "w.pt").Read();
            }
            catch (ModelFormatException)
            {
            }
        }
    }

    private static object? Tensor(int offset, long[] shape, long[] strides) => Read(TensorPickle(offset, shape, strides));

    private static string TensorPickle(int offset, long[] shape, long[] strides) =>
        $"ctorch._utils\n_rebuild_tensor_v2\n({Storage}{Integer(offset)}({string.Concat(shape.Select(Integer))}t"
        + $"({string.Concat(strides.Select(Integer))}t\u0089ccollections\nOrderedDict\n)RtR.";

    private static string Integer(long value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)value);
        return $"J{Encoding.Latin1.GetString(bytes)}";
    }

    private static object? Read(string pickle) => new PickleReader(Encoding.Latin1.GetBytes(pickle), "w.pt").Read();
}
