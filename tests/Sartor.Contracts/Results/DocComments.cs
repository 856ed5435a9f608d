using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;

namespace Sartor.Contracts.Results;

/// <summary>What the doc comments of some assemblies say of the properties of their records.</summary>
internal sealed class DocComments
{
    private readonly Dictionary<string, string> _summaries = [];

    public DocComments(IEnumerable<Assembly> assemblies)
    {
        foreach (var member in assemblies.Distinct()
            .SelectMany(a => XDocument.Load(Path.ChangeExtension(a.Location, ".xml")).Descendants("member")))
        {
            var id = member.Attribute("name")!.Value;
            if (id.StartsWith("P:", StringComparison.Ordinal) && member.Element("summary") is { } summary)
                _summaries[id[2..]] = Plain(summary);
            var constructor = id.IndexOf(".#ctor", StringComparison.Ordinal);
            var type = constructor > 0 ? id[2..constructor] : id[2..];
            foreach (var parameter in member.Elements("param"))
                _summaries.TryAdd($"{type}.{parameter.Attribute("name")!.Value}", Plain(parameter));
        }
    }

    /// <summary>The summary of a property, in plain text with the names of JSON; null where there is none.</summary>
    public string? Of(JsonPropertyInfo property)
    {
        var named = property.DeclaringType.GetProperties()
            .FirstOrDefault(p => p.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name == property.Name);
        var name = named?.Name ?? char.ToUpperInvariant(property.Name[0]) + property.Name[1..];
        return _summaries.GetValueOrDefault($"{property.DeclaringType.FullName}.{name}");
    }

    private static string Plain(XElement element) => string.Join(' ', string.Concat(element.Nodes().Select(n => n switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => CamelCase(see.Attribute("cref")!.Value.Split('.')[^1]),
        XElement other => other.Value,
        _ => "",
    })).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
