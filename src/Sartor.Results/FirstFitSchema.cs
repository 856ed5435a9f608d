using System.Globalization;
using System.Text.Json.Nodes;
using Sartor.Results.Records;

namespace Sartor.Results;

/// <summary>
/// Turns a result of schema <c>sartor.fit/1</c> into one of <see cref="FitResult.CurrentSchema"/>. That schema had sentences where codes
/// stand now: they are kept, word for word, under the code <c>stated</c>. It had one verdict per variant, with the names of all engines
/// and delegates that it was the worst of: each of them gets it. It called held-out samples judgement samples.
/// </summary>
internal static class FirstFitSchema
{
    public const string Name = "sartor.fit/1";

    /// <exception cref="InvalidOperationException">A part is not of the kind that the schema has there.</exception>
    public static void Upgrade(JsonObject result)
    {
        result["schema"] = FitResult.CurrentSchema;
        if (result["data"]?["split"] is JsonObject split)
        {
            Rename(split, "judgementSamples", "heldOutSamples");
            Rename(split, "judgementIds", "heldOutIds");
        }
        foreach (var variant in Objects(result["variants"])) UpgradeVariant(variant);
        if (result["recommendation"] is not JsonObject recommendation) return;
        recommendation["code"] = "stated";
        if (recommendation["constraints"] is JsonObject constraints)
        {
            constraints["minScore"] = constraints["minAccuracy"]?.DeepClone();
            constraints.Remove("minAccuracy");
        }
        if (recommendation["rejected"] is not JsonArray rejected) return;
        recommendation["rejected"] = new JsonArray([.. Objects(rejected).Select(Rejection)]);
    }

    private static void UpgradeVariant(JsonObject variant)
    {
        var verification = variant["verification"] as JsonObject;
        variant.Remove("verification");
        variant["verdicts"] = new JsonArray(
            [.. verification is null ? [] : Targets(verification, variant).Select(target => Verdict(verification, target))]);
        foreach (var trial in Objects(variant["trials"]))
        {
            trial["delegation"] = trial["executionProof"] is JsonValue proof ? Delegation(trial, proof.GetValue<string>()) : null;
            trial.Remove("executionProof");
            trial["diagnostics"] = new JsonArray();
            trial["launches"] = new JsonArray();
            trial["setAside"] ??= new JsonArray();
        }
    }

    // "tflite/xnnpack, tflite/none; shown: tflite/none, the worst", or one of them alone. What was measured was of the same engine.
    private static IEnumerable<EngineTarget> Targets(JsonObject verification, JsonObject variant)
    {
        var names = (verification["ranOn"]?.GetValue<string>() ?? "").Split(';')[0].Split(", ", StringSplitOptions.RemoveEmptyEntries);
        var stated = names.Select(name => name.Split('/')).Where(parts => parts.Length == 2)
            .Select(parts => new EngineTarget(parts[0], parts[1])).ToArray();
        return stated.Length > 0
            ? stated
            : Objects(variant["trials"]).Select(trial => new EngineTarget(Text(trial, "engine"), Text(trial, "delegate"))).Distinct();
    }

    private static JsonObject Verdict(JsonObject verification, EngineTarget target)
    {
        var verdict = (JsonObject)verification.DeepClone();
        verdict.Remove("ranOn");
        foreach (var parity in Objects(verdict["parity"]))
        {
            if (parity["set"]?.GetValue<string>() == "judgement") parity["set"] = "held-out";
        }
        verdict["target"] = new JsonObject { ["engine"] = target.Engine, ["delegate"] = target.Delegate };
        verdict["scores"] = Scores(verdict);
        foreach (var share in (string[])["accuracy", "sourceAccuracy", "top1Agreement"]) verdict.Remove(share);
        if (verdict["gate"] is not JsonObject gate) return verdict;
        var passed = gate["passed"]?.GetValue<bool>() ?? false;
        var reasons = gate["reasons"] as JsonArray ?? [];
        // Those that failed came first, and it was not written how many they were: the first of a failed gate did.
        gate["checks"] = new JsonArray([.. reasons.Select((reason, i) => new JsonObject
        {
            ["code"] = GateCode.Stated,
            ["passed"] = passed || i > 0,
            ["detail"] = reason?.GetValue<string>(),
        })]);
        gate.Remove("reasons");
        return verdict;
    }

    // That schema knew one score, and how the source compared with guessing was not written.
    private static JsonArray Scores(JsonObject verdict)
    {
        var scores = new JsonArray();
        if (verdict["accuracy"] is JsonObject accuracy)
            scores.Add((JsonNode)Top1("top-1 accuracy", "data", accuracy, verdict["sourceAccuracy"] as JsonObject));
        if (verdict["top1Agreement"] is JsonObject agreement) scores.Add((JsonNode)Top1("top-1 agreement", "source", agreement, null));
        return scores;
    }

    private static JsonObject Top1(string title, string truth, JsonObject variant, JsonObject? source)
    {
        var score = new JsonObject
        {
            ["name"] = "top1",
            ["title"] = title,
            ["kind"] = "share",
            ["truth"] = truth,
            ["samples"] = variant["n"]?.DeepClone(),
            ["variant"] = Value(variant),
            ["source"] = source is null ? null : Value(source),
        };
        if (source?["value"] is { } was && variant["value"] is { } now) score["loss"] = was.GetValue<double>() - now.GetValue<double>();
        return score;
    }

    private static JsonObject Value(JsonObject proportion) =>
        new(proportion.Where(field => field.Key != "n").Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));

    // "64 of 66 nodes in xnnpack".
    private static JsonObject Delegation(JsonObject trial, string proof)
    {
        var words = proof.Split(' ');
        var counted = words is [_, "of", _, ..] && int.TryParse(words[0], out _) && int.TryParse(words[2], out _);
        return new JsonObject
        {
            ["delegate"] = counted ? words[^1] : Text(trial, "delegate"),
            ["nodes"] = counted ? int.Parse(words[2], CultureInfo.InvariantCulture) : 0,
            ["delegatedNodes"] = counted ? int.Parse(words[0], CultureInfo.InvariantCulture) : 0,
            ["kernels"] = new JsonArray(),
            ["evidence"] = proof,
        };
    }

    private static JsonObject Rejection(JsonObject rejection)
    {
        var what = Text(rejection, "what");
        var parts = what.Split(" · ");
        var target = parts.Length == 2 ? parts[1].Split('/') : [];
        return new JsonObject
        {
            ["variant"] = target.Length == 2 ? parts[0] : what,
            ["target"] = target.Length == 2 ? new JsonObject { ["engine"] = target[0], ["delegate"] = target[1] } : null,
            ["code"] = RejectionCode.Stated,
            ["detail"] = Text(rejection, "why"),
        };
    }

    private static void Rename(JsonObject part, string before, string now)
    {
        if (!part.ContainsKey(before)) return;
        var value = part[before];
        part.Remove(before);
        part[now] = value;
    }

    private static string Text(JsonObject part, string field) =>
        part[field]?.GetValue<string>() ?? throw new InvalidOperationException($"'{field}' is missing");

    private static IEnumerable<JsonObject> Objects(JsonNode? array) => (array as JsonArray ?? []).OfType<JsonObject>();
}
