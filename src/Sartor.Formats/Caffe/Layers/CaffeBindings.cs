using Sartor.Graph.Bindings;

namespace Sartor.Formats.Caffe.Layers;

/// <summary>What reads and writes the layers of Caffe; a test says which ones are missing.</summary>
internal static class CaffeBindings
{
    public static OperatorBinding[] All() =>
    [
        new CaffeFunctions.BatchNorm(),
        new CaffeFunctions.Eltwise(),
        new CaffeFunctions.InnerProduct(),
        new CaffeFunctions.LRN(),
        new CaffeFunctions.Plain(),
        new CaffeFunctions.Scale(),
        new CaffeFunctions.Slopes(),
        new CaffeFunctions.Softmaxes(),
        new CaffeFunctions.WithNumbers(),
        new CaffeShapes.Concats(),
        new CaffeShapes.Crops(),
        new CaffeShapes.Flatten(),
        new CaffeShapes.Permute(),
        new CaffeShapes.Reshapes(),
        new CaffeShapes.ShuffleChannel(),
        new CaffeShapes.Slices(),
        new CaffeWindows.Convolutions(),
        new CaffeWindows.Poolings(),
    ];
}
