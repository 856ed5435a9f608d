using System.Security.Cryptography;
using Sartor.Contracts;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Tests.Host;

/// <summary>Each message of docs/worker-protocol.md as it stands there, against the host.</summary>
public sealed class WorkerHostTests : IDisposable
{
    private static readonly byte[] s_abc = "abc"u8.ToArray();

    // FIPS 180-2, appendix B.1.
    private const string AbcHash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private readonly HostTalk _talk = new();

    public void Dispose() => _talk.Dispose();

    [Theory]
    [InlineData("type=hello\nprotocol=1\n")]
    [InlineData("type=hello\nprotocol=1\nminor=0\nclient=x\n")]
    [InlineData("type=hello\nprotocol=1\nminor=7\nwhat=this is not known here\n")]
    public async Task Hello_OfTheSameMajor_IsAnswered(string header)
    {
        var reply = await _talk.AskAsync(header);
        reply.Type.ShouldBe("ok");
        (reply.Get("protocol"), reply.Get("minor")).ShouldBe(("1", "5"));
        reply.Get("engines").ShouldBe("litert,onnxruntime,pytorch,tflite");
        (reply.Get("engine.3.formats"), reply.Get("engine.3.delegates")).ShouldBe(("tflite", "xnnpack,none"));
        reply.Find("engine.3.version").ShouldBeNull("nobody asked for it");
        reply.GetNumber("clock_hz", 1, long.MaxValue);
        reply.GetNumber("clock_step_ns", 1, long.MaxValue);
    }

    [Fact]
    public async Task Hello_WithProbe_TellsVersionOrProblem()
    {
        var reply = await _talk.AskAsync("type=hello\nprotocol=1\nprobe=1\n");
        ((reply.Find("engine.0.version") is null) ^ (reply.Find("engine.0.problem") is null)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("type=hello\nprotocol=2\n", "speaks protocol 1")]
    [InlineData("type=hello\n", "'protocol' of a 'hello' message is missing")]
    [InlineData("type=hello\nprotocol=1\nalive_ms=1\n", "'alive_ms'")]
    [InlineData("type=dance\n", "no request 'dance'")]
    [InlineData("type=fault\nfault=crash\n", "no such request")]
    [InlineData("type=probe\n", "'engine' of a 'probe' message is missing")]
    [InlineData("type=load\nengine=tflite\nthreads=1\noptimization=much\n", "none of all, extended, basic, none")]
    [InlineData("type=pin\n", "'cpus' of a 'pin' message is missing")]
    [InlineData("type=pin\ncpus=4-\n", "no list of cores")]
    [InlineData("type=put\nsha256=ABC\nbytes=3\n", "64 lower-case")]
    [InlineData($"type=put\nsha256={AbcHash}\nbytes=-1\n", "'bytes'")]
    [InlineData($"type=put\nsha256={AbcHash}\nbytes=68719476737\n", "'bytes'")]
    [InlineData($"type=put\nsha256={AbcHash}\nbytes=3\nmodel={EmptyHash}\nname=a\n", "a model that is not here")]
    [InlineData("type=chunk\noffset=0\n", "no file was announced")]
    public async Task Request_Malformed_IsAnErrorAndTheHostLives(string header, string reason)
    {
        var reply = await _talk.AskAsync(header + "id=7\n");
        (reply.Type, reply.Get("kind"), reply.Get("id")).ShouldBe(("error", "protocol", "7"));
        reply.Get("message").ShouldContain(reason);
        (await _talk.AskAsync("type=memory\n")).Type.ShouldBe("ok");
    }

    [Theory]
    [InlineData("type=infer\ninputs=0\n")]
    [InlineData("type=measure\ninputs=0\nwarmup_min_runs=1\n")]
    [InlineData("type=profile\ninputs=0\nmax_runs=1\nmax_ns=1000\n")]
    public async Task Request_WithoutAModel_IsRefused(string header)
    {
        var reply = await _talk.AskAsync(header);
        (reply.Type, reply.Get("kind")).ShouldBe(("error", "refused"));
    }

    [Theory]
    [InlineData("ffffffff0000000000000000", "more than the protocol allows")]
    [InlineData("01000000ffffffffffffffff", "more than the protocol allows")]
    [InlineData("000000000000000000000000", "empty")]
    [InlineData("01000000000000000000000061", "key=value")]
    [InlineData("02000000000000000000000061ff", "not UTF-8")]
    public async Task Bytes_ThatAreNoFrame_EndTheHost(string hex, string reason)
    {
        await _talk.SendAsync(System.Convert.FromHexString(hex));
        var reply = await _talk.ReadAsync();
        (reply.Type, reply.Get("kind")).ShouldBe(("error", "protocol"));
        reply.Get("message").ShouldContain(reason);
        (await _talk.Code).ShouldBe(2);
    }

    [Fact]
    public async Task Bye_EndsTheHost()
    {
        HostTalk.Text(await _talk.AskAsync("type=bye\nid=3\n")).ShouldBe("type=ok\nid=3\n");
        (await _talk.Code).ShouldBe(0);
    }

    [Fact]
    public async Task Device_DescribesTheMachine()
    {
        var reply = await _talk.AskAsync("type=device\n");
        reply.GetNumber("cores", 1, 1 << 20).ShouldBe(Environment.ProcessorCount);
        foreach (var field in (string[])["cpu", "cpu_features", "os_name", "kernel", "arch", "runtime"]) reply.Get(field);
    }

    [Fact]
    public async Task Put_InChunks_StoresTheFileInAPrivateFolder()
    {
        HostTalk.Text(await _talk.AskAsync($"type=put\nsha256={AbcHash}\nbytes=3\n")).ShouldBe("type=ok\nhave=0\n");
        HostTalk.Text(await _talk.AskAsync("type=chunk\noffset=0\n", s_abc[..2])).ShouldBe("type=ok\nreceived=2\n");
        var path = (await _talk.AskAsync("type=chunk\noffset=2\n", s_abc[2..])).Get("path");
        (await File.ReadAllTextAsync(path)).ShouldBe("abc");
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(path)).ShouldNotBeNull();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        path.ShouldNotContain(AbcHash);

        // It is there already.
        HostTalk.Text(await _talk.AskAsync($"type=put\nsha256={AbcHash}\nbytes=3\n")).ShouldBe($"type=ok\nhave=1\npath={path}\n");
        await _talk.AskAsync("type=bye\n");
        await _talk.Code;
        Directory.Exists(folder).ShouldBeFalse("the host deletes it at its end");
    }

    [Fact]
    public async Task Put_OfNothing_IsThereAtOnce() =>
        new FileInfo((await _talk.AskAsync($"type=put\nsha256={EmptyHash}\nbytes=0\n")).Get("path")).Length.ShouldBe(0);

    [Fact]
    public async Task Put_OfOtherBytes_IsRefusedAndLeavesNothing()
    {
        await _talk.AskAsync($"type=put\nsha256={EmptyHash}\nbytes=0\n");
        await _talk.AskAsync($"type=put\nsha256={AbcHash}\nbytes=3\n");
        var reply = await _talk.AskAsync("type=chunk\noffset=0\n", "abd"u8.ToArray());
        (reply.Type, reply.Get("kind")).ShouldBe(("error", "refused"));
        reply.Get("message").ShouldContain("SHA-256");
        (await _talk.AskAsync($"type=put\nsha256={AbcHash}\nbytes=3\n")).Get("have").ShouldBe("0");
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    public async Task Chunk_ThatIsNotTheNextPart_IsAnError(int offset, int length)
    {
        await _talk.AskAsync($"type=put\nsha256={AbcHash}\nbytes=3\n");
        var reply = await _talk.AskAsync($"type=chunk\noffset={offset}\n", new byte[length]);
        (reply.Type, reply.Get("kind")).ShouldBe(("error", "protocol"));
        (await _talk.AskAsync("type=chunk\noffset=0\n", s_abc)).Get("message").ShouldContain("no file was announced");
    }

    [Fact]
    public async Task Chunk_LargerThanTheLimit_IsAnError()
    {
        await _talk.AskAsync($"type=put\nsha256={AbcHash}\nbytes=9000000\n");
        var reply = await _talk.AskAsync("type=chunk\noffset=0\n", new byte[(4 << 20) + 1]);
        (reply.Type, reply.Get("kind")).ShouldBe(("error", "protocol"));
    }

    [Fact]
    public async Task Put_OfACompanion_LiesBesideItsModelUnderItsName()
    {
        await PutAsync(s_abc);
        var model = (await _talk.AskAsync($"type=put\nsha256={AbcHash}\nbytes=3\n")).Get("path");
        var weights = "weights"u8.ToArray();
        var reply = await PutAsync(weights, $"model={AbcHash}\nname=parts/weights.bin\n");
        reply.Get("path").ShouldBe(Path.Combine(Path.GetDirectoryName(model)!, "parts", "weights.bin"));
        // Other weights under the same name take their place.
        await PutAsync("other"u8.ToArray(), $"model={AbcHash}\nname=parts/weights.bin\n");
        (await File.ReadAllTextAsync(reply.Get("path"))).ShouldBe("other");
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a\\\\b")]
    [InlineData("C:a")]
    [InlineData("a\\nb")]
    [InlineData("1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17")]
    public async Task Companion_WithANameThatCouldLeave_IsAnError(string name)
    {
        await PutAsync(s_abc);
        var reply = await _talk.AskAsync($"type=put\nsha256={EmptyHash}\nbytes=0\nmodel={AbcHash}\nname={name}\n");
        (reply.Type, reply.Get("kind")).ShouldBe(("error", "protocol"));
        reply.Get("message").ShouldContain("name of a file beside a model");
    }

    [Fact]
    public async Task Companion_WithTheNameOfItsModel_IsAnError()
    {
        var model = (await PutAsync(s_abc)).Get("path");
        var reply = await PutAsync("evil"u8.ToArray(), $"model={AbcHash}\nname={Path.GetFileName(model)}\n");
        reply.Type.ShouldBe("error");
        (await File.ReadAllTextAsync(model)).ShouldBe("abc");
    }

    [Fact]
    public async Task Put_ThenLoad_RunsTheModel()
    {
        var path = (await PutAsync(await File.ReadAllBytesAsync(TestFiles.Data("tiny", "dense.tflite")))).Get("path");
        var reply = await _talk.AskAsync($"type=load\nengine=tflite\nmodel={path}\nthreads=1\n");
        Assert.SkipWhen(reply.Find("message")?.Contains("build", StringComparison.Ordinal) == true, "the engine is not here");
        reply.Type.ShouldBe("ok");
        (reply.Get("inputs"), reply.Get("input.0.shape")).ShouldBe(("1", "1,4"));
    }

    private async Task<Frame> PutAsync(byte[] bytes, string more = "")
    {
        await _talk.AskAsync($"type=put\nsha256={System.Convert.ToHexStringLower(SHA256.HashData(bytes))}\nbytes={bytes.Length}\n{more}");
        return await _talk.AskAsync("type=chunk\noffset=0\n", bytes);
    }
}
