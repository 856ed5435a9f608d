using System.Collections.Concurrent;

namespace Sartor.Core;

/// <summary>
/// An output while it is being made: a file or folder of its final name in a hidden folder beside its place, which it reaches by one
/// rename. The hidden folder has a random name and a lock, so that runs never meet and what a dead run left is told from what a
/// living one makes. Each start clears what dead runs left in the same folder.
/// </summary>
public sealed class StagedOutput : IDisposable
{
    // Each attempt that fails does so because another writer succeeded.
    private const int MostAttempts = 1000;

    private static readonly ConcurrentDictionary<string, StagedOutput> s_open = new(StringComparer.Ordinal);

    private readonly Lock _gate = new();
    private readonly FileStream _lock;
    private readonly string _hidden;
    private readonly string _place;
    private bool _ended;
    private bool _published;

    private StagedOutput(string location, string place, string hidden, FileStream held)
    {
        Location = location;
        _place = place;
        _hidden = hidden;
        _lock = held;
        Path = System.IO.Path.Combine(hidden, LeftBehind.New, System.IO.Path.GetFileName(place));
        s_open[hidden] = this;
    }

    /// <summary>Where the output is to be, as it was given.</summary>
    public string Location { get; }

    /// <summary>Where it is made, as an absolute path: nothing is there yet, its folder exists and is nobody else's.</summary>
    public string Path { get; }

    /// <summary>Starts an output; what is at its place stays until it is published.</summary>
    /// <param name="location">A file or folder; its folder is made where it is missing.</param>
    /// <exception cref="OutputException">Nothing can be written there.</exception>
    public static StagedOutput Begin(string location)
    {
        ArgumentException.ThrowIfNullOrEmpty(location);
        var place = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(location));
        var parent = System.IO.Path.GetDirectoryName(place)
            ?? throw new OutputException(location, "is the root of a file system; choose another place with --out");
        try
        {
            Directory.CreateDirectory(parent);
            LeftBehind.Clear(parent, System.IO.Path.GetFileName(place));
            for (var attempt = 1; ; attempt++)
            {
                var hidden = System.IO.Path.Combine(parent, LeftBehind.NewName());
                if (TryMake(hidden) is { } held) return new StagedOutput(location, place, hidden, held);
                if (attempt == MostAttempts) throw new IOException("other processes delete what is begun there");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(location, e);
        }
    }

    /// <summary>That writing there failed, as a sentence for the user.</summary>
    public static OutputException Failed(string location, Exception reason) =>
        new(location, $"cannot be written ({IoReason.Of(reason)}); choose another place with --out or free some space", reason);

    /// <summary>The text with the places that users know instead of the hidden ones that are open now.</summary>
    public static string Shown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (s_open.IsEmpty) return text;
        // An output may be staged inside of another one's hidden folder.
        foreach (var staged in s_open.Values.OrderByDescending(s => s.Path.Length))
            text = text.Replace(staged.Path, staged.Location, StringComparison.Ordinal);
        return text;
    }

    /// <summary>
    /// Ends every output that is open, as <see cref="Dispose"/> does; for a process that is about to end without waiting for its work.
    /// </summary>
    public static void AbandonAll()
    {
        foreach (var staged in s_open.Values.OrderByDescending(s => s.Path.Length)) staged.Dispose();
    }

    /// <summary>Puts the file in its place and ends this; a file that was there is replaced.</summary>
    /// <exception cref="OutputException">It cannot be renamed; what was there before is still there.</exception>
    public void PublishFile() => Publish(FileLayout.Single);

    /// <summary>Puts an output in its place and ends this: files beside a file before it, a folder as a whole.</summary>
    /// <param name="layout">What it consists of.</param>
    /// <exception cref="OutputException">It cannot be renamed, or must not be replaced.</exception>
    public void Publish(FileLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (layout.IsFolder)
        {
            PublishFolder(() => layout.Check(Location));
            return;
        }
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            try
            {
                // The file itself is the first.
                foreach (var (made, place) in layout.Of(Path).Zip(layout.Of(_place)).Reverse()) File.Move(made, place, overwrite: true);
                _published = true;
                Dispose();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Failed(Location, e);
            }
        }
    }

    /// <summary>Puts the folder in its place and ends this; a folder that was there is replaced and deleted.</summary>
    /// <param name="check">Throws where what is at the place now must not be replaced.</param>
    /// <exception cref="OutputException">It cannot be renamed; what was there before is still there.</exception>
    public void PublishFolder(Action check)
    {
        ArgumentNullException.ThrowIfNull(check);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    if (Directory.Exists(_place)) SetAside(check);
                    Directory.Move(Path, _place);
                    _published = true;
                    Dispose();
                    return;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // Another run published between the two renames, or took away what was to be set aside: the last one stays.
                    if (attempt < MostAttempts && Directory.Exists(Path) && WasOvertaken(e)) continue;
                    TryRestore();
                    throw Failed(Location, e);
                }
            }
        }
    }

    /// <summary>Deletes what was made unless it was published, and what was replaced.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
            s_open.TryRemove(_hidden, out _);
            var isSafe = _published || TryRestore();
            LeftBehind.TryDelete(System.IO.Path.Combine(_hidden, LeftBehind.New));
            if (isSafe) LeftBehind.TryDelete(System.IO.Path.Combine(_hidden, LeftBehind.Old));
            _lock.Dispose();
            if (isSafe) LeftBehind.TryDelete(_hidden);
        }
    }

    // Null where another process took the folder for a dead one before it had its lock.
    private static FileStream? TryMake(string hidden)
    {
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(hidden);
            held = StagingLock.TryTake(hidden);
            if (held is not null) Directory.CreateDirectory(System.IO.Path.Combine(hidden, LeftBehind.New));
            return held;
        }
        catch
        {
            held?.Dispose();
            LeftBehind.TryDelete(hidden);
            throw;
        }
    }

    private void SetAside(Action check)
    {
        check();
        var old = System.IO.Path.Combine(_hidden, LeftBehind.Old);
        if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
        Directory.CreateDirectory(old);
        Directory.Move(_place, System.IO.Path.Combine(old, System.IO.Path.GetFileName(_place)));
    }

    // The place was taken again after it was set aside, or went away before it could be.
    private bool WasOvertaken(Exception reason)
    {
        var wasSetAside = Directory.Exists(System.IO.Path.Combine(_hidden, LeftBehind.Old, System.IO.Path.GetFileName(_place)));
        return wasSetAside ? Directory.Exists(_place) : reason is DirectoryNotFoundException or FileNotFoundException;
    }

    // False where what was set aside could not be given its place back: then it stays in the hidden folder, for the next run.
    private bool TryRestore()
    {
        try
        {
            LeftBehind.Restore(System.IO.Path.GetDirectoryName(_place)!, _hidden);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
