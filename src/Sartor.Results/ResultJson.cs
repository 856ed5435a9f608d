using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Results;

/// <summary>Results as JSON.</summary>
public static class ResultJson
{
    // The relaxed encoder leaves µ, · and letters of file names as they are; whoever puts the text into HTML escapes it there.
    private static readonly JsonSerializerOptions Options = new(ResultContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = ResultContext.Default,
    };

    /// <summary>How the fields are typed, for tools that describe the format; null for a record of another project.</summary>
    public static JsonTypeInfo? TypeInfo(Type document) => Options.TryGetTypeInfo(document, out var type) ? type : null;

    /// <summary>The text of a result of this project, with a final line break.</summary>
    public static string Write<T>(T result) where T : IResultDocument => JsonSerializer.Serialize(result, Options.GetTypeInfo(typeof(T))) + "\n";

    /// <summary>Reads the <c>result.json</c> of a fit.</summary>
    /// <exception cref="ResultFormatException">There is no such file, it is damaged, or it is of another schema version.</exception>
    public static FitResult ReadFit(string path)
    {
        if (SpecialFile.IsAt(path)) throw new ResultFormatException(path, $"{SpecialFile.Problem}; give the folder of a result");
        try
        {
            using var stream = File.OpenRead(path);
            var result = (FitResult?)JsonSerializer.Deserialize(stream, Options.GetTypeInfo(typeof(FitResult)))
                ?? throw new ResultFormatException(path, "holds no result; run `sartor fit` again");
            return result.Schema == FitResult.CurrentSchema
                ? result
                : throw new ResultFormatException(
                    path, $"has schema '{result.Schema}' and this version of Sartor reads '{FitResult.CurrentSchema}'; run `sartor fit` again");
        }
        catch (JsonException e)
        {
            throw new ResultFormatException(path, $"line {e.LineNumber + 1}: is not a result of `sartor fit`; run `sartor fit` again", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ResultFormatException(path, "there is no such file; check the path", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultFormatException(path, $"cannot be read ({IoReason.Of(e)}); check the path", e);
        }
    }
}
