namespace Sartor.Graph.Bindings;

/// <summary>
/// All bindings of an assembly, named by its <see cref="BindingListAttribute"/>. A program that is compiled ahead of time cannot search its
/// types for them, and for others that would take a tenth of the processor time of a small conversion.
/// </summary>
public interface IBindingList
{
    /// <summary>New instances of those of a format; empty where there are none.</summary>
    IEnumerable<OperatorBinding> Of(string format);
}
