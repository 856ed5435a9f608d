using Sartor.Core;
using Sartor.Formats.Caffe;
using Sartor.Formats.CoreMl;
using Sartor.Formats.Ncnn;
using Sartor.Formats.Onnx;
using Sartor.Formats.Onnx.Placement;
using Sartor.Formats.TFLite;
using Sartor.Formats.TFLite.Conformance;
using Sartor.Formats.TFLite.Placement;

namespace Sartor.Formats;

/// <summary>The formats that Sartor reads, and the way from a path to an open model.</summary>
public static class ModelFormats
{
    // Listed, since looking at all types of the assembly takes as long as reading a small model.
    private static readonly Lazy<Catalog<IModelFormat>> Formats = new(
        () => new Catalog<IModelFormat>(new CaffeFormat(), new CoreMlFormat(), new NcnnFormat(), new OnnxFormat(), new TFLiteFormat()));

    private static readonly Lazy<Catalog<IPlacementCheck>> Placements =
        new(() => new Catalog<IPlacementCheck>(new OnnxPlacement(), new TFLitePlacement()));

    private static readonly Lazy<Catalog<IConformanceCheck>> Checks = new(() => new Catalog<IConformanceCheck>(new TFLiteConformance()));

    /// <summary>All formats by name.</summary>
    public static Catalog<IModelFormat> Catalog => Formats.Value;

    /// <summary>What a folder of a format that Sartor does not read is, and what to do, as a clause; null where it is none.</summary>
    public static string? ForeignFolder(string path) => ForeignFormats.OfFolder(path);

    /// <summary>Opens a model of any format; the content decides, not the suffix.</summary>
    /// <exception cref="SartorException">The file is missing, of no known format, damaged, or beyond Sartor.</exception>
    public static ModelFile Open(string path, ModelReadOptions? options = null)
    {
        var (file, format) = OpenFile(path);
        try
        {
            format ??= Detect(file);
            var read = format.Read(file, options ?? ModelReadOptions.Default);
            return new ModelFile(path, file, format, read);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file as one of a format that the caller brings, whether or not it is in the catalog.</summary>
    /// <exception cref="SartorException">The file is missing, damaged, or beyond Sartor.</exception>
    public static ModelFile OpenAs(IModelFormat format, string path)
    {
        ArgumentNullException.ThrowIfNull(format);
        var file = SlicedFile.Open(path);
        try
        {
            return new ModelFile(path, file, format, format.Read(file, ModelReadOptions.Default));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether a path is a folder that holds a model of a format that Sartor reads.</summary>
    /// <exception cref="ModelFormatException">It is, and it is damaged.</exception>
    public static bool IsPackage(string path) => InFolder(path) is not null;

    /// <summary>The name of the format of a file, or of a folder that is a model.</summary>
    /// <exception cref="ModelFormatException">It is missing, of no known format, or damaged.</exception>
    public static string FormatOf(string path)
    {
        var (file, format) = OpenFile(path);
        using (file) return (format ?? Detect(file)).Name;
    }

    private static (IModelFormat Format, string Model)? InFolder(string path)
    {
        if (!Directory.Exists(path)) return null;
        foreach (var format in Catalog.All)
        {
            if (format.ModelIn(path) is { } model) return (format, model);
        }
        return null;
    }

    // Of a folder, the file in it that holds the network, and its format.
    private static (SlicedFile File, IModelFormat? Format) OpenFile(string path)
    {
        if (InFolder(path) is { } found) return (SlicedFile.Open(Path.Combine(path, found.Model)), found.Format);
        if (Directory.Exists(path) && ForeignFolder(path) is { } foreign) throw new ModelFormatException(path, null, $"is {foreign}");
        return (SlicedFile.Open(path), null);
    }

    /// <summary>Whether <see cref="Check"/> has rules for a format.</summary>
    public static bool HasConformanceRules(string format) => Checks.Value.Find(format) is not null;

    /// <summary>The runtimes that findings about kernels can speak of, by the names of their engines.</summary>
    public static IReadOnlyList<string> Runtimes => [.. Checks.Value.All.SelectMany(c => c.Runtimes)];

    /// <summary>Checks a file against the specification of its format, and against what a runtime of the format computes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="runtime">One of <see cref="Runtimes"/>; null for the usual one of the format.</param>
    /// <exception cref="ModelFormatException">The file is missing, of no known format, or damaged.</exception>
    /// <exception cref="UnsupportedModelException">There are no such rules for its format, or it is beyond Sartor.</exception>
    /// <exception cref="OptionException">The format has no such runtime; the message lists those that it has.</exception>
    public static ConformanceReport Check(string path, string? runtime = null)
    {
        var (file, found) = OpenFile(path);
        using var opened = file;
        var format = found ?? Detect(file);
        return Checks.Value.Find(format.Name)?.Check(file, runtime) ?? throw new UnsupportedModelException(
            path, null, $"there are no conformance rules for {format.Name}; give a file of "
            + string.Join(" or ", Checks.Value.All.Select(c => c.Name))
            + (Placements.Value.Find(format.Name) is { } placement
                ? $", or ask what a target takes of it (--target {string.Join('|', placement.Targets)})"
                : ""));
    }

    /// <summary>Names of the delegates and compilers for which <see cref="Place"/> has a table.</summary>
    public static IReadOnlyList<string> PlacementTargets => [.. Placements.Value.All.SelectMany(p => p.Targets)];

    /// <summary>Says which operators of a file a delegate or compiler takes, by a table of what it documents; nothing is run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">One of <see cref="PlacementTargets"/>.</param>
    /// <exception cref="ModelFormatException">The file is missing, of no known format, or damaged.</exception>
    /// <exception cref="UnsupportedModelException">It is beyond Sartor.</exception>
    /// <exception cref="OptionException">There is no such target for its format.</exception>
    public static PlacementReport Place(string path, string target)
    {
        var (file, found) = OpenFile(path);
        using var opened = file;
        var format = found ?? Detect(file);
        var placement = Placements.Value.Find(format.Name);
        if (placement is null || !placement.Targets.Contains(target))
            throw new OptionException(
                "--target", placement is null
                ? $"there is no table for {format.Name} files"
                : PlacementTargets.Contains(target)
                    ? $"'{target}' takes no {format.Name} files; choose from {string.Join(", ", placement.Targets)}"
                    : $"unknown target '{target}'; choose from {string.Join(", ", placement.Targets)}");
        return placement.Place(file, [target])[0];
    }

    /// <summary>Says the same for every target that has a table for the format of a file; empty where none has.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFormatException">The file is missing, of no known format, or damaged.</exception>
    /// <exception cref="UnsupportedModelException">It is beyond Sartor.</exception>
    public static IReadOnlyList<PlacementReport> PlaceOnAll(string path)
    {
        var (file, found) = OpenFile(path);
        using var opened = file;
        return Placements.Value.Find((found ?? Detect(file)).Name) is { } placement ? placement.Place(file, placement.Targets) : [];
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
        if (ForeignFormats.OfContent(file.Path, head) is { } foreign) throw Foreign(file, foreign);
        foreach (var format in Catalog.All)
        {
            if (format.Detect(file)) return format;
        }
        if (ForeignFormats.OfName(file.Path) is { } named) throw Foreign(file, named);
        var known = string.Join(", ", Catalog.All.Select(f => $"{f.Name} ({string.Join(' ', f.Suffixes)})"));
        throw new ModelFormatException(file.Path, null, $"unsupported format; Sartor reads {known}");
    }

    private static ModelFormatException Foreign(SlicedFile file, string what) =>
        new(file.Path, null, ForeignFormats.Damage(what, file) ?? $"is {what}");
}
