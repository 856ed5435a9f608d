using System.Runtime.CompilerServices;
using Sartor.Lab.Trials;

namespace Sartor.Cli.Tests;

/// <summary>Tests neither use nor fill the store of whoever runs them; a test that needs one names it.</summary>
internal static class TestStore
{
    [ModuleInitializer]
    internal static void Leave() => Environment.SetEnvironmentVariable(StoreFolder.Variable, StoreFolder.None);
}
