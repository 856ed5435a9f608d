using System.Reflection;

namespace Sartor.Conventions.Tests;

/// <summary>
/// Which public types have a reason to be public: another project of src mentions them, or they belong to what a user of the library
/// meets, or stand in the signature of a type that has a reason.
/// </summary>
internal static class PublicTypes
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<string, HashSet<Type>> s_mentioned = Sources.Layers.Keys.ToDictionary(
        project => project, project => Sources.Assembly(project).GetTypes().SelectMany(TypeReferences.Of)
            // An assembly may have an attribute, which no type mentions.
            .Concat(Sources.Assembly(project).GetCustomAttributesData().Select(attribute => attribute.AttributeType))
            .Select(Outermost).ToHashSet());

    private static readonly Dictionary<string, HashSet<string>> s_words = Sources.Layers.Keys.ToDictionary(
        project => project, project => Sources.CSharpUnder($"src/{project}").SelectMany(Words).ToHashSet());

    /// <summary>The public types of a project that have none.</summary>
    /// <param name="project">The project.</param>
    /// <param name="isApi">What a user of the library meets.</param>
    public static IEnumerable<string> WithoutReason(string project, Func<Type, bool> isApi)
    {
        var visible = Sources.Types(project).Where(t => t.IsVisible && !t.IsNested).ToHashSet();
        var elsewhere = Sources.Layers.Keys.Where(other => other != project).ToArray();
        return Unreached(visible, t => isApi(t) || elsewhere.Any(other => s_mentioned[other].Contains(t)
            // Constants and members of enumerations leave no mention behind in compiled code.
            || (HasConstants(t) && s_words[other].Contains(t.Name)))).Order(StringComparer.Ordinal);
    }

    /// <summary>The visible types that no signature leads to from those that have a reason of their own.</summary>
    public static IEnumerable<string> Unreached(IReadOnlySet<Type> visible, Func<Type, bool> hasReason)
    {
        var reached = new HashSet<Type>();
        var open = new Stack<Type>(visible.Where(hasReason));
        while (open.TryPop(out var type))
        {
            if (!reached.Add(type)) continue;
            foreach (var needed in Signature(type).Select(Outermost).Where(visible.Contains)) open.Push(needed);
        }
        return visible.Except(reached).Select(t => t.FullName!);
    }

    // What the compiler asks to be as visible as the type: its bases, and the types of its public and protected members.
    private static HashSet<Type> Signature(Type type)
    {
        var found = new HashSet<Type>();
        TypeReferences.Add(found, type.BaseType);
        foreach (var implemented in type.GetInterfaces()) TypeReferences.Add(found, implemented);
        foreach (var nested in type.GetNestedTypes(BindingFlags.Public)) found.UnionWith(Signature(nested));
        foreach (var argument in type.GetGenericArguments().SelectMany(a => a.GetGenericParameterConstraints()))
            TypeReferences.Add(found, argument);
        foreach (var field in type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly))
            TypeReferences.Add(found, field.FieldType);
        var methods = type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared));
        foreach (var method in methods.Where(m => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly))
        {
            if (method is MethodInfo { ReturnType: var result }) TypeReferences.Add(found, result);
            foreach (var parameter in method.GetParameters()) TypeReferences.Add(found, parameter.ParameterType);
        }
        return found;
    }

    private static bool HasConstants(Type type) => type.IsEnum || type.GetFields(Declared).Any(f => f.IsLiteral);

    private static IEnumerable<string> Words(string path) =>
        Sources.Read(path).Split([.. " \r\n\t.,;:(){}[]<>?!=+-*/&|\"'"], StringSplitOptions.RemoveEmptyEntries);

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type;
    }
}
