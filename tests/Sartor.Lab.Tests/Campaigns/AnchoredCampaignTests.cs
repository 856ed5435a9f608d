using System.Globalization;
using Sartor.Contracts;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;
using Sartor.Lab.Measurement;
using Sartor.Results;
using Sartor.Results.Records;
using Sartor.Results.Reports;

namespace Sartor.Lab.Tests.Campaigns;

/// <summary>A campaign on this machine whose reference model is the network of the demo, converted to TFLite for the engine.</summary>
public sealed class AnchoredCampaignTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private CampaignOptions Options => new()
    {
        Name = "anchored",
        BaseFolder = _folder.Path,
        OutputFolder = Path.Combine(_folder.Path, "output"),
        Models = [TestFiles.Data("tiny", "dense.tflite"), TestFiles.Data("tiny", "dense.onnx")],
        Variants = [new CampaignVariant(null, default)],
        Devices = ["host"],
        Engines = ["tflite/xnnpack", "onnxruntime/cpu"],
        Protocols = [MeasurementProtocol.Quick with { MinRounds = 1, MaxRounds = 1 }],
        MaxHalfWidth = 1e9,
        AnchorPath = Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx"),
        // A busy machine scatters.
        MaxDeviceDrift = 9,
    };

    [Fact]
    public async Task Campaign_HasAnAnchorBeforeAndBehindItsTrials()
    {
        using (var campaign = Campaign.Open(Options, TimeProvider.System))
        {
            await campaign.PlanAsync(CancellationToken.None);
            var listener = new RecordingListener();
            await campaign.RunAsync(listener, CancellationToken.None);
            listener.Lines.Where(line => line.Contains(" anchor", StringComparison.Ordinal)).ShouldBeEmpty();
            campaign.Store.Anchors().Select(anchor => anchor.Delegate).Order().ShouldBe(["cpu", "cpu", "xnnpack", "xnnpack"]);
            campaign.Store.Anchors().ShouldAllBe(anchor => anchor.MedianNs > 10_000 && anchor.MedianNs < 1e9);
        }
        (await FlagsAsync(Options)).ShouldAllBe(row => !row.Flags.Contains("device-drift") && row.Ratio > 0.1 && row.Ratio < 10);

        // Had the network of the demo usually taken a twentieth on TFLite, the device would have been slow beside trials of TFLite.
        using (var store = CampaignFolder.Open(Options))
        {
            var last = store.Anchors().Last(anchor => anchor.Engine == "tflite");
            var (median, low, high) = (last.MedianNs / 20, last.LowNs / 20, last.HighNs / 20);
            for (var i = 1; i <= 5; i++)
                store.AddAnchor(last with { StartedUtc = last.StartedUtc.AddHours(i), MedianNs = median, LowNs = low, HighNs = high });
        }
        var strict = Options with { MaxDeviceDrift = 1 };
        (await FlagsAsync(strict)).Count(row => row.Flags.Contains("device-drift") && row.Ratio > 2).ShouldBe(1);
        foreach (var trial in Reports(strict))
        {
            TrialReportCheck.Problems(ResultJson.Write(trial), trial.Id).ShouldBeEmpty();
            var anchor = trial.Anchor.ShouldNotBeNull();
            anchor.IsDrift.ShouldBe(trial.Engine == "tflite");
            anchor.After.ShouldNotBeNull().StartedUtc.ShouldBeGreaterThan(trial.Attempts[^1].EndedUtc.AddMilliseconds(-1));
            trial.Measurement!.Diagnostics.Count(diagnostic => diagnostic.Code == "device-drift").ShouldBe(anchor.IsDrift ? 1 : 0);
        }
        File.ReadAllText(Path.Combine(strict.OutputFolder, "report.html")).ShouldContain("\"maxDeviceDrift\":1");
    }

    [Fact]
    public async Task ModelThatCannotBeConverted_IsToldAndTheTrialsRun()
    {
        var broken = Path.Combine(_folder.Path, "broken.onnx");
        await File.WriteAllBytesAsync(broken, new byte[64]);
        var options = Options with { AnchorPath = broken, Engines = ["tflite/xnnpack"], Models = [Options.Models[0]] };
        using var campaign = Campaign.Open(options, TimeProvider.System);
        await campaign.PlanAsync(CancellationToken.None);
        campaign.PlanProblems.Single().ShouldStartWith("Drift of devices will not be told, since the anchor cannot be read: ");
        var listener = new RecordingListener();
        await campaign.RunAsync(listener, CancellationToken.None);
        listener.Lines.ShouldContain(line => line.Contains("there is no session anchor on tflite/xnnpack", StringComparison.Ordinal));
        campaign.Store.Trials().ShouldAllBe(trial => trial.Ending == TrialEnding.Succeeded);
    }

    [Fact]
    public async Task Anchor_KeepsToTheCoresOfTheTrials()
    {
        var protocol = Options.Protocols[0] with { Cpus = "1023" };
        var options = Options with { Engines = ["tflite/xnnpack"], Models = [Options.Models[0]], Protocols = [protocol] };
        using var campaign = Campaign.Open(options, TimeProvider.System);
        await campaign.PlanAsync(CancellationToken.None);
        var listener = new RecordingListener();
        await campaign.RunAsync(listener, CancellationToken.None);
        campaign.Store.Anchors().ShouldBeEmpty("no core 1023 is here, and another one says nothing of it");
        listener.Lines.ShouldContain(line => line.Contains("no session anchor", StringComparison.Ordinal)
            && line.Contains("cannot run on core", StringComparison.Ordinal));
    }

    private static IEnumerable<CampaignTrialResult> Reports(CampaignOptions options) =>
        Directory.EnumerateFiles(Path.Combine(options.OutputFolder, "trials"))
            .Select(path => ResultJson.Parse<CampaignTrialResult>(File.ReadAllText(path)));

    private static async Task<IReadOnlyList<(string[] Flags, double Ratio)>> FlagsAsync(CampaignOptions options)
    {
        using var store = CampaignFolder.OpenReading(options);
        await CampaignReport.WriteAsync(options, store, TimeProvider.System);
        var rows = File.ReadAllLines(Path.Combine(options.OutputFolder, "trials.csv")).Select(line => line.Split(',')).ToArray();
        var (flags, ratio) = (Array.IndexOf(rows[0], "flags"), Array.IndexOf(rows[0], "anchor_ratio"));
        return [.. rows.Skip(1).Select(row => (row[flags].Split(' '), double.Parse(row[ratio], CultureInfo.InvariantCulture)))];
    }
}
