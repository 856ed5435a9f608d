using System.Text.Json.Nodes;
using Sartor.Contracts.Results;
using Sartor.Results.Records;
using Sartor.Results.Reports;
using Sartor.Results.Tests.Records;

namespace Sartor.Results.Tests.Reports;

/// <summary>Reports with one mistake each are refused, and those without are not.</summary>
public sealed class TrialReportCheckTests
{
    /// <summary>What the published paper and repository of nn-lite print, with a time that was measured.</summary>
    private const string NnLite = """
        {"model_name": "AirNet", "device_type": "sdk_gphone64_x86_64", "os_version": "Android 14", "valid": true, "emulator": true,
         "iterations": 10, "duration": 61371200.0, "unit": "ns", "cpu_duration": 61371200.0, "cpu_min_duration": 61e6,
         "cpu_max_duration": 62e6, "cpu_std_dev": 1e5, "total_ram_kb": 2014000, "in_dim_0": 1, "device_analytics": {}}
        """;

    private static readonly Dictionary<string, CampaignTrialResult> s_right = new()
    {
        ["measured"] = TrialReports.Measured(),
        ["noisy"] = TrialReports.Noisy(),
        ["failed"] = TrialReports.Failed(),
        ["refused"] = TrialReports.Refused(),
    };

    /// <summary>Path of a field, and what is put there as JSON; nothing takes it away.</summary>
    private static readonly (string Path, string? Value)[] s_mistakes =
    [
        ("duration", "0"), ("duration", "null"), ("duration", "-3"), ("duration", "\"NaN\""), ("duration", "61.2"), ("duration", null),
        ("iterations", "0"), ("iterations", "null"), ("iterations", "12"), ("iterations", null), ("iterations", "1.5"),
        ("unit", "\"ms\""), ("unit", "\"ticks\""), ("unit", "null"), ("unit", null),
        ("valid", "false"), ("valid", "\"true\""), ("valid", null), ("model_name", "\"\""), ("model_name", null),
        ("device_type", "\"Pixel 4\""), ("device_type", "null"), ("os_version", "\"Hedgehog | 2023.1.1\""), ("emulator", "3"),
        ("emulator", null), ("device_analytics", null), ("cpu_duration", "1"), ("cpu_duration", "null"), ("cpu_min_duration", "9e15"),
        ("cpu_max_duration", "1"), ("cpu_std_dev", "-1"), ("gpu_duration", "4"), ("in_dim_0", "0"), ("total_ram_kb", "\"1.92 GB\""),
        ("id", "\"00\""), ("key.1", "\"step=verify\""), ("key.4", "\"device=host\""), ("key", "[]"), ("key", null),
        ("step", "\"verify\""), ("step", "\"guess\""), ("variant", "\"source\""), ("device", "\"host\""), ("engine", "\"ncnn\""),
        ("delegate", "\"gpu\""), ("threads", "4"), ("state", "\"done\""), ("ending", "\"invalid\""), ("ending", "\"fine\""),
        ("reason", "\"because\""), ("attempts", "[]"), ("attempts.0.ending", "\"transient\""),
        ("attempts.0.endedUtc", "\"2001-01-01T00:00:00+00:00\""), ("measurement", "null"), ("measurement.trials", "[]"),
        ("measurement.trials.0.delegate", "\"none\""), ("measurement.trials.0.latency", "null"),
        ("measurement.trials.0.samplesNs", "[]"), ("measurement.trials.0.samplesNs.0", "0"),
        ("measurement.trials.0.samplesNs.0", "99999999999"), ("measurement.trials.0.latency.count", "1"),
        ("measurement.trials.0.latency.medianNs", "1"), ("measurement.trials.0.latency.medianLowNs", "1e12"),
        ("measurement.trials.0.energy.energyJ", "-1"), ("measurement.trials.0.energy.energyJ", "3"),
        ("measurement.trials.0.energy.windowSeconds", "0"), ("measurement.trials.0.energy.windowSeconds", "1e-9"),
        ("measurement.trials.0.energy.windowSeconds", null), ("measurement.trials.0.energy.meanW", "-2"),
        ("measurement.trials.0.energy.perInferenceJ", "1e9"), ("measurement.trials.0.energy.inferences", "0"),
        ("measurement.trials.0.energy.perInferenceLowJ", "1e9"), ("measurement.trials.0.energy.macsPerJ", "-1"),
        ("measurement.trials.0.energy.source", "\"\""), ("measurement.trials.0.launches.0.energyJ", "-2"),
        ("measurement.trials.0.launches.0.windowSeconds", "null"), ("measurement.trials.0.launches.0.windowSeconds", "-1"),
        ("measurement.trials.0.maxTemperatureC", "-274"), ("measurement.trials.0.maxFrequencyKhz", "0"),
        ("measurement.stateBefore.thermalZones.0.temperatureC", "1000"), ("measurement.stateAfter.battery.percent", "101"),
        ("measurement.stateBefore.memoryFreeBytes", "-1"), ("measurement.stateBefore.memoryFreeBytes", "5e9"),
        ("measurement.stateBefore.clusters.0.khz", "-5"), ("measurement.stateBefore.uptimeSeconds", "-1"),
        ("anchor.ratio", "1"), ("anchor.isDrift", "true"), ("anchor.before.lowRatio", "1.3"), ("anchor.after.highRatio", "0"),
        ("anchor.before.startedUtc", "\"2099-01-01T00:00:00+00:00\""), ("anchor.after.startedUtc", "\"2001-01-01T00:00:00+00:00\""),
        ("measurement.protocol.threads", "2"), ("schema", "\"sartor.campaign-trial/99\""), ("schema", "7"),
    ];

    public static TheoryData<string> Right => [.. s_right.Keys];

    public static TheoryData<int> Mistakes => [.. Enumerable.Range(0, s_mistakes.Length)];

    [Theory]
    [MemberData(nameof(Right))]
    public void RightReport_IsNotRefused(string name)
    {
        var text = ResultJson.Write(s_right[name]);
        TrialReportCheck.Problems(text, s_right[name].Id).ShouldBeEmpty();
        SchemaCheck.Problems(JsonNode.Parse(text)!).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void ReportWithOneMistake_IsRefused(int index)
    {
        var (path, value) = s_mistakes[index];
        var report = JsonNode.Parse(ResultJson.Write(TrialReports.Measured()))!;
        Put(report, path, value);
        TrialReportCheck.Problems(report.ToJsonString()).ShouldNotBeEmpty($"{path} = {value ?? "nothing"}");
    }

    [Theory]
    [InlineData("valid", "true")]
    [InlineData("reason", "null")]
    [InlineData("key.2", "\"source=0\"")]
    [InlineData("threads", "1")]
    [InlineData("engine", "\"tflite\"")]
    public void ConversionWithOneMistake_IsRefused(string path, string value)
    {
        var report = JsonNode.Parse(ResultJson.Write(TrialReports.Refused()))!;
        Put(report, path, value);
        TrialReportCheck.Problems(report.ToJsonString()).ShouldNotBeEmpty();
    }

    /// <summary>A coarse clock: all samples are the same, and their geometric mean lies beside them.</summary>
    [Fact]
    public void MedianBesideEqualSamples_IsNotRefused()
    {
        var report = TrialReports.Measured();
        var trial = report.Measurement!.Trials[0];
        const double Median = 100.99999999999999;
        report = report with
        {
            Iterations = 2,
            Duration = 101,
            CpuDuration = 101,
            CpuMinDuration = 101,
            CpuMaxDuration = 101,
            Measurement = report.Measurement with
            {
                Trials =
                [
                    trial with
                    {
                        SamplesNs = [101, 101],
                        Latency = trial.Latency! with { Count = 2, MedianNs = Median, MedianLowNs = Median, MedianHighNs = Median },
                    },
                ],
            },
        };
        TrialReportCheck.Problems(ResultJson.Write(report)).ShouldBeEmpty();
    }

    [Fact]
    public void FileOfAnotherName_IsRefused() =>
        TrialReportCheck.Problems(ResultJson.Write(TrialReports.Measured()), "x").ShouldBe(["id is not the name of the file"]);

    [Fact]
    public void ReportOfNnLite_IsChecked() => TrialReportCheck.Problems(NnLite).ShouldBeEmpty();

    [Theory]
    [InlineData("\"duration\": 61371200.0", "\"duration\": 0", "without a duration")]
    [InlineData("\"duration\": 61371200.0", "\"duration\": NaN", "no NaN")]
    [InlineData("\"iterations\": 10,", "", "no iterations")]
    [InlineData("\"in_dim_0\": 1", "\"in_dim_0\": 0", "in_dim_0 is 0")]
    [InlineData("\"unit\": \"ns\"", "\"unit\": \"avg_ms\"", "unit is")]
    [InlineData("\"cpu_min_duration\": 61e6", "\"cpu_min_duration\": 62e6", "above")]
    [InlineData("2014000", "1e999", "no finite number")]
    public void MistakeOfNnLite_IsRefused(string right, string wrong, string problem)
    {
        NnLite.ShouldContain(right);
        TrialReportCheck.Problems(NnLite.Replace(right, wrong, StringComparison.Ordinal))
            .ShouldContain(found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"schema\": \"sartor.campaign-trial/1\"}")]
    public void WhatIsNoReport_IsRefused(string text) => TrialReportCheck.Problems(text).ShouldHaveSingleItem();

    private static void Put(JsonNode root, string path, string? value)
    {
        var steps = path.Split('.');
        var node = steps[..^1].Aggregate(root, (at, step) => int.TryParse(step, out var index) ? at[index]! : at[step]!);
        if (int.TryParse(steps[^1], out var last)) node[last] = JsonNode.Parse(value!);
        else if (value is null) node.AsObject().Remove(steps[^1]).ShouldBeTrue();
        else node[steps[^1]] = JsonNode.Parse(value);
    }
}
