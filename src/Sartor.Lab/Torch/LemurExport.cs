using Sartor.Convert;
using Sartor.Core;

namespace Sartor.Lab.Torch;

/// <summary>
/// Exports the networks of a LEMUR folder, one after the other, each in a process of its own with a deadline and verified against PyTorch.
/// What fails has a reason and stops nothing. An export that was ended goes on where it was.
/// </summary>
public static class LemurExport
{
    /// <summary>Exports what is not there yet.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="told">Is told of each network as it ends.</param>
    /// <param name="cancellation">Ends it; what was exported stays.</param>
    /// <returns>All networks, by name.</returns>
    /// <exception cref="OptionException">The folder is not there or has no such file.</exception>
    /// <exception cref="EngineException">No Python on this machine has PyTorch.</exception>
    public static IReadOnlyList<LemurNetwork> Run(
        LemurOptions options, Action<LemurNetwork> told, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(told);
        if (!Directory.Exists(options.Folder)) throw new OptionException("--lemur", $"'{options.Folder}' is not a folder");
        string[] scripts =
        [
            .. Directory.EnumerateFiles(options.Folder, "*.py").Where(path => Path.GetFileName(path) != "__init__.py")
                .Order(StringComparer.Ordinal),
        ];
        if (scripts.Length == 0) throw new OptionException("--lemur", $"'{options.Folder}' has no Python files");
        var python = PythonProgram.Find(options.Python);
        Directory.CreateDirectory(options.OutputFolder);
        var networks = new List<LemurNetwork>();
        foreach (var script in scripts)
        {
            cancellation.ThrowIfCancellationRequested();
            var network = Export(options, script, python, cancellation);
            networks.Add(network);
            told(network);
        }
        return networks;
    }

    private static LemurNetwork Export(LemurOptions options, string script, string python, CancellationToken cancellation)
    {
        var name = Path.GetFileNameWithoutExtension(script);
        var path = Path.Combine(options.OutputFolder, $"{name}{ConversionTargets.Interchange.Suffix}");
        if (File.Exists(path) && File.GetLastWriteTimeUtc(path) >= File.GetLastWriteTimeUtc(script))
            return new LemurNetwork(name, null, IsKept: true);
        try
        {
            using var model = TorchModel.Export(Source(options, script, python), cancellation);
            AtomicFile.Write(path, stream =>
            {
                using var file = File.OpenRead(model.Path);
                file.CopyTo(stream);
            });
            return new LemurNetwork(name, null, IsKept: false);
        }
        catch (SartorException e) when (e is not OutputException)
        {
            return new LemurNetwork(name, PrintableText.OfLine(e.Message), IsKept: false);
        }
    }

    private static TorchSource Source(LemurOptions options, string script, string python) => new()
    {
        ScriptPath = script,
        Name = "Net",
        Inputs = [new Evaluation.TorchInput(null, options.InputShape)],
        Arguments = new Dictionary<string, string>
        {
            ["in_shape"] = $"({string.Join(", ", options.InputShape.Extents.ToArray())},)",
            ["out_shape"] = $"({options.Classes},)",
            ["device"] = "cpu",
        },
        FillsHyperparameters = true,
        Python = python,
        TimeLimit = options.Deadline,
    };
}
