using System.Reflection;

namespace Sartor.Contracts;

/// <summary>Makes one instance of each concrete implementation of a type.</summary>
public static class Instances
{
    /// <summary>
    /// One instance of every concrete, non-generic <typeparamref name="T"/> in the assembly that has a parameterless constructor, nested
    /// and internal types too.
    /// </summary>
    public static IEnumerable<T> Of<T>(Assembly assembly) where T : class
    {
        ArgumentNullException.ThrowIfNull(assembly);
        foreach (var type in assembly.GetTypes())
        {
            if (type.IsAbstract || type.IsGenericTypeDefinition || !typeof(T).IsAssignableFrom(type)) continue;
            if (type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic,
                Type.EmptyTypes) is { } constructor)
                yield return (T)constructor.Invoke(null);
        }
    }
}
