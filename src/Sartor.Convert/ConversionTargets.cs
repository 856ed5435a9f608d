using Sartor.Convert.Targets.CoreMl;
using Sartor.Convert.Targets.LiteRt;
using Sartor.Convert.Targets.Ncnn;
using Sartor.Convert.Targets.Onnx;
using Sartor.Convert.Targets.TFLite;
using Sartor.Core;
using Sartor.Formats;

namespace Sartor.Convert;

/// <summary>What Sartor converts models to.</summary>
public static class ConversionTargets
{
    private static readonly TFLiteTarget s_tflite = new();
    private static readonly OnnxTarget s_onnx = new();

    /// <summary>All targets by name.</summary>
    public static Catalog<IConversionTarget> Catalog { get; } = new(
        s_tflite, new CoreMlTarget(), new LiteRtTarget(), new NcnnTarget(), s_onnx);

    /// <summary>The one that is taken where nothing else is asked for.</summary>
    public static IConversionTarget Default => s_tflite;

    /// <summary>
    /// The one that any network can be written to as it is: an engine runs its files in place of those of formats that no engine runs.
    /// </summary>
    public static IConversionTarget Interchange => s_onnx;

    /// <summary>The target of that name.</summary>
    /// <exception cref="OptionException">There is none; the message lists those that there are.</exception>
    public static IConversionTarget Get(string name) => Catalog.Find(name)
        ?? throw new OptionException("--target", $"unknown target '{name}'; choose from {Names(Catalog.All)}");

    /// <summary>The target that the name of a file asks for: the one that writes files of its suffix, or else the default.</summary>
    /// <param name="path">The file to write.</param>
    /// <exception cref="OptionException">
    /// The suffix is that of a format that no target writes, or several targets write it and the default is none of them.
    /// </exception>
    public static IConversionTarget OfFile(string path) => OfFile(path, Catalog.All, Default);

    internal static IConversionTarget OfFile(string path, IReadOnlyCollection<IConversionTarget> targets, IConversionTarget usual)
    {
        var suffix = Path.GetExtension(path);
        var format = ModelFormats.Catalog.All.FirstOrDefault(f => f.Suffixes.Contains(suffix, StringComparer.OrdinalIgnoreCase))?.Name;
        var writing = targets.Where(t => t.Suffix.Equals(suffix, StringComparison.OrdinalIgnoreCase) || t.Format == format).ToArray();
        if (writing is [var only]) return only;
        if (writing.Contains(usual)) return usual;
        if (writing.Length > 0)
            throw new OptionException("--out", $"{Names(writing)} write {suffix} files; choose one with --target");
        if (format is null) return usual;
        throw new OptionException("--out", $"nothing writes {format} files ({suffix}); choose from {Names(targets)}");
    }

    /// <summary>Asks whether a target writes a precision, before any work is done.</summary>
    /// <exception cref="OptionException">It does not; the message lists those that it writes.</exception>
    public static void Require(this IConversionTarget target, Precision precision)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Precisions.Contains(precision)) return;
        var written = string.Join(", ", target.Precisions.Select(p => p.Name()));
        throw new OptionException("precision", $"{target.Name} does not write {precision.Name()}; it writes {written}");
    }

    private static string Names(IEnumerable<IConversionTarget> targets) => string.Join(", ", targets.Select(t => $"{t.Name} ({t.Suffix})"));
}
