using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Bindings;

/// <summary>All bindings of one format, found in an assembly: beside the operators, or in the folder of the format.</summary>
public sealed class BindingTable
{
    private static readonly ConcurrentDictionary<Assembly, OperatorBinding[]> s_bindings = new();
    private readonly FrozenDictionary<string, OperatorBinding> _readers;
    private readonly FrozenDictionary<Type, OperatorBinding> _writers;

    /// <exception cref="InvalidOperationException">Two bindings read or write the same operator.</exception>
    public BindingTable(string format) : this(format, typeof(BindingTable).Assembly)
    {
    }

    /// <param name="format">Catalog name of the format.</param>
    /// <param name="assembly">Where its bindings are.</param>
    /// <exception cref="InvalidOperationException">Two bindings read or write the same operator.</exception>
    public BindingTable(string format, Assembly assembly)
    {
        var bindings = s_bindings.GetOrAdd(assembly, from => [.. Instances.Of<OperatorBinding>(from)]);
        var readers = new Dictionary<string, OperatorBinding>(StringComparer.Ordinal);
        var writers = new Dictionary<Type, OperatorBinding>();
        foreach (var binding in bindings.Where(b => b.Format == format))
        {
            foreach (var type in binding.Types)
            {
                if (!readers.TryAdd(type, binding))
                    throw new InvalidOperationException($"{format} {type}: bound by {readers[type].GetType()} and {binding.GetType()}");
            }
            if (binding.Writes is { } op && !writers.TryAdd(op, binding))
                throw new InvalidOperationException($"{format}: {op} is written by {writers[op].GetType()} and {binding.GetType()}");
        }
        _readers = readers.ToFrozenDictionary();
        _writers = writers.ToFrozenDictionary();
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
}
