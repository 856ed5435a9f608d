using System.Diagnostics;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Devices;
using Sartor.Workers.Client;
using Sartor.Workers.Protocol;

namespace Sartor.Contracts.Devices;

/// <summary>What every device has to do, on a machine whose worker has the engines that are built in.</summary>
public abstract class DeviceContract
{
    private static readonly Tensor s_input = Tensor.Create(new Shape(1, 4), [1f, 2, 3, 4]);
    private static readonly float[] s_expected = [3.5f, 3.75f, 15.5f];

    /// <summary>A new device.</summary>
    protected abstract IDevice Open();

    /// <summary>True where models are loaded where they lie.</summary>
    protected abstract bool IsThisMachine { get; }

    /// <summary>True where a worker is a process of this machine, or has one that carries its frames.</summary>
    protected virtual bool HasProcesses => true;

    [Fact]
    public async Task Describe_TellsMachineEnginesAndClock()
    {
        using var device = Open();
        var profile = await device.DescribeAsync();
        profile.Description.Cores.ShouldBeGreaterThan(0);
        profile.Description.Architecture.ShouldBe(profile.Worker.Architecture);
        profile.Worker.ClockHz.ShouldBeGreaterThan(0);
        profile.Worker.ClockStepNs.ShouldNotBeNull().ShouldBeGreaterThan(0);
        profile.Engines.Count.ShouldBeGreaterThan(0);
        foreach (var engine in profile.Engines)
        {
            engine.Formats.Count.ShouldBeGreaterThan(0, engine.Name);
            engine.Delegates.Count.ShouldBeGreaterThan(0, engine.Name);
            (engine.Version is null).ShouldNotBe(engine.Problem is null, engine.Name);
        }
        (await device.DescribeAsync()).ShouldBeSameAs(profile);
    }

    [Fact]
    public async Task Put_ThenLoad_RunsTheModelInAnyWorker()
    {
        using var device = Open();
        foreach (var engine in (await device.DescribeAsync()).Engines.Where(e => e.Problem is null))
        {
            var path = await device.PutAsync(Tiny(engine));
            for (var i = 0; i < 2; i++)
            {
                await using var worker = device.OpenWorker();
                (await worker.LoadAsync(engine.Name, path, new EngineOptions())).Require();
                (await worker.InferAsync([s_input])).Require()[0].ToSingles().ShouldBe(s_expected, 1e-5);
            }
        }
    }

    [Fact]
    public async Task Put_Twice_IsOneFile()
    {
        using var device = Open();
        var engine = (await device.DescribeAsync()).Engines[0];
        (await device.PutAsync(Tiny(engine))).ShouldBe(await device.PutAsync(Tiny(engine)));
    }

    [Fact]
    public async Task Put_MissingFile_NamesIt()
    {
        using var device = Open();
        if (IsThisMachine) return;
        const string Missing = "/no/such/model.onnx";
        (await Should.ThrowAsync<ModelFormatException>(() => device.PutAsync(Missing))).Message.ShouldContain(Missing);
    }

    [Fact]
    public async Task Worker_ThatDies_LeavesTheDeviceAndItsModels()
    {
        using var device = Open();
        var engine = (await device.DescribeAsync()).Engines.First(e => e.Problem is null);
        var path = await device.PutAsync(Tiny(engine));
        await using (var first = device.OpenWorker())
        {
            (await first.LoadAsync(engine.Name, path, new EngineOptions())).Require();
            End(first);
        }
        await using var second = device.OpenWorker();
        (await second.LoadAsync(engine.Name, path, new EngineOptions())).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Dispose_EndsWhatTheDeviceStartedAndDeletesWhatWasPut()
    {
        string path;
        int? process;
        EngineDescription engine;
        using (var device = Open())
        {
            engine = (await device.DescribeAsync()).Engines.First(e => e.Problem is null);
            path = await device.PutAsync(Tiny(engine));
            await using var worker = device.OpenWorker();
            (await worker.LoadAsync(engine.Name, path, new EngineOptions())).Require();
            process = worker.ProcessId;
        }
        process.HasValue.ShouldBe(HasProcesses);
        if (process is { } id) Should.Throw<ArgumentException>(() => Process.GetProcessById(id).Dispose(), "the worker has ended");
        File.Exists(path).ShouldBe(IsThisMachine);
        File.Exists(Tiny(engine)).ShouldBeTrue("the model on this machine is the user's");
    }

    /// <summary>Ends a worker from outside, without a word.</summary>
    protected virtual void End(EngineWorker worker)
    {
        using var process = Process.GetProcessById(worker.ProcessId.ShouldNotBeNull());
        process.Kill();
    }

    private static string Tiny(EngineDescription engine) => TestFiles.Data("tiny", $"dense.{engine.Formats[0]}");
}
