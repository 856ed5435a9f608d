using Sartor.Contracts;
using Sartor.Core;
using Sartor.Data;
using Sartor.Data.Preprocessing;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Tests.Evaluation;

public sealed class SampleCacheTests : IDisposable
{
    // A grey PNG of 4 × 4 pixels.
    private const string Png =
        "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAAAAACMmsGiAAAAHElEQVR4nGNgYGRiZuDi5uFlEBEVE2eQk1dQBAAGaAEJOqMw4AAAAABJRU5ErkJggg==";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // As float32 of 4 × 4 an input has 64 bytes and its image 16; of 1 × 1 the input has 4.
    [Theory]
    [InlineData(4, 16)]
    [InlineData(1, 4)]
    public void Image_is_decoded_once_while_there_is_room_for_the_smaller_form(int side, long bytes)
    {
        for (var i = 0; i < 3; i++) File.WriteAllBytes(Path.Combine(_folder.Path, $"{i}.png"), System.Convert.FromBase64String(Png));
        using var data = DataSet.Open(_folder.Path);
        var preprocessor = new Preprocessor(new PreprocessOptions { Mean = [0], Std = [1] },
            new TensorType(ElementType.Float32, new Shape(1, side, side, 1)));
        var cache = new SampleCache(data, sample => [preprocessor.Apply(sample)], 2 * bytes);
        var before = Enumerable.Range(0, 3).Select(i => cache.Read(i)[0].ToSingles()).ToArray();
        for (var i = 0; i < 3; i++) File.Delete(Path.Combine(_folder.Path, $"{i}.png"));
        cache.Read(0)[0].ToSingles().ShouldBe(before[0]);
        cache.Read(1)[0].ToSingles().ShouldBe(before[1]);
        Should.Throw<DataSetException>(() => cache.Read(2));
    }
}
