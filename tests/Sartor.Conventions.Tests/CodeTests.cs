using System.Reflection;
using Sartor.Graph.Ir;

namespace Sartor.Conventions.Tests;

public sealed class CodeTests
{
    [Fact]
    public void BannedSymbols_ExistAndAreChecked()
    {
        var props = Sources.Read("Directory.Build.props");
        props.ShouldContain("Microsoft.CodeAnalysis.BannedApiAnalyzers");
        foreach (var file in (string[])["eng/BannedSymbols.txt", "eng/BannedSymbols.Console.txt"])
        {
            props.ShouldContain(file);
            // A symbol that is written wrongly bans nothing, and nobody is told.
            foreach (var line in Sources.Lines(file).Where(l => l.Length > 0)) Exists(line.Split(';')[0]).ShouldBeTrue(line);
        }
    }

    [Fact]
    public void BannedSymbols_AreNowhereAllowedAgain()
    {
        // Written apart, so that this file does not find itself.
        var rule = "RS" + "0030";
        Sources.CSharpUnder("src").Where(p => Sources.Read(p).Contains(rule, StringComparison.Ordinal)).ShouldBeEmpty();
        Sources.Read("Directory.Build.props").ShouldNotContain(rule);
        Sources.Read(".editorconfig").ShouldNotContain(rule);
    }

    [Fact]
    public void Warnings_AreErrorsAndSilencedOnlyWithAReason()
    {
        Sources.Read("Directory.Build.props").ShouldContain("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        Sources.CSharpUnder("src").SelectMany(Sources.Lines)
            .Where(l => l.Contains("#pragma warning disable", StringComparison.Ordinal) && !l.Contains(" // ", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void SharedFile_IsAskedForOutsideOfAnExpectedException()
    {
        // Without the file the test is skipped by an exception; where another one is expected, the skip would be a failure.
        Sources.CSharpUnder("tests").SelectMany(p => Sources.Lines(p).Select(l => $"{p}: {l.Trim()}"))
            .Where(l =>
                l.Contains("Should.Throw", StringComparison.Ordinal) && l.Contains("TestFiles" + ".Shared(", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Operator_HoldsOnlyWhatComparesByValue()
    {
        foreach (var type in Sources.Types("Sartor.Graph").Where(t => t.IsSubclassOf(typeof(Operator)) && t.Name != nameof(OpaqueOperator)))
        {
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.Name != "EqualityContract"))
            {
                var held = property.PropertyType;
                (held.IsArray || held.Name.StartsWith("ImmutableArray", StringComparison.Ordinal)
                    || (held.IsGenericType && !held.IsValueType))
                    .ShouldBeFalse($"{type.Name}.{property.Name} is a {held.Name}; EquatableArray compares by its elements");
                property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers()
                    .ShouldContain(typeof(System.Runtime.CompilerServices.IsExternalInit), $"{type.Name}.{property.Name} can be changed");
            }
        }
    }

    private static bool Exists(string id)
    {
        var name = id[2..].Split('(')[0];
        if (id[0] == 'T') return FindType(name) is not null;
        var at = name.LastIndexOf('.');
        // A constructor is #ctor behind the dot.
        if (FindType(name[..at]) is not { } type) return false;
        var member = name[(at + 1)..];
        return member == "#ctor" ? type.GetConstructors().Length > 0 : type.GetMember(member).Length > 0;
    }

    private static Type? FindType(string name) => ((string[])["", ", System.Console", ", System.Security.Cryptography"])
        .Select(assembly => Type.GetType(name + assembly)).FirstOrDefault(type => type is not null);
}
