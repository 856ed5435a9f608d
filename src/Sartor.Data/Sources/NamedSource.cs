using Sartor.Data.Samples;

namespace Sartor.Data.Sources;

/// <summary>One of the sources of an <see cref="InputsSource"/>.</summary>
/// <param name="Name">Of the input.</param>
/// <param name="Place">Where it lies, for messages.</param>
/// <param name="Source">The values of that input.</param>
internal sealed record NamedSource(string Name, string Place, ISampleSource Source);
