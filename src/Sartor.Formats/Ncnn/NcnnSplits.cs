using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Ncnn;

/// <summary>Gives each reader of a blob a blob of its own: a Split stands behind one that several layers read, or that is an output
/// too.</summary>
internal sealed class NcnnSplits
{
    private readonly Dictionary<Value, Value> _whole = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, Queue<Value>> _copies = new(ReferenceEqualityComparer.Instance);

    private NcnnSplits(IReadOnlyList<WrittenLayer> layers, IReadOnlyList<Value> outputs, Func<string, TensorType, Value> make)
    {
        var readers = new Dictionary<Value, int>(ReferenceEqualityComparer.Instance);
        foreach (var value in layers.SelectMany(layer => layer.Bottoms).Concat(outputs))
            readers[value] = readers.GetValueOrDefault(value) + 1;
        foreach (var (value, count) in readers.Where(entry => entry.Value > 1))
        {
            _whole.Add(value, make($"{value.Name}/whole", value.Type));
            var copies = outputs.Count(output => output == value);
            // An output keeps its name.
            _copies.Add(value, new Queue<Value>(Enumerable.Range(0, count).Select(
                i => make(i >= count - copies ? value.Name : $"{value.Name}/{i}", value.Type))));
        }
    }

    /// <summary>The layers with Splits, and the blobs that are the outputs.</summary>
    /// <param name="layers">In their order.</param>
    /// <param name="outputs">Of the network; a value may be listed twice.</param>
    /// <param name="make">Makes a blob of a name and a type.</param>
    public static (IReadOnlyList<WrittenLayer> Layers, IReadOnlyList<Value> Outputs) Add(
        IReadOnlyList<WrittenLayer> layers, IReadOnlyList<Value> outputs, Func<string, TensorType, Value> make)
    {
        var splits = new NcnnSplits(layers, outputs, make);
        var result = new List<WrittenLayer>();
        foreach (var layer in layers)
        {
            result.Add(layer with
            {
                Bottoms = [.. layer.Bottoms.Select(splits.Next)],
                Tops = [.. layer.Tops.Select(top => splits._whole.GetValueOrDefault(top) ?? top)],
            });
            foreach (var top in layer.Tops.Where(splits._whole.ContainsKey))
            {
                result.Add(new WrittenLayer(
                    RawNode.Of(NcnnFormat.FormatName, "Split", 1), $"{top.Name}/split", [splits._whole[top]], [],
                        [.. splits._copies[top]]));
            }
        }
        return (result, [.. outputs.Select(splits.Next)]);
    }

    private Value Next(Value value) => _copies.TryGetValue(value, out var copies) ? copies.Dequeue() : value;
}
