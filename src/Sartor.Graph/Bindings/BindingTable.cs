using System.Reflection;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Bindings;

/// <summary>All bindings of one format in an assembly, which lists them (<see cref="BindingListAttribute"/>).</summary>
public sealed class BindingTable
{
    private readonly Dictionary<string, OperatorBinding> _readers = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, OperatorBinding> _writers = [];

    /// <exception cref="InvalidOperationException">Two bindings read or write the same operator.</exception>
    public BindingTable(string format) : this(format, typeof(BindingTable).Assembly)
    {
    }

    /// <param name="format">Catalog name of the format.</param>
    /// <param name="assembly">Where its bindings are.</param>
    /// <exception cref="InvalidOperationException">Two bindings read or write the same operator.</exception>
    public BindingTable(string format, Assembly assembly)
    {
        foreach (var binding in Of(format, assembly))
        {
            foreach (var type in binding.Types)
            {
                if (!_readers.TryAdd(type, binding))
                    throw new InvalidOperationException($"{format} {type}: bound by {_readers[type].GetType()} and {binding.GetType()}");
            }
            if (binding.Writes is { } op && !_writers.TryAdd(op, binding))
                throw new InvalidOperationException($"{format}: {op} is written by {_writers[op].GetType()} and {binding.GetType()}");
        }
    }

    /// <summary>Every operator name that some binding reads, ordered.</summary>
    public IEnumerable<string> ReadableTypes => _readers.Keys.Order(StringComparer.Ordinal);

    /// <summary>The binding that reads an operator, or null.</summary>
    public OperatorBinding? Reader(string qualifiedType) => _readers.GetValueOrDefault(qualifiedType);

    /// <summary>The binding that writes an operator, or null.</summary>
    public OperatorBinding? Writer(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        return _writers.GetValueOrDefault(op.GetType());
    }

    private static IEnumerable<OperatorBinding> Of(string format, Assembly assembly) =>
        assembly.GetCustomAttribute<BindingListAttribute>() is { } listed
            ? ((IBindingList)Activator.CreateInstance(listed.Type)!).Of(format)
            : [];
}
