using System.Text.Json.Serialization.Metadata;
using Sartor.Cli.Display;
using Sartor.Contracts;
using Sartor.Contracts.Results;
using Sartor.Results;
using Sartor.Results.Records;

namespace Sartor.Cli.Tests.Schemas;

/// <summary>
/// Schemas and field tables are made from the records that are an <see cref="IResultDocument"/>. After a change of the records, run these
/// tests with SARTOR_UPDATE_DOCS=1, look at the difference, and commit it.
/// </summary>
public sealed class PublishedSchemasTests
{
    private const string End = "<!-- end of fields -->";

    private static readonly Dictionary<string, (ResultSchema Schema, string Table)> s_all = All();

    public static TheoryData<string> Names => [.. s_all.Keys];

    private static bool Updates => Environment.GetEnvironmentVariable("SARTOR_UPDATE_DOCS") == "1";

    [Theory]
    [MemberData(nameof(Names))]
    public void Schema_IsThatOfTheRecords(string name)
    {
        if (Updates) File.WriteAllText(ResultSchema.PathOf(name), s_all[name].Schema.Text);

        File.ReadAllText(ResultSchema.PathOf(name)).ShouldBe(s_all[name].Schema.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FieldTable_IsThatOfTheRecords(string name)
    {
        var start = $"<!-- fields of {name} -->\n";
        var path = Directory.EnumerateFiles(Path.Combine(TestFiles.Root, "docs"), "*.md")
            .Single(p => File.ReadAllText(p).Contains(start, StringComparison.Ordinal));
        var page = File.ReadAllText(path);
        var from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var to = page.IndexOf(End, from, StringComparison.Ordinal);
        if (Updates) File.WriteAllText(path, page[..from] + s_all[name].Table + page[to..]);
        else page[from..to].ShouldBe(s_all[name].Table);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryField_IsDescribed(string name) =>
        s_all[name].Table.Split('\n').Where(line => line.Contains("|  |", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void EverySchemaFile_IsOfARecord() =>
        Directory.EnumerateFiles(Path.Combine(TestFiles.Root, "docs", "schemas")).Order()
            .ShouldBe(s_all.Keys.Select(ResultSchema.PathOf).Order());

    // The largest first: the others refer to its parts; last what holds whole documents.
    private static Dictionary<string, (ResultSchema Schema, string Table)> All()
    {
        var types = new[] { typeof(IResultDocument).Assembly, typeof(CommandLine).Assembly }.SelectMany(a => a.GetTypes())
            .Where(t => t.IsAssignableTo(typeof(IResultDocument)) && !t.IsInterface);
        var schemas = types.Select(t => new ResultSchema(TypeInfo(t))).OrderBy(s => s.Name != FitResult.CurrentSchema)
            .ThenBy(s => s.Record.GetProperties().Any(p => p.PropertyType.IsAssignableTo(typeof(IResultDocument))))
            .ThenBy(s => s.Name.Split('/')[0], StringComparer.Ordinal);
        var tables = new FieldTables();
        return schemas.ToDictionary(s => s.Name, s => (s, tables.Of(s)));
    }

    private static JsonTypeInfo TypeInfo(Type type) =>
        ResultJson.TypeInfo(type) ?? CliJson.Default.GetTypeInfo(type)
            ?? throw new InvalidOperationException($"{type.Name} is in no serialisation context");
}
