using System.Text.Json;

namespace Sartor.Engines.OnnxRuntime;

/// <summary>
/// A session that writes what it does into a file of a folder of its own, which is gone with this object. ONNX Runtime ends such a file
/// once, so that each profile needs a new session.
/// </summary>
internal sealed unsafe class OrtProfiler : IDisposable
{
    /// <summary>Most steps times runs of one profile: each is about 0.5 KB of the file.</summary>
    public const int MaxEvents = 100_000;

    private const long MaxFileBytes = 256L << 20;

    private readonly string _path;
    private readonly DirectoryInfo _folder;

    private OrtProfiler(string path, DirectoryInfo folder, NativeObject session) => (_path, _folder, Session) = (path, folder, session);

    /// <summary>The session; the caller's to dispose of.</summary>
    public NativeObject Session { get; }

    /// <summary>Loads a model for a profile.</summary>
    /// <exception cref="EngineException">ONNX Runtime refuses the model.</exception>
    /// <exception cref="OutputException">There is no place for the file.</exception>
    public static OrtProfiler Load(string path, EngineOptions options)
    {
        var folder = ScratchFolder.Create("sartor-profile-");
        try
        {
            return new OrtProfiler(path, folder, OrtSessionLoader.Load(path, options, Path.Combine(folder.FullName, "run")));
        }
        catch
        {
            Delete(folder);
            throw;
        }
    }

    /// <summary>Ends the file and reads the last runs in it.</summary>
    /// <param name="runs">How many of the runs count.</param>
    /// <param name="problem">Why the result is null; one sentence without a full stop.</param>
    public OrtTrace? Finish(int runs, out string? problem)
    {
        byte* name;
        OrtApi.Check(OrtApi.EndProfiling(Session.Pointer, OrtDescription.Allocator(), &name), _path);
        OrtDescription.Take(name);
        try
        {
            // The folder is ours alone: what lies in it is the file.
            if (_folder.GetFiles() is not [var file]) problem = "ONNX Runtime wrote no profile";
            else if (file.Length > MaxFileBytes) problem = $"the profile of ONNX Runtime has more than {MaxFileBytes >> 20} MiB";
            else
            {
                var trace = OrtTrace.Read(File.ReadAllBytes(file.FullName), runs);
                problem = trace is null ? "the profile of ONNX Runtime has fewer runs than there were" : null;
                return trace;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // It writes the bytes of names as they are.
            problem = "the profile of ONNX Runtime is no valid JSON; the name of a node may not be UTF-8";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"the profile of ONNX Runtime cannot be read ({IoReason.Of(e)})";
        }
        return null;
    }

    public void Dispose() => Delete(_folder);

    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A small file of the temporary folder; the system clears it.
        }
    }
}
