using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;

namespace Sartor.Lab.Torch;

/// <summary>Runs an exported file against the model in PyTorch, as a variant against its source.</summary>
internal static class ExportProof
{
    // The source says nothing on these inputs, rather than that the export says something else.
    private static readonly string[] s_undecided =
        [GateCode.SourceConstant, GateCode.SourceNotFinite, GateCode.NotCompared, GateCode.SourceGuesses];

    /// <summary>Does it.</summary>
    /// <param name="torch">The export.</param>
    /// <param name="fixings">What tracing fixed, for the error.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What was found, as a clause.</returns>
    /// <exception cref="UnsupportedModelException">The file computes something else.</exception>
    public static string Run(TorchModel torch, IReadOnlyList<Diagnostic> fixings, CancellationToken cancellation)
    {
        using var model = SourceModels.Open(torch.Path, ModelReadOptions.Default);
        if (model.Graph.Outputs.FirstOrDefault(output => output.Type.Shape is null) is { } open)
            throw new UnsupportedModelException(
                torch.Source.ToString(), null, $"the shape of its output '{open.Name}' depends on values, or on an operator that is not "
                + "read; leave what computes it to the caller");
        using var source = torch.Start(model, cancellation);
        var sets = source.RunRandom(1, torch.Source.Domains.Of(model.Graph));
        using var device = new HostDevice();
        var (plan, sessions) = (EnginePlan.OfThisHost([]), new WorkerSessions(device, cancellation));
        var guard = WorkerBudget.For(model.Graph, model.SizeBytes);
        var verifier = new VariantVerifier(plan, sessions, GateLimits.Default, 1, null, cancellation)
        {
            Guard = guard,
            Traits = OutputTraits.Of(model.Graph),
            Rounding = new RoundingProbe(plan, sessions, ConversionTargets.Default, model.Graph, guard, 1, cancellation),
        };
        var verdicts = verifier.Require(
            model.Path, model.Format.Name, Precisions.Of(model.Graph), ModelSignature.Of(model.Graph), sets);
        var failed = verdicts.SelectMany(verdict => verdict.Gate.Checks)
            .Where(check => !check.Passed && !s_undecided.Contains(check.Code)).ToArray();
        if (failed.Length > 0)
        {
            var why = fixings.Count > 0 ? $". {fixings[0].Message}" : "";
            throw new UnsupportedModelException(
                torch.Source.ToString(), null, "the file that PyTorch exported does not compute what the model computes ("
                + $"{string.Join("; ", Gate.Of(failed).Reasons)}); look for decisions that depend on the input, such as branches{why}");
        }
        var parity = verdicts.SelectMany(verdict => verdict.Parity).ToArray();
        return verdicts.All(verdict => verdict.Gate.Passed)
            ? $"it agrees with PyTorch on {Quantity.Of(parity.Sum(p => p.Samples), "seeded input")}"
            : "the seeded inputs do not show whether it agrees with PyTorch";
    }
}
