using Sartor.Formats.Caffe;
using Sartor.Formats.Caffe.Layers;
using Sartor.Formats.CoreMl;
using Sartor.Formats.CoreMl.Operations;
using Sartor.Formats.Listed;
using Sartor.Formats.Ncnn;
using Sartor.Formats.Ncnn.Layers;
using Sartor.Graph.Bindings;

[assembly: BindingList(typeof(ListedLayers))]

namespace Sartor.Formats.Listed;

/// <summary>All bindings of the formats whose layers are here; a test says which ones are missing.</summary>
internal sealed class ListedLayers : IBindingList
{
    public IEnumerable<OperatorBinding> Of(string format) => format switch
    {
        CaffeFormat.FormatName => CaffeBindings.All(),
        CoreMlFormat.FormatName => MilBindings.All(),
        NcnnFormat.FormatName => NcnnBindings.All(),
        _ => [],
    };
}
