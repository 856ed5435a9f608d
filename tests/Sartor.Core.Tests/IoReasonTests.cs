namespace Sartor.Core.Tests;

public sealed class IoReasonTests
{
    [Theory]
    [InlineData("No space left on device : '/data/.c.tflite.28914.unverified'", "No space left on device")]
    [InlineData("Access to the path '/data/it's.tflite' is denied.", "Access to the path is denied")]
    [InlineData("Could not find a part of the path '/a'.", "Could not find a part of the path")]
    [InlineData("Broken pipe", "Broken pipe")]
    public void Paths_are_left_out(string message, string reason) => IoReason.Of(new IOException(message)).ShouldBe(reason);
}
