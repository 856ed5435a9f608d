using System.Diagnostics.CodeAnalysis;

namespace Sartor.Graph.Bindings;

/// <summary>Names the <see cref="IBindingList"/> of an assembly; without it, bindings are searched for among its types.</summary>
/// <param name="type">It.</param>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class BindingListAttribute(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type type) : Attribute
{
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)]
    public Type Type => type;
}
