using System.Globalization;
using System.Text;
using System.Text.Json;
using Sartor.Core;

namespace Sartor.Tailor.Tuning;

/// <summary>What a work folder was prepared from: only for the same does it go on.</summary>
internal static class TuningIdentity
{
    /// <summary>The name of the file that makes a folder one of these.</summary>
    public const string File = "prepared.json";

    private const string Schema = "sartor.tailor-tuning/1";

    private const int MostBytes = 1 << 20;

    /// <summary>By name: those with dashes are options as they were given, the others hashes.</summary>
    public static IReadOnlyDictionary<string, string> Of(TuningOptions options, TuningInputs inputs)
    {
        var (space, data, preprocess) = (inputs.Network.Binding, inputs.Data, inputs.Preprocess);
        using var samples = new Sha256();
        for (var i = 0; i < data.Count; i++)
        {
            var line = $"{data.IdOf(i)}\n{data.HashOf(i)}\n{data.LabelOf(i) + inputs.Labels.Offset}\n";
            samples.Write(Encoding.UTF8.GetBytes(line));
        }
        string[] steps =
        [
            .. preprocess.Mean.Concat([double.NaN]).Concat(preprocess.Std).Select(Text), $"{preprocess.Resize}", $"{preprocess.Crop}",
            preprocess.CropFraction is { } share ? Text(share) : "", $"{preprocess.Interpolation}", $"{preprocess.Color}",
        ];
        return new Dictionary<string, string>
        {
            ["network"] = inputs.Sha256,
            ["size of the input"] = inputs.Shape.ToString(),
            ["space"] = $"{space.Space.Fingerprint}/{space.Divisor}",
            ["data"] = samples.FinishHex(),
            ["preprocessing"] = data.HasImages ? string.Join(' ', steps) : "",
            ["--hold-out"] = Text(options.HoldOut),
            ["--seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
            ["--subnets"] = options.SubNets.ToString(CultureInfo.InvariantCulture),
            ["--epochs"] = Text(options.Epochs),
            ["--batch"] = options.Batch.ToString(CultureInfo.InvariantCulture),
            ["--learning-rate"] = Text(options.LearningRate),
            ["--processes"] = options.Processes.ToString(CultureInfo.InvariantCulture),
            ["--augment"] = options.Augmentation,
            ["--no-distill"] = options.Distills ? "false" : "true",
        };
    }

    public static void Write(Stream stream, IReadOnlyDictionary<string, string> identity)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        foreach (var (key, value) in identity) json.WriteString(key, value);
        json.WriteEndObject();
    }

    /// <summary>That a folder was prepared from the same.</summary>
    /// <exception cref="OutputException">It was not; the message names the first difference.</exception>
    public static void Check(string folder, IReadOnlyDictionary<string, string> identity)
    {
        var stored = Read(folder);
        foreach (var (key, value) in identity)
        {
            var old = stored.GetValueOrDefault(key);
            if (old == value) continue;
            var difference = key.StartsWith("--", StringComparison.Ordinal) ? $"with {key} {old}, not {value}" : $"for another {key}";
            throw new OutputException(
                folder, $"was prepared {difference}; give the same to go on, another folder with --work, or --fresh to begin anew");
        }
    }

    private static Dictionary<string, string> Read(string folder)
    {
        try
        {
            var path = Path.Combine(folder, File);
            if (new FileInfo(path).Length > MostBytes) throw new JsonException();
            using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
            return json.RootElement.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException
            or ArgumentException)
        {
            throw new OutputException(folder, $"has a {File} that cannot be read; give --fresh to begin anew", e);
        }
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
