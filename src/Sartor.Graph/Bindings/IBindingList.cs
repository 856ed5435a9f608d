namespace Sartor.Graph.Bindings;

/// <summary>
/// All bindings of an assembly, named by its <see cref="BindingListAttribute"/>. Searching its types for them would take a tenth of the
/// processor time of a small conversion.
/// </summary>
internal interface IBindingList
{
    /// <summary>New instances of those of a format; empty where there are none.</summary>
    IEnumerable<OperatorBinding> Of(string format);
}
