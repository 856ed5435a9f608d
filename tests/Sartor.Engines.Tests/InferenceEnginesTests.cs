using Sartor.Contracts;

namespace Sartor.Engines.Tests;

public sealed class InferenceEnginesTests
{
    // The worker is compiled ahead of time and cannot search: an engine that is not listed would be missing without a word.
    [Fact]
    public void Catalog_ListsEveryEngineOfTheAssembly() =>
        InferenceEngines.Catalog.All.Select(engine => engine.GetType().FullName).Order()
            .ShouldBe(
                Instances.Of<IInferenceEngine>(typeof(InferenceEngines).Assembly).Select(engine => engine.GetType().FullName).Order());
}
