using System.Text.Json;
using System.Text.Json.Serialization;
using Sartor.Core;

namespace Sartor.Results.Records;

/// <summary>Writes <c>note</c>, <c>warning</c>, <c>error</c>.</summary>
internal sealed class SeverityConverter() : JsonStringEnumConverter<Severity>(JsonNamingPolicy.KebabCaseLower);
