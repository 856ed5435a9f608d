using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sartor.Core;

namespace Sartor.Lab.Results;

/// <summary>Reads and writes <see cref="FitResult"/> as JSON.</summary>
public static class FitResultJson
{
    // The relaxed encoder leaves µ, · and letters of file names as they are; whoever puts the text into HTML escapes it there.
    private static readonly JsonTypeInfo<FitResult> Type = (JsonTypeInfo<FitResult>)new JsonSerializerOptions(FitResultContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = FitResultContext.Default,
    }.GetTypeInfo(typeof(FitResult));

    /// <summary>How the fields are typed, for tools that describe the format.</summary>
    public static JsonTypeInfo<FitResult> TypeInfo => Type;

    /// <summary>Reads a <c>result.json</c>.</summary>
    /// <exception cref="ResultFormatException">There is no such file, it is damaged, or it is of another schema version.</exception>
    public static FitResult Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var result = JsonSerializer.Deserialize(stream, Type) ?? throw new ResultFormatException(path, "holds no result; run `sartor fit` again");
            return result.SchemaVersion == FitResult.CurrentSchema
                ? result
                : throw new ResultFormatException(
                    path, $"has schema '{result.SchemaVersion}' and this version of Sartor reads '{FitResult.CurrentSchema}'; run `sartor fit` again");
        }
        catch (JsonException e)
        {
            throw new ResultFormatException(path, $"line {e.LineNumber + 1}: is not a result of `sartor fit`; run `sartor fit` again", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultFormatException(path, $"cannot be read ({e.Message.TrimEnd('.')}); check the path", e);
        }
    }

    /// <summary>The text of <c>result.json</c>, with a final line break.</summary>
    public static string Write(FitResult result) => JsonSerializer.Serialize(result, Type) + "\n";
}
