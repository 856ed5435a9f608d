using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Lab.Tests.Devices;

public sealed class AdbListingTests
{
    // As adb 29 and 34 print them (format_transport in transport.cpp, UsbNoPermissionsShortHelpText).
    private const string Output = """
        List of devices attached
        8A2X0K5               device usb:1-4 product:oriole model:Pixel_6 device:oriole transport_id:3
        127.0.0.1:6001         offline transport_id:9
        ABCDEF                 unauthorized usb:3-1 transport_id:4
        ????????????       no permissions (missing udev rules? user is in the plugdev group); see [http://x/y.html] usb:1-2 transport_id:5
        TWIN                   device usb:1-7 product:x model:Board device:x transport_id:6
        TWIN                   device usb:1-8 product:x model:Board device:x transport_id:7
        LOADER                 recovery usb:2-2 transport_id:8

        """;

    private static readonly IReadOnlyList<AdbListing> s_rows = AdbListing.Parse(Output);

    [Fact]
    public void Parse_ReadsEveryLineAndNoHeading() => s_rows.Select(row => (row.Serial, row.State, row.Port, row.Model)).ShouldBe(
    [
        ("8A2X0K5", "device", "usb:1-4", "Pixel_6"), ("127.0.0.1:6001", "offline", null, null), ("ABCDEF", "unauthorized", "usb:3-1", null),
        ("????????????", "no permissions", "usb:1-2", null), ("TWIN", "device", "usb:1-7", "Board"), ("TWIN", "device", "usb:1-8", "Board"),
        ("LOADER", "recovery", "usb:2-2", null),
    ]);

    [Theory]
    [InlineData("ABCDEF", "accept the key of this computer")]
    [InlineData("????????????", "add a udev rule")]
    [InlineData("LOADER", "is in its recovery mode")]
    public void Problem_SaysWhatToDo(string serial, string what) =>
        s_rows.Single(row => row.Serial == serial).Problem.ShouldNotBeNull().ShouldContain(what);

    [Theory]
    [InlineData("8A2X0K5")]
    [InlineData("127.0.0.1:6001")]
    public void Problem_IsNoneWhereWaitingMayHelp(string serial) => s_rows.Single(row => row.Serial == serial).Problem.ShouldBeNull();

    [Fact]
    public void Find_OfTwoWithOneSerial_NamesTheirPorts()
    {
        Should.Throw<DeviceException>(() => AdbListing.Find(s_rows, "adb:TWIN", "TWIN")).Message
            .ShouldBe("adb:TWIN: 2 devices have this serial number; name one by its port: adb:usb:1-7, adb:usb:1-8.");
        AdbListing.Find(s_rows, "adb:usb:1-8", "usb:1-8").ShouldBe(s_rows[5]);
        AdbListing.Find(s_rows, "adb:NONE", "NONE").ShouldBeNull();
    }

    [Theory]
    [InlineData("adb:")]
    [InlineData("adb:-s")]
    [InlineData("adb:a b")]
    [InlineData("adb:a;b")]
    [InlineData("adb:$(x)")]
    public void Address_OfAnotherForm_IsRefused(string address) =>
        Should.Throw<OptionException>(() => DeviceCatalog.Open(address)).Message.ShouldContain("write adb:SERIAL");
}
