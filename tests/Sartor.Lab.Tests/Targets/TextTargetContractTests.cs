using Sartor.Contracts.Targets;
using Sartor.Convert;
using Sartor.Graph.Ir;

namespace Sartor.Lab.Tests.Targets;

public sealed class TextTargetContractTests : ConversionTargetContract
{
    protected override IConversionTarget Target { get; } = new TextTarget();

    protected override ModelGraph Network() => TargetNetworks.Dense();

    protected override void Read(string path, Action<ModelGraph> look) => look(TextModel.Read(path));

    protected override IModelRunner Run(string path) => new TextSession(path);
}
