using System.Reflection;
using Sartor.Lab.Measurement;
using Sartor.Lab.Trials;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Trials;

public sealed class TrialIdTests
{
    private static readonly TrialSubject s_subject = new("ab", "tflite", "1.0", "cpu", "All", "cd");

    private static readonly DeviceFacts s_device = new()
    {
        Address = "host",
        Cpu = "cpu",
        CpuFeatures = ["avx2"],
        Cores = 2,
        MemoryBytes = 1024,
        Os = "os",
        Kernel = "6.1",
        Architecture = "x64",
        Governor = "performance",
    };

    private static readonly ProtocolFacts s_protocol = new MeasurementProtocol().ToFacts(1_000_000_000);

    // What is said of a trial and makes it no other: how the device was reached, and the clock, which follows from the device.
    private static readonly string[] s_beside = [nameof(DeviceFacts.Address), nameof(ProtocolFacts.Clock)];

    [Fact]
    public void SameTrial_HasTheSameId()
    {
        Id().ShouldBe(Id(device: s_device with { Address = "exec:sartor-worker" }, protocol: s_protocol with { Clock = "another" }));
        Id().Length.ShouldBe(64);
    }

    [Fact]
    public void EveryFieldOfTheKey_ChangesTheId()
    {
        var ids = new Dictionary<string, string> { ["none"] = Id() };
        foreach (var (name, changed) in Changed(s_subject)) ids[name] = Id(subject: changed);
        foreach (var (name, changed) in Changed(s_device)) ids[name] = Id(device: changed);
        foreach (var (name, changed) in Changed(s_protocol)) ids[name] = Id(protocol: changed);
        ids.Count.ShouldBe(1 + 6 + 8 + 13);
        ids.GroupBy(id => id.Value).Where(same => same.Count() > 1).SelectMany(same => same.Select(id => id.Key)).ShouldBeEmpty();
    }

    [Fact]
    public void FieldThatIsUnknown_IsNotAnEmptyOne() =>
        Id(device: s_device with { Governor = null }).ShouldNotBe(Id(device: s_device with { Governor = "" }));

    private static string Id(TrialSubject? subject = null, DeviceFacts? device = null, ProtocolFacts? protocol = null) =>
        TrialId.For(subject ?? s_subject, device ?? s_device, protocol ?? s_protocol);

    /// <summary>The record with one property changed, once for each property.</summary>
    private static IEnumerable<(string Name, T Record)> Changed<T>(T record) where T : class
    {
        var clone = typeof(T).GetMethod("<Clone>$")!;
        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (var property in properties.Where(p => p.CanWrite && !s_beside.Contains(p.Name)))
        {
            var copy = (T)clone.Invoke(record, null)!;
            property.SetValue(copy, Other(property.GetValue(record)));
            yield return (property.Name, copy);
        }
    }

    private static object Other(object? value) => value switch
    {
        null => "0-3",
        string text => text + "2",
        int number => number + 1,
        long number => number + 1,
        double number => number + 0.5,
        IReadOnlyList<string> list => (string[])[.. list, "vnni"],
        _ => throw new InvalidOperationException($"{value} has no other value here"),
    };
}
