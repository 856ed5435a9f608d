using Sartor.Contracts.Targets;

namespace Sartor.Convert.Tests.Targets.Onnx;

public sealed class OnnxTargetContractTests : ConversionTargetContract
{
    protected override IConversionTarget Target => ConversionTargets.Get("onnx");
}
