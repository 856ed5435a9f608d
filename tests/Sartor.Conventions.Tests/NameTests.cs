using System.Text.RegularExpressions;

namespace Sartor.Conventions.Tests;

public sealed partial class NameTests
{
    public static TheoryData<string> Projects => [.. Sources.Layers.Keys];

    // What such a name says of a type is that its author did not know what it is.
    private static readonly string[] s_empty =
    [
        "Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Impl", "Misc", "Common", "Stuff", "Wrapper", "Object2",
        "Ex", "2",
    ];

    private static readonly string[] s_emptyStarts = ["Manager", "Helper", "Util", "Impl"];

    // A type that implements the interface ends in the word: the reader of a name knows what it is.
    private static readonly (string Interface, string Suffix)[] s_roles =
    [
        ("IInferenceEngine", "Engine"), ("IInferenceSession", "Session"), ("IModelFormat", "Format"), ("IConversionTarget", "Target"),
        ("ICliCommand", "Command"), ("IGraphPass", "Pass"), ("IModelRunner", "Runner"),
        ("IRunProgress", "Progress"), ("OperatorBinding", "Binding"), ("Attribute", "Attribute"), ("Exception", "Exception"),
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Type_SaysWhatItIs(string project) =>
        Sources.Types(project).Select(t => t.Name.Split('`')[0]).Where(n => s_empty.Any(e => n.EndsWith(e, StringComparison.Ordinal)))
            .ShouldBeEmpty();

    [Fact]
    public void Declaration_SaysWhatItIs()
    {
        var problems = from path in Sources.CSharpUnder("src", "tests", "bench")
                       from Match match in TypeName().Matches(Sources.Read(path))
                       let name = match.Groups[1].Value
                       where s_empty.Take(8).Any(e => name.EndsWith(e, StringComparison.Ordinal))
                           || s_emptyStarts.Any(e => name.StartsWith(e, StringComparison.Ordinal))
                       select $"{path}: {name}";

        problems.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Implementation_EndsInItsRole(string project)
    {
        foreach (var type in Sources.Types(project).Where(t => t is { IsClass: true, IsAbstract: false, IsNested: false }))
        {
            foreach (var (role, suffix) in s_roles)
            {
                if (type.GetInterfaces().Any(i => i.Name == role) || Bases(type).Any(b => b.Name == role))
                    type.Name.Split('`')[0].ShouldEndWith(suffix, Case.Sensitive, $"{type} is a {role}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Interface_BeginsWithI(string project) =>
        Sources.Types(project).Where(t => t.IsInterface && !InterfaceName().IsMatch(t.Name)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Projects))]
    public void Class_IsSealedAbstractOrStatic(string project) =>
        Sources.Types(project).Where(t => t is { IsClass: true, IsSealed: false, IsAbstract: false } && t.Name != "Program")
            .Select(t => t.FullName).ShouldBeEmpty();

    [Fact]
    public void Verb_IsNamedAsItsFile()
    {
        foreach (var type in Sources.Types("Sartor.Cli").Where(t => t.GetInterfaces().Any(i => i.Name == "ICliCommand")))
        {
            type.Namespace.ShouldBe("Sartor.Cli.Commands");
            var verb = (string)type.GetProperty("Name")!.GetValue(Activator.CreateInstance(type, nonPublic: true))!;
            type.Name.ShouldBe(char.ToUpperInvariant(verb[0]) + verb[1..] + "Command");
        }
    }

    [Fact]
    public void Test_IsNamedSubjectAndCondition()
    {
        var problems = from path in Sources.CSharpUnder("tests")
                       from Match match in TestMethod().Matches(Sources.Read(path))
                       let name = match.Groups[1].Value
                       where !name.Contains('_')
                       select $"{path}: {name}";

        problems.ShouldBeEmpty();
    }

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var b = type.BaseType; b is not null; b = b.BaseType) yield return b;
    }

    [GeneratedRegex(
        @"^\s*(?:(?:public|internal|private|protected|file|static|sealed|abstract|readonly|partial|unsafe|ref)\s+)*(?:class|record "
        + @"struct|record class|record|struct|interface|enum)\s+([A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex TypeName();

    [GeneratedRegex("^I[A-Z]")]
    private static partial Regex InterfaceName();

    [GeneratedRegex(@"\[(?:Fact|Theory)[^\]]*\]\s*(?:\[[^\]]*\]\s*)*public (?:async )?(?:void|Task|ValueTask)\s+(\w+)\(")]
    private static partial Regex TestMethod();
}
