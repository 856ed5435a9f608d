using System.Security.Cryptography;
using System.Text;

namespace Sartor.Browser;

/// <summary>Random names that nobody guesses: 128 bits, as 32 hexadecimal digits.</summary>
internal static class PageSecret
{
    public static string New() => System.Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Whether two are equal, in a time that tells nothing of where they differ.</summary>
    public static bool AreEqual(string first, string second) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(second));
}
