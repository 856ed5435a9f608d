using Sartor.Data.Configuration;

namespace Sartor.Data.Tests.Configuration;

public sealed class ZipChecksumTests
{
    /// <summary>The check value of the catalogue of parametrised CRC algorithms (reveng, CRC-32/ISO-HDLC).</summary>
    [Fact]
    public void Sum_OfTheNineDigits() => ZipChecksum.Of("123456789"u8).ShouldBe(0xCBF43926);

    [Fact]
    public void Sum_OfNothing() => ZipChecksum.Of([]).ShouldBe(0u);
}
