using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;

namespace Sartor.Cli.Display;

/// <summary>What happens in a campaign as JSON, one object in each line (docs/campaigns.md).</summary>
/// <param name="writer">Takes the lines.</param>
/// <param name="time">The clock of their time stamps.</param>
internal sealed class CampaignEvents(TextWriter writer, TimeProvider time) : ICampaignListener
{
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Started(IReadOnlyList<TrialCount> counts) => Write("started", json =>
    {
        json.WriteNumber("trials", counts.Sum(count => count.Count));
        json.WriteNumber("finished", counts.Where(count => count.State is TrialState.Finished).Sum(count => count.Count));
    });

    public void TrialStarted(CampaignTrial trial) => Write("trial-started", json => Write(json, trial));

    public void TrialEnded(CampaignTrial trial, TrialOutcome outcome, NextStep next) => Write("trial-ended", json =>
    {
        Write(json, trial);
        json.WriteString("ending", Name(outcome.Ending));
        json.WriteString("state", Name(next.State));
        if (outcome.Reason is { } reason) json.WriteString("reason", reason);
        if (next.State == TrialState.Waiting) json.WriteString("dueUtc", next.DueUtc);
        json.WriteNumber("seconds", (outcome.EndedUtc - outcome.StartedUtc).TotalSeconds);
    });

    public void DeviceChanged(string lane, LaneState state, string reason) => Write("device", json =>
    {
        json.WriteString("device", lane);
        json.WriteString("state", Name(state));
        if (reason.Length > 0) json.WriteString("reason", reason);
    });

    public void DeviceNoted(string lane, string text) => Write("note", json =>
    {
        json.WriteString("device", lane);
        json.WriteString("text", text);
    });

    private static void Write(Utf8JsonWriter json, CampaignTrial trial)
    {
        json.WriteNumber("trial", trial.Number);
        json.WriteString("id", trial.Id);
        json.WriteString("step", CampaignText.Word(trial.Step));
        json.WriteString("model", trial.Model);
        json.WriteString("variant", trial.Variant);
        if (trial.Step == CampaignStep.Convert) return;
        json.WriteString("device", trial.Lane);
        json.WriteString("engine", trial.Engine);
        json.WriteString("delegate", trial.Delegate);
        json.WriteNumber("threads", trial.Threads);
    }

    private static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName($"{value}");

    private void Write(string kind, Action<Utf8JsonWriter> fields)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, s_writing))
        {
            json.WriteStartObject();
            json.WriteString("event", kind);
            json.WriteString("atUtc", time.GetUtcNow());
            fields(json);
            json.WriteEndObject();
        }
        writer.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        writer.Flush();
    }
}
