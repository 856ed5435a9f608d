using System.Runtime.InteropServices;

namespace Sartor.Engines.OnnxRuntime;

/// <summary>Reads from a session what it takes and gives, and which provider executes its nodes.</summary>
internal static unsafe class OrtDescription
{
    public static SessionTensor[] Inputs(nint session, string path)
    {
        nuint count;
        OrtApi.Check(OrtApi.GetInputCount(session, &count), path);
        return Tensors(session, count, &OrtApi.GetInputName, &OrtApi.GetInputType, isInput: true, path);
    }

    public static SessionTensor[] Outputs(nint session, string path)
    {
        nuint count;
        OrtApi.Check(OrtApi.GetOutputCount(session, &count), path);
        return Tensors(session, count, &OrtApi.GetOutputName, &OrtApi.GetOutputType, isInput: false, path);
    }

    /// <summary>Type and extents of a tensor description; an extent that is not known is -1.</summary>
    public static (ElementType Element, long[] Extents) Read(nint tensorInfo, string path)
    {
        int number;
        nuint rank;
        OrtApi.Check(OrtApi.GetElementType(tensorInfo, &number), path);
        OrtApi.Check(OrtApi.GetRank(tensorInfo, &rank), path);
        var extents = new long[rank];
        fixed (long* pointer = extents) OrtApi.Check(OrtApi.GetExtents(tensorInfo, pointer, rank), path);
        return (OrtElementTypes.FromNumber(number), extents);
    }

    public static Delegation DelegationOf(nint session, string path)
    {
        nint* subgraphs;
        nuint count;
        OrtApi.Check(OrtApi.GetAssignedSubgraphs(session, &subgraphs, &count), path);
        var kernels = new List<string>();
        var delegated = 0;
        for (nuint i = 0; i < count; i++)
        {
            byte* provider;
            nint* nodes;
            nuint nodeCount;
            OrtApi.Check(OrtApi.GetProviderName(subgraphs[i], &provider), path);
            OrtApi.Check(OrtApi.GetAssignedNodes(subgraphs[i], &nodes, &nodeCount), path);
            if (Text(provider) == "CPUExecutionProvider") delegated += (int)nodeCount;
            for (nuint j = 0; j < nodeCount; j++)
            {
                byte* type;
                OrtApi.Check(OrtApi.GetOperatorType(nodes[j], &type), path);
                kernels.Add(Text(type));
            }
        }
        return new Delegation(OrtEngine.CpuDelegate, OrtEngine.CpuDelegate, kernels.Count, delegated, KernelCount.Of(kernels),
            "Session_GetEpGraphAssignmentInfo of ONNX Runtime, after its basic optimizations: nodes by execution provider", []);
    }

    private static SessionTensor[] Tensors(
        nint session, nuint count, delegate*<nint, nuint, nint, byte**, nint> getName, delegate*<nint, nuint, nint*, nint> getType,
        bool isInput, string path)
    {
        var tensors = new SessionTensor[count];
        for (nuint i = 0; i < count; i++)
        {
            byte* name;
            nint info;
            OrtApi.Check(getName(session, i, Allocator(), &name), path);
            var text = Take(name);
            OrtApi.Check(getType(session, i, &info), path);
            tensors[i] = Describe(text, info, isInput, path);
        }
        return tensors;
    }

    private static SessionTensor Describe(string name, nint info, bool isInput, string path)
    {
        using var handle = new NativeObject(info, OrtApi.ReleaseTypeInfo);
        nint tensorInfo;
        OrtApi.Check(OrtApi.AsTensorInfo(info, &tensorInfo), path);
        if (tensorInfo == 0) return new SessionTensor(name, TensorType.Unknown, null, []);
        var (element, extents) = Read(tensorInfo, path);
        var free = Enumerable.Range(0, extents.Length).Where(axis => extents[axis] < 0).ToEquatableArray();
        if (!isInput) return new SessionTensor(name, new TensorType(element, free.Count > 0 ? null : new Shape(extents)), null, []);
        return new SessionTensor(
            name, new TensorType(element, new Shape(Array.ConvertAll(extents, extent => extent < 0 ? 1 : extent))), null, free);
    }

    /// <summary>The allocator that texts of ONNX Runtime come from.</summary>
    public static nint Allocator()
    {
        nint allocator;
        OrtApi.Check(OrtApi.GetDefaultAllocator(&allocator), "allocator");
        return allocator;
    }

    /// <summary>A text of that allocator, which is freed.</summary>
    public static string Take(byte* name)
    {
        var text = Text(name);
        OrtApi.Check(OrtApi.AllocatorFree(Allocator(), name), text);
        return text;
    }

    private static string Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8) ?? "";
}
