using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Runs a model against outputs that another runtime gave: the same judge as for a variant and its source.</summary>
public static class ExpectedRun
{
    /// <param name="options">What to do.</param>
    /// <param name="cancellation">Ends the job.</param>
    /// <exception cref="SartorException">The model or the arrays cannot be used, or do not belong together.</exception>
    public static VerificationResult Run(ExpectedOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var model = SourceModels.Open(options.ModelPath, new ModelReadOptions { InputShapes = options.InputShapes });
        using var arrays = ExpectedArrays.Open(options.ExpectedPath, options.DataPath);
        var source = arrays.Signature(model);
        var own = ModelSignature.Of(source);
        var signature = SignatureMatch.Of(source, model.Graph, model.Path);
        SampleBounds.Check(model.Path, signature);
        using var device = DeviceCatalog.Open(options.Device);
        using var host = new HostDevice();
        var plan = EnginePlan.On(device.DescribeAsync(cancellation).GetAwaiter().GetResult(), options.Engines);
        if (device is HostDevice) plan = plan.WithReadBack();
        plan.RequireTargets(model.Format.Name);
        // The probe of rounding runs the model itself on the inputs as they are.
        var isInOrder = signature.Inputs.Concat(signature.Outputs).All(tensor => tensor.Permutation is null);
        var guard = WorkerBudget.For(model.Graph, model.SizeBytes);
        var verifier = new VariantVerifier(
            plan, new WorkerSessions(device, cancellation), options.Limits, options.Threads, null, cancellation)
        {
            Guard = guard,
            Traits = [.. OutputTraits.Of(model.Graph).Zip(signature.Outputs, InOrderOf)],
            Rounding = isInOrder
                ? new RoundingProbe(
                    plan, new WorkerSessions(host, cancellation), ConversionTargets.Default, model.Graph, guard, options.Threads,
                    cancellation)
                : null,
        };
        var precision = Precisions.Of(model.Graph);
        return new VerificationResult
        {
            SartorVersion = SourceModels.SartorVersion,
            Source = arrays.Describe(source),
            Variant = SourceModels.Of(model),
            Precision = precision.Name(),
            Inputs = TensorMappings.Describe(signature.Inputs, own.Inputs),
            Outputs = TensorMappings.Describe(signature.Outputs, own.Outputs),
            Verdicts = verifier.Require(model.Path, model.Format.Name, precision, signature, [arrays.Set(own)]),
            // The arrays came from another runtime.
            Diagnostics = [.. ReadBackRunner.Notes(ConversionTargets.Interchange.Format, model.Format.Name), .. model.Graph.Diagnostics],
        };
    }

    // The arrays have an order of axes of their own.
    private static OutputTraits InOrderOf(OutputTraits traits, TensorMapping output) => output.Permutation is null
        ? traits with { Shape = output.SourceShape }
        : traits with { Shape = output.SourceShape, Scale = OutputScale.Unknown, Parts = OutputParts.None };
}
