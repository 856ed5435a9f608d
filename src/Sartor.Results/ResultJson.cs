using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
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
    public static string Write<T>(T result) where T : IResultDocument =>
        JsonSerializer.Serialize(result, Options.GetTypeInfo(typeof(T))) + "\n";

    /// <summary>Reads a result of this project from its text.</summary>
    /// <exception cref="JsonException">The text is not one.</exception>
    public static T Parse<T>(string text) where T : IResultDocument =>
        (T)(JsonSerializer.Deserialize(text, Options.GetTypeInfo(typeof(T))) ?? throw new JsonException("null is not a result"));

    /// <summary>Reads the <c>result.json</c> of a fit.</summary>
    /// <exception cref="ResultFormatException">There is no such file, it is damaged, or it is of a schema version that is neither the
    /// current one nor <c>sartor.fit/1</c>.</exception>
    public static FitResult ReadFit(string path) => Read(path, "sartor fit", (document, schema) => schema switch
    {
        FirstFitSchema.Name => Upgraded(document),
        _ when schema == FitResult.CurrentSchema => Of<FitResult>(document),
        _ => throw new ResultFormatException(
            path, $"has schema '{schema}', and this version of Sartor reads '{FitResult.CurrentSchema}' and '{FirstFitSchema.Name}'; run "
            + "`sartor fit` again"),
    });

    /// <summary>Reads a result with measurements: one of a fit, or one or several of a bench.</summary>
    /// <exception cref="ResultFormatException">There is no such file, it is damaged, or it is none of these.</exception>
    public static MeasuredResult ReadMeasured(string path) =>
        Read(path, "sartor bench", (document, schema) => new MeasuredResult(path, Measured(path, document, schema)));

    /// <summary>Reads a document of one schema.</summary>
    /// <typeparam name="T">A record of this project.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="command">What makes such a document, for messages.</param>
    /// <exception cref="ResultFormatException">There is no such file, it is damaged, or it is of another schema.</exception>
    public static T ReadDocument<T>(string path, string command) where T : IResultDocument =>
        Read(path, command, (document, schema) => schema == T.CurrentSchema
            ? Of<T>(document)
            : throw new ResultFormatException(
                path, $"has schema '{schema}', and `{command}` writes '{T.CurrentSchema}'; run `{command}` again"));

    private static IResultDocument Measured(string path, JsonObject document, string? schema) => schema switch
    {
        FirstFitSchema.Name => Upgraded(document),
        _ when schema == FitResult.CurrentSchema => Of<FitResult>(document),
        _ when schema == BenchResult.CurrentSchema => Of<BenchResult>(document),
        _ when schema == BenchSet.CurrentSchema => Of<BenchSet>(document),
        _ => throw new ResultFormatException(
            path, $"has schema '{schema}', which holds no measurements; give a result of `sartor fit` or `sartor bench`"),
    };

    private static FitResult Upgraded(JsonObject document)
    {
        FirstFitSchema.Upgrade(document);
        return Of<FitResult>(document);
    }

    private static T Of<T>(JsonObject document) => (T)document.Deserialize(Options.GetTypeInfo(typeof(T)))!;

    // The command is what makes such a result.
    private static T Read<T>(string path, string command, Func<JsonObject, string?, T> read)
    {
        if (SpecialFile.IsAt(path)) throw new ResultFormatException(path, $"{SpecialFile.Problem}; give the folder of a result");
        try
        {
            using var stream = File.OpenRead(path);
            if (JsonNode.Parse(stream) is not JsonObject document)
                throw new ResultFormatException(path, $"is not a result of `{command}`; run `{command}` again");
            return read(document, document["schema"] is JsonValue value && value.TryGetValue(out string? name) ? name : "");
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or OverflowException)
        {
            throw new ResultFormatException(path, $"does not match its schema; run `{command}` again", e);
        }
        catch (JsonException e)
        {
            throw new ResultFormatException(path, $"line {e.LineNumber + 1}: is not a result of `{command}`; run `{command}` again", e);
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
