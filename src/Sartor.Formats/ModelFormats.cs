using Sartor.Core;

namespace Sartor.Formats;

/// <summary>The formats that Sartor reads, and the way from a path to an open model.</summary>
public static class ModelFormats
{
    private static readonly Lazy<Catalog<IModelFormat>> Formats = new(() => new Catalog<IModelFormat>(typeof(ModelFormats).Assembly));

    /// <summary>All formats by name.</summary>
    public static Catalog<IModelFormat> Catalog => Formats.Value;

    /// <summary>Opens a model of any format; the content decides, not the suffix.</summary>
    /// <exception cref="SartorException">The file is missing, of no known format, damaged, or beyond Sartor.</exception>
    public static ModelFile Open(string path, ModelReadOptions? options = null)
    {
        var file = SlicedFile.Open(path);
        try
        {
            var format = Detect(file);
            var read = format.Read(file, options ?? ModelReadOptions.Default);
            return new ModelFile(file, format, read);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The format of a file by its content.</summary>
    /// <exception cref="ModelFormatException">It is empty, a Git LFS pointer, or of no known format.</exception>
    public static IModelFormat Detect(SlicedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Length == 0) throw new ModelFormatException(file.Path, null, "the file is empty; download or export it again");
        var head = file.Slice(0, (int)Math.Min(file.Length, 256)).Span;
        if (head.StartsWith("version https://git-lfs.github.com/spec/"u8))
            throw new ModelFormatException(file.Path, null, "is a Git LFS pointer, not the model; run `git lfs pull` in its repository");
        foreach (var format in Catalog.All)
        {
            if (format.Detect(file)) return format;
        }
        var known = string.Join(", ", Catalog.All.Select(f => $"{f.Name} ({string.Join(' ', f.Suffixes)})"));
        throw new ModelFormatException(file.Path, null, $"unsupported format; Sartor reads {known}");
    }
}
