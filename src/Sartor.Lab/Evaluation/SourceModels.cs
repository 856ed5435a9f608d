using System.Globalization;
using System.Reflection;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Analysis;
using Sartor.Graph.Ir;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>Describes an open model for a result.</summary>
public static class SourceModels
{
    /// <summary>The version of this program, without the commit.</summary>
    public static string SartorVersion =>
        typeof(SourceModels).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "0";

    /// <summary>Opens a model that is to be run.</summary>
    /// <exception cref="SartorException">It cannot be read, or nobody knows how large its inputs are.</exception>
    public static ModelFile Open(string path, ModelReadOptions options)
    {
        var model = ModelFormats.Open(path, options);
        try
        {
            OpenDimensions.Refuse(model);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Opens the model of these options, also one that runs without being read.</summary>
    /// <param name="options">The model and its shapes.</param>
    /// <param name="runtime">See <see cref="ModelReadOptions.Runtime"/>.</param>
    /// <exception cref="SartorException">It cannot be read or run, or nobody knows how large its inputs are.</exception>
    public static ModelFile Open(InputOptions options, string? runtime = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.ScriptInputs is { } inputs
            ? ScriptModel.Open(options.ModelPath, inputs)
            : Open(options.ModelPath, new ModelReadOptions { InputShapes = options.InputShapes, Runtime = runtime });
    }

    /// <summary>All facts; reads the whole file once.</summary>
    public static SourceModel Of(ModelFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var analysis = GraphAnalysis.Of(model.Graph);
        var source = model.Graph.Source;
        var (sha256, fingerprint) = model.Identify();
        return new SourceModel
        {
            Name = Path.GetFileName(model.Path),
            Format = model.Format.Name,
            FormatVersion = source.FormatVersion,
            Producer = source.Producer,
            Opsets = source.Opsets,
            Sha256 = sha256,
            SizeBytes = model.SizeBytes,
            Parameters = ParameterCount.Of(model.Graph, analysis).Network,
            Macs = analysis.IsComplete ? analysis.Macs : null,
            Flops = analysis.IsComplete ? analysis.Flops : null,
            Inputs = [.. model.Graph.Inputs.Select(Tensor)],
            Outputs = [.. model.Graph.Outputs.Select(Tensor)],
            Fingerprint = fingerprint.Model,
        };
    }

    /// <summary>Where a variant comes from, as metadata of its file: <see cref="SourceHashKey"/> and others.</summary>
    public static IReadOnlyDictionary<string, string> Provenance(SourceModel source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var facts = new Dictionary<string, string>
        {
            ["sartor.source.name"] = source.Name,
            [SourceHashKey] = source.Sha256,
            ["sartor.source.fingerprint"] = source.Fingerprint,
            [ParameterCount.SourceKey] = source.Parameters.ToString(CultureInfo.InvariantCulture),
        };
        if (source.Macs is { } macs) facts[GraphAnalysis.SourceMacsKey] = macs.ToString(CultureInfo.InvariantCulture);
        return facts;
    }

    /// <summary>Metadata that holds the <see cref="ModelFile.Sha256()"/> of what a variant was made from.</summary>
    public const string SourceHashKey = "sartor.source.sha256";

    /// <summary>An input or output as the model types it.</summary>
    public static TensorFacts Tensor(Value value) => new()
    {
        Name = value.Name,
        ElementType = value.Type.Element.Label(),
        Shape = value.Type.Shape?.Extents,
    };

    /// <summary>Whether a file states that it was made from a source; null where it states none.</summary>
    internal static bool? IsMadeFrom(ModelFile variant, ModelFile source)
    {
        if (!variant.Graph.Source.Metadata.TryGetValue(SourceHashKey, out var hash)) return null;
        if (hash == source.Sha256()) return true;
        // Of two files that are one model, either may have been named.
        return source.ExternalFiles.ToArray() is [var (_, other)] && hash == ModelFile.Sha256([other, source.Content.Path]);
    }
}
