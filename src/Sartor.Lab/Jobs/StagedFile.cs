using Sartor.Core;

namespace Sartor.Lab.Jobs;

/// <summary>A file, or a folder, that is made beside its place and gets there only when someone says that it is good.</summary>
internal sealed class StagedFile : IDisposable
{
    private readonly StagedOutput _staged;
    private readonly FileLayout _layout;

    private StagedFile(string location, FileLayout layout)
    {
        Location = location;
        _layout = layout;
        _staged = StagedOutput.Begin(location);
    }

    /// <summary>Where the file is to be, as it was given.</summary>
    public string Location { get; }

    /// <summary>Where it is made; other files of the run may lie beside it.</summary>
    public string Staging => _staged.Path;

    /// <summary>Starts it: what cannot be written is said before an hour of calibration, not after it.</summary>
    /// <param name="location">The file to make.</param>
    /// <param name="layout">What it consists of.</param>
    /// <param name="inputs">Files that are read meanwhile and must not be replaced.</param>
    /// <exception cref="OutputException">The location is a folder, a pipe, socket or device, or one of the inputs, or cannot be
    /// written.</exception>
    public static StagedFile Begin(string location, FileLayout layout, params ReadOnlySpan<string> inputs)
    {
        layout.Check(location);
        foreach (var place in layout.IsFolder ? [location] : layout.Of(location))
        {
            foreach (var input in inputs)
            {
                if (Path.Exists(place) && RealPath.Holds(place, input))
                    throw new OutputException(place, "is a file that is read; choose another name with --out");
            }
        }
        return new StagedFile(location, layout);
    }

    /// <summary>Does what writes to <see cref="Staging"/> or beside it.</summary>
    public T Make<T>(Func<string, T> make) => make(Staging);

    /// <summary>Puts the file in its place; what was there before is replaced.</summary>
    /// <exception cref="OutputException">It cannot be renamed; what was there before is still there.</exception>
    public void Publish()
    {
        _layout.Check(Location);
        _staged.Publish(_layout);
    }

    /// <summary>Deletes what was made unless it was published.</summary>
    public void Dispose() => _staged.Dispose();
}
