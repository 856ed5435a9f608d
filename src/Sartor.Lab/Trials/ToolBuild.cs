using System.Collections.Immutable;
using System.Reflection;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Data;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Results;
using Sartor.Workers.Client;

namespace Sartor.Lab.Trials;

/// <summary>
/// Tells one build of Sartor from another. What a build made is never taken for what another one would make: a version number would not
/// tell them apart while someone works on the code.
/// </summary>
internal static class ToolBuild
{
    /// <summary>This assembly and all of Sartor that it refers to; a test says which ones are missing.</summary>
    internal static ImmutableArray<Assembly> Parts { get; } =
    [
        typeof(Shape).Assembly,
        typeof(DataSetOptions).Assembly,
        typeof(ModelGraph).Assembly,
        typeof(ModelFormats).Assembly,
        typeof(InferenceEngines).Assembly,
        typeof(EngineWorkerOptions).Assembly,
        typeof(ModelConverter).Assembly,
        typeof(ResultFolder).Assembly,
        typeof(ToolBuild).Assembly,
    ];

    /// <summary>
    /// Hash over the module version ids of <see cref="Parts"/>, and the version of .NET. The compiler makes such an id from what it
    /// compiles: the same sources at the same place give the same, any change another.
    /// </summary>
    public static string Id { get; } = Of(Parts).Id;

    internal static StepKey Of(IEnumerable<Assembly> parts) => parts
        .OrderBy(part => part.GetName().Name, StringComparer.Ordinal)
        .Aggregate(
            StepKey.Of("sartor-build-1").With("runtime", Environment.Version.ToString()),
            (sum, part) => sum.With(part.GetName().Name!, part.ManifestModule.ModuleVersionId));
}
