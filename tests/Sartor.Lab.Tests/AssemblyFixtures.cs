using Sartor.Contracts.Devices;

[assembly: AssemblyFixture(typeof(OwnDeviceLocks))]
