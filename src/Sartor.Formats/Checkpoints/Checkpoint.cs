using System.Buffers.Binary;
using Sartor.Core;

namespace Sartor.Formats.Checkpoints;

/// <summary>
/// A file of weights as <c>torch.save</c> writes it: a pickle in a ZIP archive, or the older stream of pickles. It is read as data
/// (<see cref="PickleReader"/>) and never executed.
/// </summary>
public sealed class Checkpoint
{
    private const int MaxPickleBytes = 1 << 24, MaxDepth = 32, MaxKey = 200, MaxValues = 100;

    // The first pickle of the stream: protocol 2 and the number 0x1950A86A20F9469CFC6C.
    private static ReadOnlySpan<byte> Magic => [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19];

    private static readonly string[] s_weights = ["state_dict", "model_state_dict", "model"];
    private static readonly string[] s_statistics = ["running_mean", "running_var", "num_batches_tracked"];

    private readonly List<CheckpointTensor> _tensors = [];
    private readonly List<KeyValuePair<string, string>> _values = [];

    private Checkpoint(string path, long size) => (Path, SizeBytes) = (path, size);

    /// <summary>The file as it was given.</summary>
    public string Path { get; }

    /// <summary>Its size.</summary>
    public long SizeBytes { get; }

    /// <summary>All tensors, in the order of the file.</summary>
    public IReadOnlyList<CheckpointTensor> Tensors => _tensors;

    /// <summary>The first hundred of the other values, by their keys.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values => _values;

    /// <summary>
    /// Elements of the tensors of <c>state_dict</c>, <c>model_state_dict</c> or <c>model</c>, or of all where there is no such key; without
    /// the running statistics of normalizations, and those that are the same part of the file once.
    /// </summary>
    public long Parameters
    {
        get
        {
            var key = s_weights.FirstOrDefault(
                name => _tensors.Any(tensor => tensor.Name.StartsWith($"{name}.", StringComparison.Ordinal)));
            return _tensors
                .Where(tensor => key is null || tensor.Name.StartsWith($"{key}.", StringComparison.Ordinal))
                .Where(tensor => !s_statistics.Contains(tensor.Name.Split('.')[^1]))
                .DistinctBy(tensor => (tensor.Storage, tensor.Offset, tensor.Type))
                .Sum(tensor => tensor.Type.Shape!.ElementCount);
        }
    }

    /// <summary>Whether a file is one, by its content; a file that cannot be read is none.</summary>
    public static bool Detect(string path) => Is(path, file =>
        (file.Length > Magic.Length && file.Peek(0, Magic.Length)[..Magic.Length].SequenceEqual(Magic))
            || (ZipDirectory.Detect(file) && PrefixOf(ZipDirectory.Read(file)) is not null));

    /// <summary>Whether a file is a network in TorchScript: such an archive with code beside its weights.</summary>
    public static bool DetectScript(string path) => Is(path, file =>
        ZipDirectory.Detect(file) && ZipDirectory.Read(file) is var archive && PrefixOf(archive) is null && DataOf(archive) is not null);

    /// <summary>Whether a file begins as such an archive does, whole or not.</summary>
    public static bool IsArchive(string path) => Is(path, ZipDirectory.Detect);

    private static bool Is(string path, Func<SlicedFile, bool> rule)
    {
        try
        {
            using var file = SlicedFile.Open(path);
            return rule(file);
        }
        catch (SartorException)
        {
            return false;
        }
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="ModelFormatException">
    /// It is damaged, larger than any that is read, or would run code; the message says what.
    /// </exception>
    public static Checkpoint Read(string path)
    {
        using var file = SlicedFile.Open(path);
        var checkpoint = new Checkpoint(path, file.Length);
        checkpoint.Collect(ZipDirectory.Detect(file) ? OfArchive(file) : OfStream(file));
        return checkpoint;
    }

    // A TorchScript file has constants beside its data.
    private static string? PrefixOf(ZipDirectory archive) =>
        DataOf(archive) is { } prefix && !archive.Entries.ContainsKey($"{prefix}constants.pkl") ? prefix : null;

    // The folder of the values.
    private static string? DataOf(ZipDirectory archive)
    {
        const string Data = "data.pkl";
        return archive.Entries.Keys.FirstOrDefault(
            key => key.EndsWith($"/{Data}", StringComparison.Ordinal) && key.Count(c => c == '/') == 1)?[..^Data.Length];
    }

    private static object? OfArchive(SlicedFile file)
    {
        var archive = ZipDirectory.Read(file);
        var prefix = PrefixOf(archive) ?? throw new ModelFormatException(file.Path, null, "is not a file of weights of PyTorch");
        var pickle = new PickleReader(archive.Content($"{prefix}data.pkl", MaxPickleBytes).ToArray(), file.Path);
        var root = pickle.Read();
        foreach (var storage in pickle.Storages.Values)
        {
            if (!archive.Entries.TryGetValue($"{prefix}data/{storage.Key}", out var entry)) throw Missing(file, storage);
            Check(file, storage, entry.Size);
        }
        return root;
    }

    // The magic number, the version, facts of the machine, the values, the keys of the storages, and the storages.
    private static object? OfStream(SlicedFile file)
    {
        var pickles = new PickleReader(file.Slice(0, (int)Math.Min(file.Length, MaxPickleBytes)).ToArray(), file.Path);
        pickles.Read();
        if (pickles.Read() is not 1001L) throw new ModelFormatException(file.Path, null, "its version of torch.save is not read");
        pickles.Read();
        var root = pickles.Read();
        if (pickles.Read() is not PickleList keys) throw new ModelFormatException(file.Path, null, "has no list of storages");
        long at = pickles.Position;
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in keys.Items.OfType<string>().Where(found.Add))
        {
            if (!pickles.Storages.TryGetValue(key, out var storage)) continue;
            if (at > file.Length - 8) throw Missing(file, storage);
            var count = BinaryPrimitives.ReadInt64LittleEndian(file.Peek(at, 8));
            var bytes = BytesOf(storage);
            if (count != storage.Count || bytes > file.Length - at - 8) throw Missing(file, storage);
            at += 8 + bytes;
        }
        var absent = pickles.Storages.Values.FirstOrDefault(storage => !found.Contains(storage.Key));
        return absent is null ? root : throw Missing(file, absent);
    }

    private static long BytesOf(PickleStorage storage) => storage.Element == ElementType.Unknown
        ? storage.Count
        : storage.Count > long.MaxValue / 16 ? long.MaxValue : storage.Element.ByteCount(storage.Count);

    private static void Check(SlicedFile file, PickleStorage storage, long size)
    {
        if (size != BytesOf(storage))
        {
            throw new ModelFormatException(
                file.Path, $"storage '{storage.Key}'",
                $"has {Quantity.Bytes(size)}, but is said to have {Quantity.Bytes(BytesOf(storage))}");
        }
    }

    private static ModelFormatException Missing(SlicedFile file, PickleStorage storage) => new(
        file.Path, $"storage '{storage.Key}'", "is missing or cut off; download or save the file again");

    // Values may refer to each other, also in circles: each is visited once.
    private void Collect(object? root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<(string Name, object? Value, int Depth)>([("", root, 0)]);
        while (open.TryPop(out var item))
        {
            var (name, value, depth) = item;
            switch (value)
            {
                case PickleTensor tensor:
                    _tensors.Add(new(name, new TensorType(tensor.Element, tensor.Shape), tensor.Storage.Key, tensor.Offset));
                    break;
                case PickleDictionary dictionary when depth < MaxDepth && seen.Add(value):
                    foreach (var (key, part) in Enumerable.Reverse(dictionary.Items))
                        open.Push((Below(name, PickleGlobals.Text(key)), part, depth + 1));
                    break;
                case PickleList list when depth < MaxDepth && seen.Add(value):
                    for (var i = list.Items.Count - 1; i >= 0; i--)
                        open.Push((Below(name, PickleGlobals.Text((long)i)), list.Items[i], depth + 1));
                    break;
                case null or bool or long or double or string when _values.Count < MaxValues:
                    _values.Add(new(name, Short(PickleGlobals.Text(value))));
                    break;
            }
        }
    }

    private static string Below(string name, string key) => name.Length == 0 ? Short(key) : $"{name}.{Short(key)}";

    private static string Short(string text) => text.Length <= MaxKey ? text : $"{text.AsSpan(0, MaxKey)}…";
}
