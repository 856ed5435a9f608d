using System.Text;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Operators;

public sealed class FlexMapTests
{
    // By hand after the specification of FlexBuffers, in single bytes: a map of the keys b, f, i, s, u; "s" is a text, "f" lies elsewhere.
    private static readonly byte[] s_map =
    [
        .. "b\0f\0i\0s\0u\0"u8, // 0 … 9
        0, 0, 0, 0x3F, // 10: 0.5 as float32
        2, (byte)'o', (byte)'k', 0, // 14: length, text at 15
        5, 19, 18, 17, 16, 15, // 18: number of keys; keys from 19, each the distance to its text
        5, 1, 5, // 24: distance to the keys, their width, number of values
        1, 18, 0xF9, 15, 200, // 27: true, distance to 10 from 28, −7, distance to 15 from 30, 200
        26 << 2, (8 << 2) | 2, 1 << 2, 5 << 2, 2 << 2, // 32: types
        10, 9 << 2, 1, // 37: distance to the values; a map; width of the distance
    ];

    [Fact]
    public void Numbers_AreReadAndTextsPassedOver() => FlexMap.Read(s_map).OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => (pair.Key, pair.Value)).ShouldBe([("b", 1.0), ("f", 0.5), ("i", -7.0), ("u", 200.0)]);

    [Fact]
    public void WhatIsWritten_IsRead() => FlexMap.Read(FlexMap.Write(new Dictionary<string, object>
    {
        ["max_detections"] = 10,
        ["low"] = -3,
        ["use"] = true,
        ["not"] = false,
        ["scale"] = 0.6f,
    })).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, (float)pair.Value))
        .ShouldBe([("low", -3f), ("max_detections", 10f), ("not", 0f), ("scale", 0.6f), ("use", 1f)]);

    [Fact]
    public void DamagedMaps_AreRefusedAndNothingElse()
    {
        byte[][] whole = [s_map, FlexMap.Write(new Dictionary<string, object> { ["a"] = 1, ["b"] = 2f })];
        var random = new Random(3);
        foreach (var map in whole)
        {
            for (var length = 0; length < map.Length; length++) Try(map[..length]);
            for (var trial = 0; trial < 20_000; trial++)
            {
                var damaged = map.ToArray();
                for (var n = random.Next(1, 4); n > 0; n--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                Try(damaged);
            }
        }
        Should.Throw<RawNodeException>(() => FlexMap.Read([])).Message.ShouldContain("0 bytes");
        Should.Throw<RawNodeException>(() => FlexMap.Read(Encoding.ASCII.GetBytes("no map at all"))).Message.ShouldContain("no map");

        static void Try(byte[] bytes)
        {
            try
            {
                FlexMap.Read(bytes).Count.ShouldBeLessThanOrEqualTo(256);
            }
            catch (RawNodeException)
            {
                // Told.
            }
        }
    }
}
