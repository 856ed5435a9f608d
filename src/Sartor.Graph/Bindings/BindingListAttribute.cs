using System.Diagnostics.CodeAnalysis;

namespace Sartor.Graph.Bindings;

/// <summary>Names the <see cref="IBindingList"/> of an assembly; without it, there are none.</summary>
/// <param name="type">It.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class BindingListAttribute(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type type) : Attribute
{
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)]
    public Type Type => type;
}
