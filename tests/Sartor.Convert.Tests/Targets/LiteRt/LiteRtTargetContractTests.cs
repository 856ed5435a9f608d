using Sartor.Contracts.Targets;

namespace Sartor.Convert.Tests.Targets.LiteRt;

public sealed class LiteRtTargetContractTests : ConversionTargetContract
{
    protected override IConversionTarget Target => ConversionTargets.Get("litert");
}
