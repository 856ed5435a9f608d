using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;

namespace Sartor.Data.Sources;

/// <summary>A source and what stands beside it.</summary>
/// <param name="Source">The samples.</param>
/// <param name="Preprocess">As a <c>dataset.yaml</c> states it; null where nothing does.</param>
/// <param name="LabelOffset">As a <c>dataset.yaml</c> states it; null where nothing does.</param>
/// <param name="Name">As a <c>dataset.yaml</c> states it; null where nothing does.</param>
internal sealed record OpenedSource(ISampleSource Source, PreprocessOptions? Preprocess = null, int? LabelOffset = null,
    string? Name = null);
