using System.Security.Cryptography;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Analysis;
using Sartor.Graph.Ir;
using Sartor.Lab.Results;

namespace Sartor.Lab.Fitting;

/// <summary>Describes an open model for a result.</summary>
public static class SourceFacts
{
    /// <summary>All facts; reads the whole file once for its hash and once for its fingerprint.</summary>
    public static SourceModel Of(ModelFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var analysis = GraphAnalysis.Of(model.Graph);
        var source = model.Graph.Source;
        return new SourceModel
        {
            Name = Path.GetFileName(model.Path),
            Format = model.Format.Name,
            FormatVersion = source.FormatVersion,
            Producer = source.Producer,
            Opsets = source.Opsets,
            Sha256 = Sha256(model.Path),
            SizeBytes = model.SizeBytes,
            Parameters = analysis.Parameters,
            Macs = analysis.IsComplete ? analysis.Macs : null,
            Flops = analysis.IsComplete ? analysis.Flops : null,
            Inputs = [.. model.Graph.Inputs.Select(Tensor)],
            Outputs = [.. model.Graph.Outputs.Select(Tensor)],
            Fingerprint = GraphFingerprint.Of(model.Graph).Model,
        };
    }

    /// <summary>SHA-256 of a file in lower-case hexadecimal digits.</summary>
    public static string Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return System.Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static TensorFacts Tensor(Value value) => new()
    {
        Name = value.Name,
        ElementType = value.Type.Element.Label(),
        Shape = value.Type.Shape?.Extents,
    };
}
