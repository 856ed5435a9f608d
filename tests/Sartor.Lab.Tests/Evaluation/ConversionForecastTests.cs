using Sartor.Contracts;
using Sartor.Contracts.Coverage;
using Sartor.Contracts.Formats;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Tests.Evaluation;

/// <summary>What is forecast of a conversion is what becomes of it: a file, or a refusal in these words.</summary>
public sealed class ConversionForecastTests
{
    private static readonly string[] s_targets = ["tflite", "litert", "onnx"];

    [Theory]
    [InlineData("node")]
    [InlineData("simple")]
    [InlineData("pytorch-operator")]
    [InlineData("pytorch-converted")]
    public void Forecast_IsTheOutcomeOfConformanceCases(string group) =>
        Compare(ConformanceCase.Paths(group).Select(path => Path.Combine(path, "model.onnx")));

    [Theory]
    [InlineData(13)]
    [InlineData(17)]
    public void Forecast_IsTheOutcomeOfLayers(long opset)
    {
        var names = TorchLayers.Names(opset);
        if (names.Count == 0) Assert.Skip("no layers are here; SARTOR_TORCH_LAYERS names their folder");
        Compare(names.Select(name => TorchLayers.PathOf(opset, name)));
    }

    private static void Compare(IEnumerable<string> paths)
    {
        using var folder = new TemporaryFolder();
        List<string> promised = [], denied = [], otherWords = [];
        var compared = 0;
        foreach (var path in paths)
        {
            foreach (var target in s_targets.Select(ConversionTargets.Get))
            {
                if (Forecast(path, target) is not { } forecast) continue;
                var outcome = Outcome(path, target, folder.Path);
                compared++;
                if (forecast.Length == 0 && outcome.Length > 0) promised.Add($"{path} to {target.Name}: {outcome}");
                else if (forecast.Length > 0 && outcome.Length == 0) denied.Add($"{path} to {target.Name}: {forecast}");
                else if (forecast != outcome) otherWords.Add($"{path} to {target.Name}: {forecast} but {outcome}");
            }
        }
        promised.ShouldBeEmpty("promised and refused");
        denied.ShouldBeEmpty("denied and converted");
        otherWords.ShouldBeEmpty();
        compared.ShouldBeGreaterThan(0);
    }

    // Null for a file that is not even opened, by inspect as little as by convert.
    private static string? Forecast(string path, IConversionTarget target)
    {
        try
        {
            using var model = ModelFormats.Open(path);
            return string.Join('|', ConversionForecast.Of(model, target));
        }
        catch (SartorException)
        {
            return null;
        }
    }

    private static string Outcome(string path, IConversionTarget target, string folder)
    {
        try
        {
            using var model = SourceModels.Open(path, ModelReadOptions.Default);
            new ModelConverter(target, model.Graph).Write(Precision.Float32, Path.Combine(folder, "variant"));
            return "";
        }
        catch (UnsupportedModelException e)
        {
            return e.Refusals.Count > 0 ? string.Join('|', e.Refusals) : $"{Refusal.Of(e)}";
        }
    }
}
