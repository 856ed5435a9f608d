using System.Globalization;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Data.Configuration;
using Sartor.Lab.BenchmarkTools;
using Sartor.Lab.Devices;
using Sartor.Lab.Measurement;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>Reads the file of a campaign (docs/campaigns.md). All that is wrong is said at once, each with line and key.</summary>
public sealed class CampaignFile
{
    private static readonly string[] s_keys =
    [
        "name", "models", "variants", "data", "labels", "devices", "engines", "benchmark-model", "threads", "cpus", "protocol", "launches",
        "launch-seconds", "verify", "max-half-width", "attempts",
        "cool-off-seconds", "poison-after", "device-failures", "device-rest-seconds", "device-probes", "rejuvenate-after",
        "anchor", "anchor-minutes", "max-device-drift",
        "max-temperature-c", "thermal-zone", "min-battery-percent", "screen", "cool-down-seconds", "power-trace", "power-trace-start-utc",
        "output", "database",
    ];

    // Of a message; it would be cut in the middle of a word.
    private const int LongestProblems = 1500;

    private readonly string _path;
    private readonly string _folder;
    private readonly IReadOnlyDictionary<string, YamlEntry> _map;
    private readonly List<(long Line, string Problem)> _problems = [];

    private CampaignFile(string path)
    {
        _path = path;
        _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        _map = BoundedYamlReader.Read(
            path, "devices: [host]", $"delete it, and `sartor campaign init {path} --models GLOB` writes one with a comment for each key");
    }

    /// <summary>Reads it; nothing is opened but the file and the folders of its models.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="OptionException">Something in it is wrong; the message names each line and key.</exception>
    /// <exception cref="DataSetException">It is missing, too large, or no YAML.</exception>
    public static CampaignOptions Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new CampaignFile(path).Read();
    }

    private CampaignOptions Read()
    {
        foreach (var (key, entry) in _map.Where(pair => !s_keys.Contains(pair.Key)))
            _problems.Add((entry.Line, $"'{key}' is not a key{Suggestion.Text(key, s_keys)}"));
        var name = Name();
        var options = new CampaignOptions
        {
            Name = name,
            BaseFolder = _folder,
            OutputFolder = Path.GetFullPath(Text("output") ?? $"{name}.campaign", _folder),
            Database = Text("database"),
            Models = Models(),
            Variants = Variants(),
            DataPath = Existing("data"),
            LabelsPath = Existing("labels"),
            Devices = Devices(),
            Engines = Distinct("engines", required: false),
            Tools = Tools(),
            Protocols = Protocols(),
            Verifies = Flag("verify") ?? true,
            MaxHalfWidth = Number("max-half-width", 0.001, 10) ?? 0.1,
            Failures = Failures(),
            RejuvenateAfter = Whole("rejuvenate-after", 1, 1_000_000) ?? CampaignOptions.TrialsOfADevice,
            Guards = Guards(),
            AnchorPath = Anchor(),
            AnchorInterval = TimeSpan.FromMinutes(Number("anchor-minutes", 0, 1440) ?? 10),
            MaxDeviceDrift = Number("max-device-drift", 0.001, 10) ?? 0.1,
            PowerTracePath = Existing("power-trace"),
            PowerTraceStartUtc = Time("power-trace-start-utc"),
        };
        Check(options);
        if (_problems.Count == 0) return options;
        var all = _problems.Distinct().OrderBy(problem => problem.Line).ToArray();
        var shown = 0;
        for (var length = _path.Length; shown < all.Length && (length += Shown(all[shown]).Length) < LongestProblems;) shown++;
        var others = all[shown..].Select(problem => problem.Line).Distinct().ToArray();
        var rest = others.Length == 0 ? "" : $"; also wrong: lines {string.Join(", ", others.Take(20))}";
        throw new OptionException(_path, $"{string.Join("; ", all.Take(shown).Select(Shown))}{rest}");

        static string Shown((long Line, string Problem) problem) =>
            problem.Line > 0 ? $"line {problem.Line}: {problem.Problem}" : problem.Problem;
    }

    private string Name()
    {
        var name = Text("name") ?? Path.GetFileNameWithoutExtension(_path);
        if (name.Length is > 0 and <= 40 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) return name;
        Bad("name", $"must be 1 to 40 letters, digits, hyphens or underscores, not '{name}'");
        return "campaign";
    }

    private IReadOnlyList<string> Models()
    {
        var models = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pattern in Distinct("models", required: true))
        {
            var found = ModelPatterns.Find(pattern, _folder, out var problem);
            if (problem is not null) Bad("models", problem);
            models.AddRange(found.Where(known.Add));
        }
        return models;
    }

    private IReadOnlyList<string> Devices()
    {
        string[] addresses = [.. Distinct("devices", required: false).Select(DeviceNames.Resolve)];
        foreach (var twice in addresses.GroupBy(address => address).Where(group => group.Count() > 1))
            Bad("devices", $"names {twice.Key} twice, by its name");
        return addresses.Length > 0 ? [.. addresses.Distinct()] : [HostDevice.Name];
    }

    private ToolOptions Tools()
    {
        const string Key = "benchmark-model";
        if (Text(Key) is not { } text) return new ToolOptions { Option = Key };
        try
        {
            var program = UserProgram.Parse(Key, text);
            program = program with { Path = Path.GetFullPath(program.Path, _folder) };
            program.Require(Key);
            return new ToolOptions { Option = Key, BenchmarkModel = program };
        }
        catch (OptionException e)
        {
            Bad(Key, $"is wrong: {e.Problem}");
            return new ToolOptions { Option = Key };
        }
    }

    private IReadOnlyList<CampaignVariant> Variants()
    {
        var variants = new List<CampaignVariant>();
        foreach (var word in Distinct("variants", required: false) is { Count: > 0 } given ? given : ["float32"])
        {
            if (Variant(word) is not { } variant) continue;
            if (variants.Contains(variant)) Bad("variants", $"names {variant} twice");
            else variants.Add(variant);
        }
        return variants;
    }

    private CampaignVariant? Variant(string word)
    {
        if (word == CampaignVariant.SourceName) return new CampaignVariant(null, default);
        var slash = word.IndexOf('/', StringComparison.Ordinal);
        try
        {
            var target = slash < 0 ? ConversionTargets.Default : ConversionTargets.Get(word[..slash]);
            var precision = Precisions.Parse(word[(slash + 1)..]);
            target.Require(precision);
            return new CampaignVariant(target, precision);
        }
        catch (OptionException e)
        {
            Bad("variants", $"'{word}': {e.Problem}");
            return null;
        }
    }

    private IReadOnlyList<MeasurementProtocol> Protocols()
    {
        var basis = Text("protocol") switch
        {
            null or "full" => new MeasurementProtocol { TrialSeconds = 3 },
            "quick" => MeasurementProtocol.Quick,
            var other => Unknown(other),
        };
        if (Whole("launches", 1, 1000) is { } launches)
        {
            // A protocol with one number of launches keeps to one.
            var most = basis.MaxRounds == basis.MinRounds ? launches : Math.Max(launches, basis.MaxRounds);
            basis = basis with { MinRounds = launches, MaxRounds = most };
        }
        if (Number("launch-seconds", 0.001, 3600) is { } seconds)
            basis = basis with { MinSeconds = seconds, WarmUpMinSeconds = seconds / 2, MaxSeconds = Math.Max(basis.MaxSeconds, seconds) };
        if (_map.ContainsKey("cpus"))
        {
            var text = string.Join(',', Distinct("cpus", required: false));
            if (text.Length == 0) basis = basis with { Cpus = null };
            else if (CpuSet.Parse(text) is { } cores) basis = basis with { Cpus = CpuSet.Text(cores) };
            else Bad("cpus", $"must be cores as 4-7 or [0, 2], each once, not '{text}'");
        }
        var threads = new List<int>();
        foreach (var word in Distinct("threads", required: false))
        {
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 1024)
                threads.Add(count);
            else
                Bad("threads", $"must be whole numbers between 1 and 1024, not '{word}'");
        }
        return [.. (threads.Count > 0 ? threads : [1]).Select(count => basis with { Threads = count })];

        MeasurementProtocol Unknown(string word)
        {
            Bad("protocol", $"must be full or quick, not '{word}'");
            return MeasurementProtocol.Quick;
        }
    }

    private FailurePolicy Failures()
    {
        var basis = new FailurePolicy();
        return new FailurePolicy
        {
            Attempts = Whole("attempts", 1, 100) ?? basis.Attempts,
            CoolOff = Seconds("cool-off-seconds") ?? basis.CoolOff,
            PoisonAfter = Whole("poison-after", 1, 1000) ?? basis.PoisonAfter,
            DeviceFailures = Whole("device-failures", 1, 1000) ?? basis.DeviceFailures,
            DeviceRest = Seconds("device-rest-seconds") ?? basis.DeviceRest,
            DeviceProbes = Whole("device-probes", 1, 100_000) ?? basis.DeviceProbes,
        };
    }

    private DeviceGuards Guards() => new()
    {
        MaxTemperatureC = Number("max-temperature-c", -50, 200),
        ThermalZone = Text("thermal-zone"),
        MinBatteryPercent = Whole("min-battery-percent", 0, 100),
        IsScreenOn = Screen(),
        CoolDown = Seconds("cool-down-seconds") ?? new DeviceGuards().CoolDown,
    };

    private bool? Screen()
    {
        var word = Text("screen");
        if (word is null or "any" or "on" or "off") return word is "on" or "off" ? word == "on" : null;
        Bad("screen", $"must be on, off or any, not '{word}'");
        return null;
    }

    // The network of `sartor demo`, which lies beside the program.
    private string? Anchor()
    {
        if (Text("anchor-minutes") is { } text && double.TryParse(text, CultureInfo.InvariantCulture, out var minutes) && minutes == 0)
        {
            foreach (var key in (string[])["anchor", "max-device-drift"])
                if (_map.ContainsKey(key)) Bad(key, "is never used with 'anchor-minutes' 0; delete one of them");
            return null;
        }
        if (_map.ContainsKey("anchor")) return Existing("anchor");
        var samples = Path.Combine(AppContext.BaseDirectory, "samples", "fashion");
        return Directory.Exists(samples) ? Directory.EnumerateFiles(samples, "model.*").FirstOrDefault() : null;
    }

    private DateTimeOffset Time(string key)
    {
        if (Text(key) is not { } text) return default;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
        Bad(key, $"must be a time as 2026-05-01T10:00:00.250Z, not '{text}'");
        return default;
    }

    private void Check(CampaignOptions options)
    {
        if (options.PowerTracePath is not null)
        {
            if (options.Devices.Count > 1) Bad("power-trace", $"is of one device, and there are {options.Devices.Count}");
            if (!_map.ContainsKey("power-trace-start-utc"))
                Bad("power-trace", "needs 'power-trace-start-utc', the time of its second 0 by the device's clock");
        }
        Needs("power-trace-start-utc", "power-trace");
        Needs("thermal-zone", "max-temperature-c");
        if (DeviceTools.Problem(options.Engines, options.Tools) is { } unused) Bad(options.Tools.Option, $"is not used: {unused}");
        if (options.DataPath is null && options.Variants.Any(variant => variant.NeedsData))
            Bad("variants", "int8 needs samples to calibrate on; name them with 'data'");
        if (options.DataPath is null && options.LabelsPath is not null) Bad("labels", "are labels of data; name it with 'data'");
        foreach (var device in options.Devices)
        {
            try
            {
                DeviceCatalog.Open(device).Dispose();
            }
            catch (SartorException e)
            {
                Bad("devices", e is OptionException option ? option.Problem : e.Message.TrimEnd('.'));
            }
        }
    }

    private void Needs(string key, string other)
    {
        if (_map.ContainsKey(key) && !_map.ContainsKey(other)) Bad(key, $"says nothing without '{other}'; add that, or delete this");
    }

    private string? Text(string key)
    {
        if (!_map.TryGetValue(key, out var entry)) return null;
        if (entry.Scalar is { Length: > 0 } text) return text;
        Bad(key, "must be a single value");
        return null;
    }

    private string? Existing(string key)
    {
        if (Text(key) is not { } path) return null;
        var full = Path.GetFullPath(path, _folder);
        if (!File.Exists(full) && !Directory.Exists(full)) Bad(key, $"'{path}' does not exist");
        return full;
    }

    private IReadOnlyList<string> Distinct(string key, bool required)
    {
        if (!_map.TryGetValue(key, out var entry))
        {
            if (required) _problems.Add((0, $"'{key}' is missing; name at least one"));
            return [];
        }
        var words = entry.Items ?? (entry.Scalar is { Length: > 0 } one ? [one] : []);
        if (entry.Map is not null) Bad(key, "must be a value or a list of values");
        else if (words.Count == 0) Bad(key, "is empty; name at least one");
        foreach (var twice in words.GroupBy(word => word).Where(group => group.Count() > 1)) Bad(key, $"names '{twice.Key}' twice");
        return [.. words.Distinct()];
    }

    private bool? Flag(string key)
    {
        if (Text(key) is not { } text) return null;
        if (text is "true" or "false") return text == "true";
        Bad(key, $"must be true or false, not '{text}'");
        return null;
    }

    private double? Number(string key, double min, double max)
    {
        if (Text(key) is not { } text) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        Bad(key, FormattableString.Invariant($"must be a number between {min} and {max}, not '{text}'"));
        return null;
    }

    private int? Whole(string key, int min, int max)
    {
        if (Text(key) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        Bad(key, $"must be a whole number between {min} and {max}, not '{text}'");
        return null;
    }

    private TimeSpan? Seconds(string key) => Number(key, 0, 86_400) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private void Bad(string key, string problem) =>
        _problems.Add((_map.TryGetValue(key, out var entry) ? entry.Line : 0, $"'{key}' {problem}"));
}
