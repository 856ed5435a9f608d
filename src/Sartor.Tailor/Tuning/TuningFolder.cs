using System.Text.Json;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Tuning;

/// <summary>The work folder of a tuning: what the program in Python reads, and its checkpoint.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Codes">The SubNets that are tuned.</param>
/// <param name="Split">Which samples train.</param>
internal sealed record TuningFolder(string Path, IReadOnlyList<SubNetCode> Codes, TuningSplit Split)
{
    private const string Lock = "lock";

    /// <summary>Prepares it, whole or not at all, unless an earlier run did so from the same.</summary>
    /// <exception cref="OutputException">It is somebody else's, was prepared from something else, or cannot be written.</exception>
    /// <exception cref="SartorException">A sample cannot be read, or a SubNet cannot be cut.</exception>
    public static TuningFolder Prepare(
        TuningOptions options, TuningInputs inputs, ITuningListener listener, CancellationToken cancellation)
    {
        var path = options.Work;
        var isThere = IsOwn(path);
        var split = TuningSplit.Of(inputs.Data, options.HoldOut, options.Seed);
        if (split.Train.Count < options.Batch)
            throw new OptionException(
                "batch", $"is {options.Batch}, and only {Quantity.Of(split.Train.Count, "image")} train; choose a smaller one");
        var folder = new TuningFolder(path, TuningCodes.Choose(inputs.Network.Space, options.SubNets, options.Seed), split);
        var identity = TuningIdentity.Of(options, inputs);
        var isPrepared = isThere && !options.IsFresh;
        if (isPrepared) TuningIdentity.Check(path, identity);
        foreach (var note in inputs.Diagnostics) listener.Noted(note.Message);
        if (isPrepared) return folder;
        using var staged = StagedOutput.Begin(path);
        try
        {
            Directory.CreateDirectory(staged.Path);
            folder.Write(staged.Path, options, inputs, listener, cancellation);
            WriteFile(staged.Path, TuningIdentity.File, stream => TuningIdentity.Write(stream, identity));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(
                path, $"cannot be written ({IoReason.Of(e)}); choose another folder with --work or free some space", e);
        }
        staged.PublishFolder(() => IsOwn(path));
        return folder;
    }

    // Whether an earlier run made it; nothing else is replaced, and nothing in which a training runs.
    private static bool IsOwn(string path)
    {
        if (File.Exists(path) || SpecialFile.IsAt(path)) throw new OutputException(path, "is a file; name a folder with --work");
        if (!Directory.Exists(path)) return false;
        if (!Directory.EnumerateFileSystemEntries(path).Any()) return false;
        if (!File.Exists(System.IO.Path.Combine(path, TuningIdentity.File)))
            throw new OutputException(path, "has other contents than those of a tuning; name another folder with --work");
        try
        {
            using var held = new FileStream(
                System.IO.Path.Combine(path, Lock), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException e)
        {
            throw new OutputException(path, "another training runs in this folder; wait for it, or stop it", e);
        }
        return true;
    }

    private void Write(
        string folder, TuningOptions options, TuningInputs inputs, ITuningListener listener, CancellationToken cancellation)
    {
        var (data, read, total) = (inputs.Data, inputs.Reader(), Split.Train.Count + Split.Choose.Count);
        listener.Prepared(0, total);
        WriteFile(folder, $"supernet{ConversionTargets.Interchange.Suffix}", stream =>
        {
            using var model = File.OpenRead(inputs.Network.Path);
            model.CopyTo(stream);
        });
        TuningGraphs.Write(inputs.Network, Codes, folder, cancellation);
        WriteFile(folder, TuningSplit.File, stream => Split.Write(stream, data, options.Seed));
        WriteFile(folder, "tune.json", stream => WriteOptions(stream, options));
        Part("train", Split.Train, 0);
        Part("choose", Split.Choose, Split.Train.Count);

        void Part(string name, IReadOnlyList<int> samples, int before)
        {
            WriteFile(folder, $"{name}-images.npy", stream => TuningImages.Write(
                stream, samples, inputs.Shape, read, done => listener.Prepared(before + done, total), cancellation));
            WriteFile(folder, $"{name}-labels.npy", stream => TuningImages.WriteLabels(
                stream, [.. samples.Select(sample => (long)(data.LabelOf(sample)!.Value + inputs.Labels.Offset))]));
        }
    }

    private static void WriteOptions(Stream stream, TuningOptions options)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteNumber("epochs", options.Epochs);
        json.WriteNumber("batch", options.Batch);
        json.WriteNumber("learningRate", options.LearningRate);
        json.WriteNumber("processes", options.Processes);
        json.WriteNumber("subnetsPerBatch", TuningOptions.SubNetsOfStep);
        json.WriteBoolean("distill", options.Distills);
        json.WriteString("augment", options.Augmentation);
        // It takes what is not negative, and below 2^62.
        json.WriteNumber("seed", options.Seed & (long.MaxValue >> 1));
        json.WriteEndObject();
    }

    private static void WriteFile(string folder, string name, Action<Stream> write)
    {
        using var stream = new FileStream(System.IO.Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        write(stream);
    }
}
