using Sartor.Contracts.Targets;
using Sartor.Convert;

namespace Sartor.Lab.Tests.Targets;

public sealed class SourceOrderTargetContractTests : ConversionTargetContract
{
    protected override IConversionTarget Target { get; } = new SourceOrderTarget();
}
