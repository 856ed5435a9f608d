using Sartor.Core;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Tuning;

/// <summary>What a tuning gave.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Space">The space.</param>
/// <param name="Folder">The work folder.</param>
/// <param name="End">How the training ended.</param>
/// <param name="Preprocessing">What happened to images, as a clause.</param>
/// <param name="Diagnostics">What was assumed, and warnings.</param>
internal sealed record TuningResult(
    TuningOptions Options, SearchSpace Space, TuningFolder Folder, TuningEnd End, string Preprocessing,
    IReadOnlyList<Diagnostic> Diagnostics);
