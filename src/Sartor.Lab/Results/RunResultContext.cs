using System.Text.Json.Serialization;

namespace Sartor.Lab.Results;

/// <summary>The results of single verbs, in the form of <see cref="FitResultContext"/>.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(SeverityConverter), typeof(InlineNumbersConverter), typeof(FiniteNumberConverter)])]
[JsonSerializable(typeof(ConversionResult))]
[JsonSerializable(typeof(VerificationResult))]
[JsonSerializable(typeof(BenchResult))]
internal sealed partial class RunResultContext : JsonSerializerContext;
