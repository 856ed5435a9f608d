using System.Text.Json.Nodes;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Torch;

/// <summary>
/// A PyTorch model as an ONNX file in a folder for temporary files, exported by PyTorch in a process of its own and verified against it.
/// The file goes away with the object.
/// </summary>
public sealed class TorchModel : IDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly BridgeProcess _bridge;

    private TorchModel(TorchSource source, DirectoryInfo folder, BridgeProcess bridge) =>
        (Source, _folder, _bridge, Path) = (source, folder, bridge, folder.FullName);

    /// <summary>What was exported.</summary>
    public TorchSource Source { get; }

    /// <summary>The ONNX file, named after the class or the TorchScript file.</summary>
    public string Path { get; private set; }

    /// <summary>What exported it, and what tracing fixed.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; private set; } = [];

    /// <summary>Exports a model and runs the file against PyTorch on seeded inputs.</summary>
    /// <param name="source">The model.</param>
    /// <param name="cancellation">Ends the export; nothing is left behind.</param>
    /// <exception cref="SartorException">
    /// There is no PyTorch, the model cannot be made, run or exported, or the export computes something else.
    /// </exception>
    public static TorchModel Export(TorchSource source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (var path in (string?[])[source.ScriptPath, source.WeightsPath])
        {
            if (path is not null && !File.Exists(path)) throw new ModelFormatException(path, null, "the file does not exist");
        }
        var python = PythonProgram.Find(source.Python);
        var folder = ScratchFolder.Create("sartor-torch-");
        BridgeProcess? bridge = null;
        try
        {
            bridge = BridgeProcess.Start(python, folder.FullName);
            var model = new TorchModel(source, folder, bridge);
            model.Run(python, cancellation);
            return model;
        }
        catch
        {
            bridge?.Dispose();
            Delete(folder);
            throw;
        }
    }

    /// <summary>The model in PyTorch, as a source for its variants.</summary>
    /// <param name="model">The open ONNX file.</param>
    /// <param name="cancellation">Ends a run.</param>
    /// <param name="signature">Its own inputs and outputs; null: those of the graph.</param>
    internal SourceSession Start(ModelFile model, CancellationToken cancellation, ModelSignature? signature = null)
    {
        var limit = WorkerBudget.For(model.Graph, model.SizeBytes).Deadline;
        return SourceSession.Of(new TorchRunner(_bridge, model.Graph, limit, cancellation), signature ?? ModelSignature.Of(model.Graph));
    }

    public void Dispose()
    {
        _bridge.Dispose();
        Delete(_folder);
    }

    private void Run(string python, CancellationToken cancellation)
    {
        var (answer, _) = _bridge.Ask(Request(), [], Source.TimeLimit, cancellation);
        if (answer.TryGetProperty("error", out var error)) throw TorchProblem.Of(error, Source, python);
        Path = System.IO.Path.Combine(_folder.FullName, answer.GetProperty("file").GetString()!);
        var notes = answer.GetProperty("notes").EnumerateArray();
        Diagnostic[] fixings = [.. notes.Select(note => Diagnostic.Warning("traced", $"PyTorch's exporter says: {note}"))];
        var proof = ExportProof.Run(this, fixings, cancellation);
        var version = answer.GetProperty("torch").GetString();
        Diagnostics =
        [
            Diagnostic.Note(
                "torch-export", $"{Source} was exported by PyTorch {version} with opset {answer.GetProperty("opset")}; {proof}"),
            .. Source is { Name: not null, WeightsPath: null }
                ? [Diagnostic.Warning("no-weights", "no --weights are given: these are the weights that the class itself makes")]
                : (Diagnostic[])[],
            .. fixings,
        ];
    }

    private JsonObject Request() => new()
    {
        ["script"] = System.IO.Path.GetFullPath(Source.ScriptPath),
        ["name"] = Source.Name,
        ["weights"] = Source.WeightsPath is { } weights ? System.IO.Path.GetFullPath(weights) : null,
        ["arguments"] = new JsonObject(Source.Arguments.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["hyperparameters"] = Source.FillsHyperparameters,
        ["inputs"] = new JsonArray([.. Source.Inputs.Select(input => (JsonNode)new JsonObject
        {
            ["name"] = input.Name,
            ["shape"] = new JsonArray([.. input.Shape.Extents.Select(extent => (JsonNode)extent)]),
            ["type"] = input.Element.Label(),
        })]),
        ["folder"] = _folder.FullName,
        ["memory"] = Source.MemoryLimitBytes,
    };

    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // What the system still holds, its cleaning of temporary files takes.
        }
    }
}
