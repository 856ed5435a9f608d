using Sartor.Core;

namespace Sartor.Lab.Jobs;

/// <summary>A file that is made beside its place and gets there only when someone says that it is good.</summary>
internal sealed class StagedFile : IDisposable
{
    private readonly StagedOutput _staged;
    private readonly IReadOnlyList<string> _companions;

    private StagedFile(string location, IReadOnlyList<string> companions)
    {
        Location = location;
        _companions = companions;
        _staged = StagedOutput.Begin(location);
    }

    /// <summary>Where the file is to be, as it was given.</summary>
    public string Location { get; }

    /// <summary>Where it is made; other files of the run may lie beside it.</summary>
    public string Staging => _staged.Path;

    /// <summary>Starts a file: what cannot be written is said before an hour of calibration, not after it.</summary>
    /// <param name="location">The file to make.</param>
    /// <param name="companions">Suffixes of the files that belong to it.</param>
    /// <param name="inputs">Files that are read meanwhile and must not be replaced.</param>
    /// <exception cref="OutputException">The location is a folder, a pipe, socket or device, or one of the inputs, or cannot be
    /// written.</exception>
    public static StagedFile Begin(string location, IReadOnlyList<string> companions, params ReadOnlySpan<string> inputs)
    {
        foreach (var place in CompanionFiles.Of(location, companions).Prepend(location))
        {
            AtomicFile.Check(place);
            foreach (var input in inputs)
            {
                if (File.Exists(place) && RealPath.Holds(place, input))
                    throw new OutputException(place, "is the model that is read; choose another name with --out");
            }
        }
        return new StagedFile(location, companions);
    }

    /// <summary>Does what writes to <see cref="Staging"/> or beside it.</summary>
    public T Make<T>(Func<string, T> make) => make(Staging);

    /// <summary>Puts the file in its place; what was there before is replaced.</summary>
    /// <exception cref="OutputException">It cannot be renamed; what was there before is still there.</exception>
    public void Publish()
    {
        foreach (var place in CompanionFiles.Of(Location, _companions).Prepend(Location)) AtomicFile.Check(place);
        _staged.PublishFile(_companions);
    }

    /// <summary>Deletes what was made unless it was published.</summary>
    public void Dispose() => _staged.Dispose();
}
