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

    /// <summary>The target that the name of a file asks for: the one that writes files of its suffix.</summary>
    /// <param name="path">The file to write.</param>
    /// <exception cref="OptionException">
    /// There is no suffix, or it is that of nothing that a target writes, or several targets write it and the default is none of them.
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
        if (format is null && Directory.Exists(path)) throw new OutputException(path, "is a folder; give the name of a file with --out");
        throw new OptionException(
            "--out", format is not null ? $"nothing writes {format} files ({suffix}); choose from {Names(targets)}"
            : (suffix.Length > 1 ? $"the suffix {suffix} is of nothing that is written" : $"'{path}' has no suffix that says what to write")
                + $"; choose from {Names(targets)}, or name one with --target");
    }

    /// <summary>Asks whether a file may have that name: one of another format would be taken for such a file.</summary>
    /// <param name="target">What is written.</param>
    /// <param name="path">The file to write.</param>
    /// <exception cref="OptionException">
    /// Its suffix belongs to another format; or it has not the target's, where a model is a folder or has files beside it.
    /// </exception>
    public static void RequireName(this IConversionTarget target, string path)
    {
        ArgumentNullException.ThrowIfNull(target);
        var suffix = Path.GetExtension(Path.TrimEndingDirectorySeparator(path));
        bool IsOf(string format) => ModelFormats.Catalog.Find(format) is { } found
            && found.Suffixes.Contains(suffix, StringComparer.OrdinalIgnoreCase);
        if (target.Suffix.Equals(suffix, StringComparison.OrdinalIgnoreCase) || IsOf(target.Format)) return;
        if (ModelFormats.Catalog.All.FirstOrDefault(format => IsOf(format.Name)) is { } other)
            throw new OptionException(
                "out", $"'{path}' has the suffix of {other.Name}, and {target.Name} is written; end it in {target.Suffix}");
        if (target.Layout != FileLayout.Single)
            throw new OptionException("out", $"'{path}' does not end in {target.Suffix}, as the files of {target.Name} do");
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
