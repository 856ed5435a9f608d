using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Sartor.Cli.Diagnosis;
using Sartor.Cli.Inspection;

namespace Sartor.Cli.Display;

/// <summary>What the verbs write with <c>--json</c>: camelCase, indented, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelInspection))]
[JsonSerializable(typeof(FolderInspection))]
[JsonSerializable(typeof(CheckpointInspection))]
[JsonSerializable(typeof(ModelCheck))]
[JsonSerializable(typeof(ModelRefusal))]
[JsonSerializable(typeof(MachineReport))]
[JsonSerializable(typeof(DeviceList))]
[JsonSerializable(typeof(OperatorsDocument))]
[JsonSerializable(typeof(PredictionDocument))]
[JsonSerializable(typeof(SearchDocument))]
[JsonSerializable(typeof(SpaceDocument))]
[JsonSerializable(typeof(TuneDocument))]
[JsonSerializable(typeof(BrowserEvent))]
[JsonSerializable(typeof(DeviceEvent))]
[JsonSerializable(typeof(DeviceLockEvent))]
[JsonSerializable(typeof(WrittenFile))]
[JsonSerializable(typeof(ShellScript))]
[JsonSerializable(typeof(CampaignStatus))]
[JsonSerializable(typeof(IReadOnlyList<CheckedReport>))]
internal sealed partial class CliJson : JsonSerializerContext
{
    // Names of files and layers stay as they are: JSON on a terminal is no HTML.
    private static readonly JsonWriterOptions s_writing = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a value and a line break.</summary>
    public static void Write<T>(TextWriter writer, T value, JsonTypeInfo<T> type)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, s_writing)) JsonSerializer.Serialize(json, value, type);
        writer.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}
