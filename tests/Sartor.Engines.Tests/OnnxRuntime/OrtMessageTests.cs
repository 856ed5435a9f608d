using Sartor.Engines.OnnxRuntime;

namespace Sartor.Engines.Tests.OnnxRuntime;

/// <summary>Messages of ONNX Runtime 1.2x on Linux and Windows; where its own source says so is nobody's business.</summary>
public sealed class OrtMessageTests
{
    [Theory]
    [InlineData(
        "Exception during initialization: /onnxruntime_src/onnxruntime/core/providers/cpu/nn/lrn.h:23 onnxruntime::LRN<T>::LRN("
        + "const onnxruntime::OpKernelInfo&) [with T = float] size_ % 2 == 1 was false",
        "Exception during initialization: size_ % 2 == 1 was false")]
    [InlineData(
        "Status Message: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:360 void* onnxruntime::BFCArena::AllocateRawInternal("
        + "size_t, bool, onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 2048",
        "Status Message: Failed to allocate memory for requested buffer of size 2048")]
    [InlineData(
        "/onnxruntime_src/onnxruntime/core/graph/model.cc:180 onnxruntime::Model::Model(onnx::ModelProto&&, const PathString&) "
        + "Unsupported model IR version: 99", "Unsupported model IR version: 99")]
    [InlineData(
        @"D:\a\_work\1\s\onnxruntime\core\graph\model.cc:180 onnxruntime::Model::Model Unknown opset",
        "onnxruntime::Model::Model Unknown opset")]
    [InlineData("Load model from /models/onnxruntime/net.onnx failed:Protobuf parsing failed",
        "Load model from /models/onnxruntime/net.onnx failed:Protobuf parsing failed")]
    public void Places_AreLeftOut(string message, string shown) => OrtApi.WithoutPlaces(message).ShouldBe(shown);
}
