using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>Writes a list of integers on one line also in an indented document: thousands of samples stay readable.</summary>
internal sealed class InlineNumbersConverter : JsonConverter<IReadOnlyList<long>>
{
    public override IReadOnlyList<long> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("a list of integers is expected");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) numbers.Add(reader.GetInt64());
        return numbers;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<long> value, JsonSerializerOptions options) =>
        writer.WriteRawValue(
            $"[{string.Join(", ", value.Select(n => n.ToString(CultureInfo.InvariantCulture)))}]", skipInputValidation: true);
}
