using Sartor.Contracts;

namespace Sartor.Formats.Tests.Caffe;

/// <summary>A network of Caffe in a folder of its own; weights are written by the numbers of caffe.proto.</summary>
internal sealed class CaffeFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CaffeFiles(string text, ProtoWriter? weights = null)
    {
        Text = System.IO.Path.Combine(_folder.Path, "deploy.prototxt");
        Weights = System.IO.Path.Combine(_folder.Path, "net.caffemodel");
        File.WriteAllText(Text, text);
        if (weights is not null) File.WriteAllBytes(Weights, weights.Bytes);
    }

    public string Text { get; }

    public string Weights { get; }

    /// <summary>The weights of a layer of the newer form: name 1, type 2, blobs 7, in field 100.</summary>
    public static ProtoWriter Layer(ProtoWriter net, string name, params ReadOnlySpan<(long[] Shape, float[] Values)> blobs)
    {
        var layer = new ProtoWriter().Text(1, name).Text(2, "any");
        foreach (var (shape, values) in blobs)
            layer.Message(7, new ProtoWriter().Blob(5, Bytes(values)).Message(7, new ProtoWriter().Packed(1, shape)));
        return net.Message(100, layer);
    }

    /// <summary>The same of version 1: name 4, blobs 6 with num, channels, height and width, in field 2; each value has a tag of its
    /// own.</summary>
    public static ProtoWriter OldLayer(ProtoWriter net, string name, params ReadOnlySpan<(long[] Shape, float[] Values)> blobs)
    {
        var layer = new ProtoWriter().Text(4, name);
        foreach (var (shape, values) in blobs)
        {
            var blob = new ProtoWriter();
            for (var i = 0; i < 4; i++) blob.Varint(i + 1, shape[i]);
            foreach (var value in values) blob.Float(5, value);
            layer.Message(6, blob);
        }
        return net.Message(2, layer);
    }

    public ModelFile Open(ModelReadOptions? options = null) => ModelFormats.Open(Text, options);

    public void Dispose() => _folder.Dispose();

    private static byte[] Bytes(float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
