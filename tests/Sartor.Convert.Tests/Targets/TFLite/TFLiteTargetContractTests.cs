using Sartor.Contracts.Targets;

namespace Sartor.Convert.Tests.Targets.TFLite;

public sealed class TFLiteTargetContractTests : ConversionTargetContract
{
    protected override IConversionTarget Target => ConversionTargets.Get("tflite");
}
