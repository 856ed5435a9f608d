using Sartor.Core;

namespace Sartor.Lab.Trials;

/// <summary>
/// A store in a folder: <c>steps/ID.json</c> for each step and <c>files/SHA256</c> for the files of steps. Entries are written beside
/// their place and renamed; what is read is checked against its own hash and never followed out of the folder. Beyond a size, what was
/// not used for longest is deleted (<see cref="StoreSpace"/>).
/// </summary>
public sealed class FileTrialStore : ITrialStore
{
    /// <summary>Bytes that a store takes at most, unless the caller says otherwise.</summary>
    public const long DefaultLimitBytes = 4L << 30;

    // Raw samples of 20 launches of 5,000 inferences are 2 MB.
    private const long MostEntryBytes = 64L << 20;
    private const int CopyBytes = 1 << 17;
    private const string Tag = "Signature: 8a477f597d28d172789f06886806bc55\n# Finished steps of Sartor; may be deleted.\n";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Lock _gate = new();
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly string _folder;
    private readonly StoreSpace _space;
    private readonly TimeProvider _time;
    private bool _reads;
    private bool _writes;

    private FileTrialStore(string folder, TimeProvider time, long limitBytes)
    {
        (_folder, _time) = (folder, time);
        _space = new StoreSpace([Steps, Files], limitBytes);
    }

    /// <summary>Opens a store, whose folder is made where it is missing: for its owner alone.</summary>
    /// <param name="folder">The folder; a link stands for where it leads.</param>
    /// <param name="time">The clock of what is used and what is not.</param>
    /// <param name="limitBytes">Most bytes that it takes.</param>
    /// <returns>The store; one that holds and keeps nothing, with a diagnostic, where the folder cannot be used.</returns>
    public static FileTrialStore Open(string folder, TimeProvider time, long limitBytes = DefaultLimitBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(time);
        var store = new FileTrialStore(RealPath.Of(folder) ?? Path.GetFullPath(folder), time, limitBytes);
        store.Begin();
        return store;
    }

    public IReadOnlyList<Diagnostic> Diagnostics
    {
        get
        {
            lock (_gate) return [.. _diagnostics];
        }
    }

    private string Steps => Path.Combine(_folder, "steps");

    private string Files => Path.Combine(_folder, "files");

    public StoredStep? Find(StepKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!_reads) return null;
        var path = Path.Combine(Steps, $"{key.Id}.json");
        try
        {
            using var stream = OpenPlain(path);
            if (stream is null) return null;
            var problem = $"has more than {MostEntryBytes} bytes";
            if (stream.Length <= MostEntryBytes)
            {
                var bytes = new byte[stream.Length];
                var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                if (StepEntry.Read(bytes.AsSpan(0, read), key, out problem) is { } step)
                {
                    Touch(path);
                    return step;
                }
            }
            Ignored(path, problem);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Ignored(path, $"cannot be read ({IoReason.Of(e)})");
        }
        return null;
    }

    public bool TryCopyFile(StoredStep step, Stream destination, long mostBytes = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(destination);
        // The name comes from a file: only a hash is one.
        if (!_reads || step.FileSha256 is not { } name || !StoreSpace.IsHash(name)) return false;
        var path = Path.Combine(Files, name);
        try
        {
            using var stream = OpenPlain(path);
            if (stream is null || stream.Length > mostBytes) return false;
            using var hash = new Sha256();
            var buffer = new byte[CopyBytes];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                hash.Write(buffer, 0, read);
                destination.Write(buffer, 0, read);
            }
            if (hash.FinishHex() == name)
            {
                Touch(path);
                return true;
            }
            Ignored(path, "was changed after it was written");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Ignored(path, $"cannot be read ({IoReason.Of(e)})");
        }
        return false;
    }

    public bool Put(StepKey key, DateTimeOffset madeUtc, string payload, Action<Stream>? write = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!_writes) return false;
        try
        {
            if (!IsOwn(Steps) || !IsOwn(Files)) throw new IOException("a folder in it leads elsewhere");
            var file = write is null ? null : HashOf(write);
            var entry = StepEntry.Of(key, new StoredStep(madeUtc, payload, file)).ToJson();
            // An entry that nobody could read again.
            if (System.Text.Encoding.UTF8.GetByteCount(entry) > MostEntryBytes) return false;
            if (!_space.HasRoom(_folder)) throw new IOException("less than 1 GB would be left on the disk");
            if (file is not null) Write(Path.Combine(Files, file), write!);
            Write(Path.Combine(Steps, $"{key.Id}.json"), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(entry)));
            _space.Trim();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OutputException)
        {
            _writes = false;
            Say(Diagnostic.Warning("store-not-written",
                $"the trial store cannot be written ({Reason(e)}): what this run does is not kept for the next one; "
                + "choose another folder with --store"));
            return false;
        }
    }

    private void Begin()
    {
        try
        {
            if (!Directory.Exists(_folder)) Make();
            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(_folder).HasFlag(UnixFileMode.OtherWrite))
            {
                Unusable("everybody on this machine may write to its folder, so what is there is not to be trusted; run chmod o-w on it");
                return;
            }
            _reads = true;
            foreach (var part in (string[])[Steps, Files]) Directory.CreateDirectory(part);
            _writes = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Unusable($"its folder cannot be written ({IoReason.Of(e)})");
        }
    }

    private void Make()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder) ?? _folder);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(_folder);
        else Directory.CreateDirectory(_folder, OwnerOnly);
        // So that backups leave it out: https://bford.info/cachedir/
        var tag = Path.Combine(_folder, "CACHEDIR.TAG");
        try
        {
            File.WriteAllText(tag, Tag);
        }
        catch (IOException) when (File.Exists(tag))
        {
            // Another program makes the folder at the same time, and writes the same.
        }
    }

    private void Unusable(string problem) => Say(Diagnostic.Warning(
        "store-not-used", $"the trial store is not used: {problem}, or choose another folder with --store"));

    private void Ignored(string path, string problem) => Say(Diagnostic.Warning(
        "store-entry-ignored",
        $"{Path.GetFileName(path)} in the trial store {problem}: it is not used and its step is done again; others like it are not named"));

    private void Say(Diagnostic diagnostic)
    {
        lock (_gate)
        {
            if (_diagnostics.All(known => known.Code != diagnostic.Code)) _diagnostics.Add(diagnostic);
        }
    }

    // Null where nothing is there. Neither a link, nor what blocks when it is opened.
    private FileStream? OpenPlain(string path)
    {
        if (!IsOwn(Path.GetDirectoryName(path)!)) throw new IOException("its folder leads elsewhere");
        if (new FileInfo(path).LinkTarget is not null) throw new IOException("it is a link");
        if (SpecialFile.IsAt(path)) throw new IOException("it is not a regular file");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static bool IsOwn(string part) => new DirectoryInfo(part).LinkTarget is null;

    private void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A store that can only be read, or an entry that another process has just deleted.
        }
    }

    // Used now, by the clock that later uses are noted by.
    private void Write(string path, Action<Stream> write)
    {
        AtomicFile.Write(path, write);
        Touch(path);
    }

    private static string HashOf(Action<Stream> write)
    {
        using var hash = new Sha256();
        write(hash);
        return hash.FinishHex();
    }

    private static string Reason(Exception e) => e switch
    {
        OutputException { InnerException: { } inner } => IoReason.Of(inner),
        OutputException output => output.Problem,
        _ => IoReason.Of(e),
    };
}
