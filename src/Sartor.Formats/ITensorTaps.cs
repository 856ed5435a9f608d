using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats;

/// <summary>Makes copies of a model file that give tensors of its inside as well, for an engine to run.</summary>
public interface ITensorTaps
{
    /// <summary>
    /// What a copy can give: values that nodes compute and that are no outputs yet, of known shape, each once and in the order of the
    /// nodes.
    /// </summary>
    IReadOnlyList<Value> Values { get; }

    /// <summary>Writes a copy that gives the outputs of the file, and then these.</summary>
    /// <param name="values">Some of <see cref="Values"/>, each once.</param>
    /// <param name="output">Where the copy goes. It refers to files beside the model as the model does.</param>
    /// <exception cref="ModelFormatException">The file has changed since it was opened.</exception>
    void Write(IReadOnlyList<Value> values, Stream output);
}
