using Sartor.Data;
using Sartor.Data.Images;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Small pictures of the samples that variants see differently from their source.</summary>
internal static class FitPictures
{
    // About 2 kB each.
    private const int Most = 48;

    /// <summary>Pictures by id of the sample; empty where the samples are no images.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="variants">The variants with their verdicts.</param>
    /// <param name="pick">The recommended trial, whose samples come first; null for none.</param>
    public static IReadOnlyDictionary<string, string> Of(DataSet data, IEnumerable<VariantResult> variants, TrialKey? pick)
    {
        var pictures = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!data.HasImages) return pictures;
        var ids = variants
            .SelectMany(variant => variant.Verdicts.Select(verdict => (Key: TrialKey.Of(variant.Name, verdict.Target), verdict)))
            .OrderByDescending(found => found.Key == pick)
            .SelectMany(found => found.verdict.ChangedSamples.Select(sample => sample.Id))
            .Distinct(StringComparer.Ordinal).Take(Most);
        foreach (var id in ids)
        {
            var sample = data.Read(data.IndexOf(id));
            // Of several inputs the first one that is an image.
            if ((sample.Parts ?? [sample]).Select(part => part.Pixels).FirstOrDefault(image => image is not null) is { } pixels)
                pictures[id] = Thumbnail.Of(pixels);
        }
        return pictures;
    }
}
