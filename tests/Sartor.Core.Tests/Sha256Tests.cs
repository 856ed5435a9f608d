using System.Security.Cryptography;
using System.Text;

namespace Sartor.Core.Tests;

public sealed class Sha256Tests
{
    // FIPS 180-2, appendix B; the first is the hash of nothing.
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void Hash_OfAPublishedExample(string text, string hash)
    {
        var sum = new PortableSha256();
        sum.Append(Encoding.ASCII.GetBytes(text));
        sum.FinishHex().ShouldBe(hash);
        Sha256.Hex(text).ShouldBe(hash);
    }

    [Fact]
    public void Hash_InPieces_IsThatOfTheSystem()
    {
        var random = new Random(7);
        for (var length = 0; length < 300; length++)
        {
            var data = new byte[length];
            random.NextBytes(data);
            var sum = new PortableSha256();
            using var stream = new Sha256();
            for (var at = 0; at < length;)
            {
                var piece = Math.Min(random.Next(1, 90), length - at);
                sum.Append(data.AsSpan(at, piece));
                stream.Write(data, at, piece);
                at += piece;
            }
            var hash = System.Convert.ToHexStringLower(SHA256.HashData(data));
            (sum.FinishHex(), stream.FinishHex(), Sha256.Hex(new MemoryStream(data))).ShouldBe((hash, hash, hash));
        }
    }
}
