using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sartor.Lab.Results;

/// <summary>The results of single verbs as JSON, with a final line break.</summary>
public static class RunResultJson
{
    private static readonly JsonSerializerOptions Options = new(RunResultContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = RunResultContext.Default,
    };

    public static string Write(ConversionResult result) => Text(result);

    public static string Write(VerificationResult result) => Text(result);

    public static string Write(BenchResult result) => Text(result);

    private static string Text<T>(T result) => JsonSerializer.Serialize(result, Options.GetTypeInfo(typeof(T))) + "\n";
}
