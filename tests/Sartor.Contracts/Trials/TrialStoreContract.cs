using Sartor.Core;
using Sartor.Lab.Trials;

namespace Sartor.Contracts.Trials;

/// <summary>What every store of finished steps has to do.</summary>
public abstract class TrialStoreContract
{
    private static readonly StepKey s_key = StepKey.Of("test-1").With("variant", "ab").With("engine", "tflite");
    private static readonly DateTimeOffset s_made = new(2026, 11, 29, 12, 3, 4, 567, TimeSpan.Zero);

    /// <summary>A store over the same place at each call.</summary>
    protected abstract ITrialStore Open();

    [Fact]
    public void Find_InAnEmptyStore_IsNothing()
    {
        var store = Open();
        store.Find(s_key).ShouldBeNull();
        store.Diagnostics.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"name\": \"µ \\\"quoted\\\"\\n\"}")]
    [InlineData("\u0000\ud83e\uddf5 \\ \r\n\t")]
    public void Put_IsFoundAsItWasByThisAndLaterStores(string payload)
    {
        var store = Open();
        store.Put(s_key, s_made.AddTicks(7), payload).ShouldBeTrue();
        foreach (var other in (ITrialStore[])[store, Open()])
        {
            other.Find(s_key).ShouldBe(new StoredStep(s_made.AddTicks(7), payload));
            other.Diagnostics.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Put_OfTheSameKey_Replaces()
    {
        var store = Open();
        store.Put(s_key, s_made, "1", Writes([1]));
        store.Put(s_key, s_made.AddHours(1), "2").ShouldBeTrue();
        store.Find(s_key).ShouldBe(new StoredStep(s_made.AddHours(1), "2"));
    }

    [Fact]
    public void Find_OfAnyOtherKey_IsNothing()
    {
        var store = Open();
        store.Put(s_key, s_made, "1");
        var swapped = StepKey.Of("test-1").With("engine", "tflite").With("variant", "ab");
        foreach (var other in (StepKey[])[StepKey.Of("test-1"), s_key.With("threads", 1), swapped])
            store.Find(other).ShouldBeNull(other.Text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_003)]
    public void File_ComesBackByteForByte(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        Open().Put(s_key, s_made, "1", Writes(bytes)).ShouldBeTrue();
        var store = Open();
        var step = store.Find(s_key).ShouldNotBeNull();
        using var copy = new MemoryStream();
        store.TryCopyFile(step, copy, length).ShouldBeTrue();
        copy.ToArray().ShouldBe(bytes);
        if (length > 0) store.TryCopyFile(step, new MemoryStream(), length - 1).ShouldBeFalse("it is larger than was asked for");
        step.FileSha256.ShouldBe(Sha256.Hex(bytes));
    }

    [Fact]
    public void File_OfTwoSteps_ServesBoth()
    {
        var store = Open();
        var other = s_key.With("threads", 2);
        store.Put(s_key, s_made, "1", Writes([1, 2, 3]));
        store.Put(other, s_made, "2", Writes([1, 2, 3]));
        foreach (var key in (StepKey[])[s_key, other])
        {
            using var copy = new MemoryStream();
            store.TryCopyFile(store.Find(key)!, copy).ShouldBeTrue();
            copy.ToArray().ShouldBe([1, 2, 3]);
        }
    }

    [Fact]
    public void CopyOfAFile_ThatThereIsNot_IsFalse()
    {
        var store = Open();
        store.TryCopyFile(new StoredStep(s_made, "1"), new MemoryStream()).ShouldBeFalse();
        store.TryCopyFile(new StoredStep(s_made, "1", new string('a', 64)), new MemoryStream()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../steps")]
    [InlineData("/etc/hostname")]
    public void NameOfAFile_ThatIsNoHash_IsFalse(string name) =>
        Open().TryCopyFile(new StoredStep(s_made, "1", name), new MemoryStream()).ShouldBeFalse();

    [Fact]
    public void Step_WhoseFileCannotBeWritten_IsNotKept()
    {
        var store = Open();
        store.Put(s_key, s_made, "1", _ => throw new IOException("the disk is gone")).ShouldBeFalse();
        Open().Find(s_key).ShouldBeNull();
    }

    [Fact]
    public async Task Stores_ThatPutTheSameStepsAtOnce_KeepEachWhole()
    {
        const int Keys = 8, Stores = 4;
        static StepKey Key(int i) => s_key.With("number", i);
        var tasks = Enumerable.Range(0, Stores).Select(writer => Task.Run(() =>
        {
            var store = Open();
            for (var i = 0; i < Keys; i++)
            {
                store.Put(Key(i), s_made, $"{i}", Writes([(byte)i, 0, 1])).ShouldBeTrue();
                for (var j = 0; j < Keys; j++) store.Find(Key(j))?.Payload.ShouldBe($"{j}");
            }
            store.Diagnostics.ShouldBeEmpty();
        }));
        await Task.WhenAll(tasks);

        var last = Open();
        for (var i = 0; i < Keys; i++)
        {
            var step = last.Find(Key(i)).ShouldNotBeNull();
            step.Payload.ShouldBe($"{i}");
            using var copy = new MemoryStream();
            last.TryCopyFile(step, copy).ShouldBeTrue();
            copy.ToArray().ShouldBe([(byte)i, 0, 1]);
        }
    }

    private static Action<Stream> Writes(byte[] bytes) => stream => stream.Write(bytes);
}
