using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>Serialisation without reflection: camelCase names, indented, enumerations by name, absent facts as null.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(SeverityConverter), typeof(InlineNumbersConverter), typeof(FiniteNumberConverter)])]
[JsonSerializable(typeof(FitResult))]
[JsonSerializable(typeof(ConversionResult))]
[JsonSerializable(typeof(VerificationResult))]
[JsonSerializable(typeof(BenchResult))]
[JsonSerializable(typeof(BenchSet))]
[JsonSerializable(typeof(ComparisonResult))]
[JsonSerializable(typeof(CampaignTrialResult))]
[JsonSerializable(typeof(LatencyProfile))]
[JsonSerializable(typeof(AccuracyProfile))]
[JsonSerializable(typeof(TailorFitResult))]
internal sealed partial class ResultContext : JsonSerializerContext;
