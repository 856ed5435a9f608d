using Sartor.Cli.Terminal;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Results;
using Sartor.Results.Records;

namespace Sartor.Cli.Display;

/// <summary>The end of a conversion: what was written, and how it compares with its source.</summary>
internal static class ConversionText
{
    /// <summary>Writes it, as text or JSON.</summary>
    /// <returns>The exit code: 1 where the variant failed and no file was left.</returns>
    public static int Write(CliContext context, ConversionResult result, bool json)
    {
        if (json) context.Out.Write(ResultJson.Write(result));
        else WriteText(context, result);
        return result.File is null ? ExitCodes.AnswerIsNo : ExitCodes.Done;
    }

    private static void WriteText(CliContext context, ConversionResult result)
    {
        var clock = Quantity.Duration(result.Conversion.Seconds * 1e9);
        context.Show(Tables.Pairs(
        [
            ("Source", $"{result.Source.Name}, {Quantity.Bytes(result.Source.SizeBytes)}"),
            ("Variant", $"{result.Precision}, {Quantity.Bytes(result.SizeBytes)}, converted in {clock}"),
            ("Inputs", VerificationText.Lines(result.Inputs)),
            ("Outputs", VerificationText.Lines(result.Outputs)),
            ("Data", VerificationText.Data(result.Data)),
            ("Notes", VerificationText.Notes(result.Conversion.Diagnostics.Concat(result.Diagnostics))),
        ]));
        if (result.Sensitivity is { } sensitivity) QuantizationText.Write(context, sensitivity);
        if (result.MixedPrecision is { } mixed) QuantizationText.Write(context, mixed);
        if (result.Verdicts is { } verdicts) VerificationText.Write(context, verdicts, result.Layers);
        context.Out.WriteLine(result switch
        {
            { File: null, MixedPrecision.Reached: false } =>
                $"No file was written: {QuantizationText.Missed(result.MixedPrecision)} with every layer in float32.",
            { File: null } =>
                (IsUndecided(result)
                    ? "No file was written: nothing could be verified."
                    : "No file was written: the outputs do not match the source's.")
                    + (result.Data is null ? " `convert --no-verify` keeps such a file for inspection." : ""),
            { Verdicts: null } => $"Wrote {Files(result)}, not verified.",
            _ => $"Wrote {Files(result)}",
        });
    }

    // A model may have files beside its own.
    private static string Files(ConversionResult result)
    {
        var layout = ConversionTargets.Catalog.All.FirstOrDefault(t => t.Name == result.Conversion.Target)?.Layout;
        return layout is null or { IsFolder: true } ? result.File! : string.Join(" and ", layout.Of(result.File!));
    }

    // The source says nothing, rather than that the variant says something else.
    private static bool IsUndecided(ConversionResult result) => result.Verdicts?.All(verdict =>
        verdict.Gate.Checks[0].Code is GateCode.SourceConstant or GateCode.SourceNotFinite or GateCode.NotCompared
            or GateCode.SourceGuesses) == true;
}
