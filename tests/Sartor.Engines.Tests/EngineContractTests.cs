using Sartor.Contracts.Engines;

namespace Sartor.Engines.Tests;

public sealed class EngineContractTests : EngineContract;
