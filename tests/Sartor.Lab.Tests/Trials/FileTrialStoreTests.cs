using Sartor.Contracts;
using Sartor.Contracts.Trials;
using Sartor.Lab.Trials;

namespace Sartor.Lab.Tests.Trials;

public sealed class FileTrialStoreTests : TrialStoreContract, IDisposable
{
    private static readonly StepKey s_step = StepKey.Of("test-1").With("variant", "cd");
    private static readonly DateTimeOffset s_then = new(2026, 11, 29, 12, 3, 4, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Place => Path.Combine(_folder.Path, "cache", "sartor");

    private string Entry => Path.Combine(Place, "steps", $"{s_step.Id}.json");

    protected override ITrialStore Open() => FileTrialStore.Open(Place, TimeProvider.System);

    [Fact]
    public void Folder_IsMadeForItsOwnerAlone()
    {
        Open();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Place).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.ReadAllText(Path.Combine(Place, "CACHEDIR.TAG")).ShouldStartWith("Signature: 8a477f597d28d172789f06886806bc55");
    }

    [Fact]
    public void Entry_TornAnywhere_IsDoneAgainAndReplaced()
    {
        Put();
        var whole = File.ReadAllBytes(Entry);
        for (var part = 0; part < 16; part++)
        {
            File.WriteAllBytes(Entry, whole[..(whole.Length * part / 16)]);
            ShouldBeIgnored(Open());
        }
        Put();
        Open().Find(s_step)!.Payload.ShouldBe("payload");
    }

    [Theory]
    [InlineData("payload", "payl0ad")]
    [InlineData("12:03:04", "12:03:05")]
    [InlineData("sartor.step/1", "sartor.step/2")]
    [InlineData("variant=cd", "variant=ce")]
    public void Entry_ThatWasEdited_IsIgnored(string from, string to)
    {
        Put();
        var text = File.ReadAllText(Entry);
        text.ShouldContain(from);
        File.WriteAllText(Entry, text.Replace(from, to, StringComparison.Ordinal));
        ShouldBeIgnored(Open());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"schema\": 5}")]
    [InlineData("\u0000\u0001\u0002")]
    public void Entry_OfAnotherProgram_IsIgnored(string text)
    {
        Put();
        File.WriteAllText(Entry, text);
        ShouldBeIgnored(Open());
    }

    [Fact]
    public void Entry_OfAnotherStepUnderThisName_IsIgnored()
    {
        Put();
        var other = s_step.With("threads", 2);
        File.Move(Entry, Path.Combine(Place, "steps", $"{other.Id}.json"));
        var store = Open();
        store.Find(other).ShouldBeNull();
        store.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("another step");
    }

    [Fact]
    public void Entry_ThatIsALink_IsNotFollowed()
    {
        Put();
        var outside = Path.Combine(_folder.Path, "outside.json");
        File.Move(Entry, outside);
        File.CreateSymbolicLink(Entry, outside);
        ShouldBeIgnored(Open());
        // What replaces it is a file in the store; what the link led to stays as it is.
        var before = File.ReadAllText(outside);
        Open().Put(s_step, s_then, "new").ShouldBeTrue();
        (File.ReadAllText(outside), new FileInfo(Entry).LinkTarget).ShouldBe((before, null));
    }

    [Fact]
    public void Entry_ThatIsAPipe_DoesNotBlock()
    {
        Put();
        File.Delete(Entry);
        NamedPipe.Make(Entry);
        ShouldBeIgnored(Open());
    }

    [Fact]
    public void Entry_ThatIsHuge_IsNotRead()
    {
        Put();
        using (var file = File.OpenWrite(Entry)) file.SetLength(5L << 30);
        ShouldBeIgnored(Open());
    }

    [Fact]
    public void FolderOfEntries_ThatLeadsElsewhere_IsNeitherReadNorWritten()
    {
        Put();
        var store = Open();
        var outside = Path.Combine(_folder.Path, "outside");
        Directory.Move(Path.Combine(Place, "steps"), outside);
        Directory.CreateSymbolicLink(Path.Combine(Place, "steps"), outside);
        var before = Directory.GetFiles(outside);

        store.Find(s_step).ShouldBeNull();
        store.Put(s_step.With("threads", 2), s_then, "1").ShouldBeFalse();
        store.Put(s_step.With("threads", 3), s_then, "1").ShouldBeFalse();
        Directory.GetFiles(outside).ShouldBe(before);
        store.Diagnostics.Select(d => d.Code).ShouldBe(["store-entry-ignored", "store-not-written"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void ModelFile_ThatWasChanged_IsNotGivenOut(int kept)
    {
        Open().Put(s_step, s_then, "1", stream => stream.Write([1, 2, 3]));
        var file = Directory.GetFiles(Path.Combine(Place, "files")).ShouldHaveSingleItem();
        File.WriteAllBytes(file, [.. new byte[] { 1, 2, 3 }[..kept], .. new byte[3 - kept]]);
        var store = Open();
        store.TryCopyFile(store.Find(s_step)!, new MemoryStream()).ShouldBeFalse();
        store.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("store-entry-ignored");
        // Done again, it is as it should be.
        store.Put(s_step, s_then, "1", stream => stream.Write([1, 2, 3]));
        store.TryCopyFile(store.Find(s_step)!, new MemoryStream()).ShouldBeTrue();
    }

    [Fact]
    public void Place_ThatIsNoFolder_GivesAStoreThatKeepsNothingAndSaysSo()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Place)!);
        File.WriteAllText(Place, "a file");
        var store = Open();
        store.Find(s_step).ShouldBeNull();
        store.Put(s_step, s_then, "1").ShouldBeFalse();
        store.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("store-not-used");
        File.ReadAllText(Place).ShouldBe("a file");
    }

    [Fact]
    public void Folder_ThatEverybodyMayWrite_IsNotTrusted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "permissions of POSIX");
        Put();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Place, File.GetUnixFileMode(Place) | UnixFileMode.OtherWrite);
        var store = Open();
        store.Find(s_step).ShouldBeNull();
        store.Put(s_step, s_then, "1").ShouldBeFalse();
        store.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("chmod");
    }

    [Fact]
    public void Link_ToAFolder_StandsForIt()
    {
        Put();
        var link = Path.Combine(_folder.Path, "link");
        Directory.CreateSymbolicLink(link, Place);
        FileTrialStore.Open(link, TimeProvider.System).Find(s_step)!.Payload.ShouldBe("payload");
    }

    [Fact]
    public void Store_BeyondItsLimit_LosesWhatWasNotUsedForLongest()
    {
        var time = new SteppedTime();
        ITrialStore store = FileTrialStore.Open(Place, time);
        const int Steps = 10, Bytes = 20_000;
        static StepKey Key(int i) => s_step.With("number", i);
        for (var i = 0; i < Steps; i++)
        {
            time.Step();
            store.Put(Key(i), s_then, "1", stream => stream.Write([(byte)i, .. new byte[Bytes - 1]])).ShouldBeTrue();
        }
        time.Step();
        store.TryCopyFile(store.Find(Key(0))!, new MemoryStream()).ShouldBeTrue();
        var foreign = Path.Combine(Place, "files", "notes.txt");
        File.WriteAllBytes(foreign, new byte[Bytes]);

        // Room for half of them; a tenth of that stays free.
        new StoreSpace([Path.Combine(Place, "steps"), Path.Combine(Place, "files")], Bytes * Steps / 2).TrimNow();

        bool IsThere(int i) => store.Find(Key(i)) is { } step && store.TryCopyFile(step, new MemoryStream());
        Enumerable.Range(0, Steps).Where(IsThere).ShouldBe([0, 7, 8, 9]);
        File.Exists(foreign).ShouldBeTrue();
        store.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void Put_BeyondTheLimit_KeepsTheStoreBelowIt()
    {
        const int Bytes = 10_000, Limit = 5 * Bytes;
        ITrialStore store = FileTrialStore.Open(Place, TimeProvider.System, Limit);
        for (var i = 0; i < 100; i++)
            store.Put(s_step.With("number", i), s_then, "1", stream => stream.Write([(byte)i, .. new byte[Bytes - 1]])).ShouldBeTrue();
        var bytes = Directory.GetFiles(Place, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        // Between two looks it may grow by what is put meanwhile.
        bytes.ShouldBeLessThan(Limit + (17 * 2 * Bytes));
    }

    [Fact]
    public void WhatAKilledProcessLeft_IsClearedByTheNextPut()
    {
        Put();
        var left = Directory.CreateDirectory(Path.Combine(Place, "steps", $".sartor-{Guid.NewGuid():N}")).FullName;
        Directory.CreateDirectory(Path.Combine(left, "new"));
        Put();
        Directory.Exists(left).ShouldBeFalse();
    }

    private void Put() => Open().Put(s_step, s_then, "payload").ShouldBeTrue();

    private static void ShouldBeIgnored(ITrialStore store)
    {
        store.Find(s_step).ShouldBeNull();
        store.Find(s_step).ShouldBeNull();
        var diagnostic = store.Diagnostics.ShouldHaveSingleItem();
        diagnostic.Code.ShouldBe("store-entry-ignored");
        diagnostic.Message.ShouldNotContain(Path.GetTempPath(), Case.Sensitive, "a result may be published");
    }

    private sealed class SteppedTime : TimeProvider
    {
        private DateTimeOffset _now = s_then;

        public void Step() => _now = _now.AddMinutes(1);

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
