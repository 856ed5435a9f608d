using Sartor.Convert;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Analysis;
using Sartor.Lab.Evaluation;

namespace Sartor.Cli.Inspection;

/// <summary>Reads models and describes them.</summary>
internal sealed class ModelInspector(ModelReadOptions options, IConversionTarget target, bool withLayers)
{
    /// <summary>Files, and folders, below a folder that are looked at.</summary>
    public int MostEntries { get; init; } = 100_000;

    /// <exception cref="SartorException">The file cannot be read.</exception>
    public ModelInspection Inspect(string path)
    {
        using var model = ModelFormats.Open(path, options);
        var graph = model.Graph;
        var analysis = GraphAnalysis.Of(graph);
        var parameters = ParameterCount.Of(graph, analysis);
        var fingerprint = GraphFingerprint.Of(graph);
        return new ModelInspection
        {
            File = path,
            Format = model.Format.Name,
            FormatVersion = graph.Source.FormatVersion,
            Producer = graph.Source.Producer,
            Opsets = graph.Source.Opsets,
            SizeBytes = model.SizeBytes,
            Inputs = [.. graph.Inputs.Select(SourceModels.Tensor)],
            Outputs = [.. graph.Outputs.Select(SourceModels.Tensor)],
            Operators = graph.Source.OperatorCounts,
            Conversion = InspectedConversion.Of(target.Name, ConversionForecast.Of(model, target)),
            Opaque =
            [
                .. analysis.OpaqueLayers.GroupBy(l => (l.Operator, l.OpaqueReason))
                .Select(g => new OpaqueOperators(g.Key.Operator, g.Count(), g.Key.OpaqueReason!)),
            ],
            Parameters = parameters.Network,
            StoredParameters = parameters.Stored,
            Macs = analysis.Macs,
            Flops = analysis.Flops,
            IsComplete = analysis.IsComplete,
            WeightBytes = analysis.WeightBytes,
            PeakActivationBytes = analysis.PeakActivationBytes,
            Fingerprint = fingerprint.Model,
            Layers = withLayers ? [.. analysis.Layers.Zip(fingerprint.Layers, Layer)] : null,
            Notes = [.. graph.Diagnostics.Select(d => d.Message), .. parameters.Doubt is { } doubt ? [doubt] : Array.Empty<string>()],
        };
    }

    /// <summary>
    /// Every model under a folder, links not followed. A file counts as a model by its suffix or by its content, a folder by its suffix.
    /// </summary>
    /// <exception cref="ModelFormatException">The folder, or one below it, cannot be listed.</exception>
    public FolderInspection InspectFolder(string folder, CancellationToken cancellation)
    {
        CheckReadable(folder);
        try
        {
            return InspectAll(folder, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(folder, null, $"cannot be listed ({IoReason.Of(e)}); give a folder nearer to the models", e);
        }
    }

    private FolderInspection InspectAll(string folder, CancellationToken cancellation)
    {
        var models = new List<ModelInspection>();
        var others = 0;
        var listing = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device,
        };
        var packages = Below(folder, Directory.EnumerateDirectories(folder, "*", listing), cancellation).Where(HasSuffix)
            .ToHashSet(StringComparer.Ordinal);
        var files = Below(folder, Directory.EnumerateFiles(folder, "*", listing), cancellation)
            .Where(path => !packages.Any(package => path.StartsWith(package + Path.DirectorySeparatorChar, StringComparison.Ordinal)));
        foreach (var path in files.Concat(packages).Order(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!packages.Contains(path) && !IsModel(path))
            {
                others++;
                continue;
            }
            var relative = Path.GetRelativePath(folder, path);
            try
            {
                models.Add(Inspect(path) with { File = relative });
            }
            catch (SartorException e)
            {
                models.Add(new ModelInspection { File = relative, Error = e.Message.Replace(path + ": ", "", StringComparison.Ordinal) });
            }
        }
        return new FolderInspection(folder, models, others);
    }

    // All of it, or a word before any is read: each file is opened to see what it is.
    private List<string> Below(string folder, IEnumerable<string> paths, CancellationToken cancellation)
    {
        var found = new List<string>();
        foreach (var path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            if (found.Count == MostEntries)
                throw new ModelFormatException(
                    folder, null, $"has more than {Quantity.Count(MostEntries)} files below it; give a folder nearer to the models");
            found.Add(path);
        }
        return found;
    }

    // Folders below it that cannot be listed are passed over; the one that was asked for is not.
    private static void CheckReadable(string folder)
    {
        try
        {
            foreach (var _ in Directory.EnumerateFileSystemEntries(folder)) break;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException(folder, null, $"cannot be listed ({IoReason.Of(e)}); check its permissions", e);
        }
    }

    private static bool HasSuffix(string path) => Path.GetExtension(path) is { Length: > 0 } suffix
        && ModelFormats.Catalog.All.Any(f => f.Suffixes.Contains(suffix, StringComparer.OrdinalIgnoreCase));

    private static bool IsModel(string path)
    {
        if (HasSuffix(path)) return true;
        try
        {
            using var file = SlicedFile.Open(path);
            return file.Length > 0 && ModelFormats.Catalog.All.Any(f => f.Detect(file));
        }
        catch (SartorException)
        {
            return false;
        }
    }

    private static InspectedLayer Layer(LayerAnalysis layer, string fingerprint) => new(
        layer.Name, layer.Operator, string.Join(' ', layer.Outputs.Select(o => o.ToString())), layer.Parameters, layer.Macs,
        layer.WeightBytes, layer.ActivationBytes, fingerprint);
}
