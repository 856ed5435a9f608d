using Sartor.Convert;
using Sartor.Core;
using Sartor.Lab.Jobs;
using Sartor.Lab.Torch;

namespace Sartor.Tailor.Tuning;

/// <summary>Tunes the weights that the SubNets of a network share.</summary>
internal static class TuningRun
{
    /// <summary>Prepares the work folder, trains in it or goes on, and writes the network with tuned weights.</summary>
    /// <param name="options">What, on what and how.</param>
    /// <param name="listener">Hears of it.</param>
    /// <param name="cancellation">Ends it; what was trained remains in the work folder.</param>
    /// <exception cref="SartorException">Something cannot be used, read or written.</exception>
    public static TuningResult Run(TuningOptions options, ITuningListener listener, CancellationToken cancellation)
    {
        options.Check();
        ConversionTargets.Interchange.RequireName(options.OutputPath);
        using var inputs = TuningInputs.Open(options);
        string[] read = [.. options.Input.NamedFiles, .. new[] { options.Space?.Path }.OfType<string>()];
        using var output = StagedFile.Begin(options.OutputPath, FileLayout.Single, read);
        var python = PythonProgram.Find(options.Python);
        var folder = TuningFolder.Prepare(options, inputs, listener, cancellation);
        var end = TuningProgram.Run(python, Path.GetFullPath(folder.Path), listener, cancellation);
        output.Make(staging =>
        {
            AtomicFile.Write(staging, stream =>
            {
                using var tuned = File.OpenRead(end.File);
                tuned.CopyTo(stream);
            });
            return new FileInfo(staging).Length;
        });
        output.Publish();
        return new TuningResult(options, inputs.Network.Space, folder, end, inputs.Preprocessing, inputs.Diagnostics);
    }
}
